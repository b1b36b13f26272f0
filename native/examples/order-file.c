// Reads an order file: a head of 16 bytes, then records of 40, which the core takes as they are.
//
//   ├ magic u64 ┼ version u32 ┼ count u32 ┼ record ┼ record …
#include "order-file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

static const uint64_t fileMagic = 0x4d4542575f303031;

static _Noreturn void refuse(const char *path, const char *fault) {
  fprintf(stderr, "%s: %s\n", path, fault);
  exit(1);
}

OrderFile readOrderFile(const char *path) {
  struct {
    uint64_t magic;
    uint32_t version, count;
  } head;
  FILE *file = fopen(path, "rb");
  if (!file) refuse(path, "the file cannot be read");
  if (fread(&head, sizeof head, 1, file) != 1 || head.magic != fileMagic || head.version != 1)
    refuse(path, "this is no order file of version 1");
  OpenbellBenchmarkNew *orders = malloc((size_t)head.count * sizeof *orders + 1);
  if (!orders) refuse(path, "it does not fit into memory");
  if (fread(orders, sizeof *orders, head.count, file) != head.count || fgetc(file) != EOF)
    refuse(path, "it does not hold as many records as it says");
  fclose(file);
  for (uint32_t index = 0; index < head.count; index++)
    if (orders[index].kind > OPENBELL_KIND_BENCHMARK_MODIFY)
      refuse(path, "it has an unknown record");
  return (OrderFile){orders, head.count};
}

void freeOrderFile(OrderFile file) { free(file.orders); }
