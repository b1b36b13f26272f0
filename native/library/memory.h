// Linear memories that no address can leave.
#ifndef OPENBELL_MEMORY_H
#define OPENBELL_MEMORY_H

#include <stddef.h>

// `headBytes` (at most a few thousand) of zeros; what follows them is all that a linear memory and
// its accesses can reach, and nobody may touch it yet. NULL where the system has no room for it.
void *reserveMemory(size_t headBytes);
void releaseMemory(void *head, size_t headBytes);

#endif
