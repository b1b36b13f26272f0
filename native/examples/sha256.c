// SHA-256 by its standard, FIPS 180-4: the constants of 4.2.2 and 5.3.3, the functions of 4.1.2.
#include "sha256.h"

#include <stdio.h>
#include <string.h>

static const uint32_t constants[64] = {
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
};

static uint32_t turn(uint32_t word, int bits) { return word >> bits | word << (32 - bits); }

static void fillSchedule(uint32_t schedule[64], const uint8_t *block) {
  for (int t = 0; t < 16; t++)
    schedule[t] = (uint32_t)block[4 * t] << 24 | (uint32_t)block[4 * t + 1] << 16 |
                  (uint32_t)block[4 * t + 2] << 8 | block[4 * t + 3];
  for (int t = 16; t < 64; t++) {
    const uint32_t x = schedule[t - 15], y = schedule[t - 2];
    schedule[t] = (turn(y, 17) ^ turn(y, 19) ^ y >> 10) + schedule[t - 7] +
                  (turn(x, 7) ^ turn(x, 18) ^ x >> 3) + schedule[t - 16];
  }
}

static void addBlock(uint32_t state[8], const uint8_t *block) {
  uint32_t schedule[64];
  uint32_t a = state[0], b = state[1], c = state[2], d = state[3];
  uint32_t e = state[4], f = state[5], g = state[6], h = state[7];
  fillSchedule(schedule, block);
  for (int t = 0; t < 64; t++) {
    const uint32_t choice = (e & f) ^ (~e & g), majority = (a & b) ^ (a & c) ^ (b & c);
    const uint32_t first =
        h + (turn(e, 6) ^ turn(e, 11) ^ turn(e, 25)) + choice + constants[t] + schedule[t];
    const uint32_t second = (turn(a, 2) ^ turn(a, 13) ^ turn(a, 22)) + majority;
    h = g, g = f, f = e, e = d + first;
    d = c, c = b, b = a, a = first + second;
  }
  state[0] += a, state[1] += b, state[2] += c, state[3] += d;
  state[4] += e, state[5] += f, state[6] += g, state[7] += h;
}

void startSha256(Sha256 *hash) {
  *hash = (Sha256){.state = {0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c,
                             0x1f83d9ab, 0x5be0cd19}};
}

void addSha256(Sha256 *hash, const void *bytes, size_t count) {
  const uint8_t *from = bytes;
  while (count > 0) {
    const size_t filled = hash->bytes % 64;
    const size_t taken = count < 64 - filled ? count : 64 - filled;
    memcpy(hash->block + filled, from, taken);
    hash->bytes += taken;
    from += taken;
    count -= taken;
    if (hash->bytes % 64 == 0) addBlock(hash->state, hash->block);
  }
}

void endSha256(Sha256 *hash, char hex[65]) {
  const uint64_t bits = hash->bytes * 8;
  uint8_t length[8];
  for (int at = 0; at < 8; at++) length[at] = (uint8_t)(bits >> (56 - 8 * at));
  addSha256(hash, "\x80", 1);
  while (hash->bytes % 64 != 56) addSha256(hash, "", 1);
  addSha256(hash, length, 8);
  for (int word = 0; word < 8; word++) sprintf(hex + 8 * word, "%08x", hash->state[word]);
}
