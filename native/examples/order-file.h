// Order files of the public matching-engine benchmark, as records of the core.
#ifndef ORDER_FILE_H
#define ORDER_FILE_H

#include "openbell-records.h"

typedef struct OrderFile {
  OpenbellBenchmarkNew *orders;
  uint32_t count;
} OrderFile;

// Reads a whole file, or ends the process with one sentence.
OrderFile readOrderFile(const char *path);
void freeOrderFile(OrderFile file);

#endif
