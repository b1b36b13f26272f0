// SHA-256 (FIPS 180-4) over pieces.
#ifndef SHA256_H
#define SHA256_H

#include <stddef.h>
#include <stdint.h>

typedef struct Sha256 {
  uint32_t state[8];
  uint8_t block[64];
  uint64_t bytes;
} Sha256;

void startSha256(Sha256 *hash);
void addSha256(Sha256 *hash, const void *bytes, size_t count);
void endSha256(Sha256 *hash, char hex[65]);

#endif
