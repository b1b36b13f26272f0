// Replays an order file of the public matching-engine benchmark through the library.
//
//   replay ORDERS [BATCH]     BATCH messages a frame, 256 unless told; of ORDERS.zst `zstd -d` makes one
//   prints: messages, reports, SHA-256 of the canonical reports, state hash, messages a second
//
// Timed is the library alone: a frame in, and its reports seen. Hashing is not.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "openbell.h"
#include "order-file.h"
#include "report-hash.h"

enum { batchDefault = 256 };

typedef struct Reports {
  OpenbellReportTrade *all;
  size_t count, room;
} Reports;

static void end(const char *fault) {
  fprintf(stderr, "replay: %s\n", fault);
  exit(1);
}

static double secondsNow(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

static void keep(Reports *reports, OpenbellEvents events) {
  const size_t count = events.bytes / sizeof *reports->all;
  if (reports->count + count > reports->room) {
    reports->room = 2 * (reports->room + count);
    reports->all = realloc(reports->all, reports->room * sizeof *reports->all);
    if (!reports->all) end("the reports do not fit into memory");
  }
  memcpy(reports->all + reports->count, events.records, events.bytes);
  reports->count += count;
}

// Applies the whole file to a fresh engine and returns it; `reports` may be NULL.
static Openbell *replay(OrderFile file, uint32_t batch, Reports *reports) {
  Openbell *engine;
  const char *fault = openbell_open_benchmark(&engine);
  if (fault) end(fault);
  OpenbellFrame frame = {.sequence = 1};
  for (uint32_t from = 0; from < file.count; from += batch) {
    const uint32_t left = file.count - from;
    frame.sequence++;
    frame.commands = file.orders + from;
    frame.commandsBytes = (left < batch ? left : batch) * sizeof *file.orders;
    fault = openbell_begin(engine, &frame);
    if (fault) end(fault);
    OpenbellEvents events;
    while (openbell_next(engine, &events))
      if (reports) keep(reports, events);
  }
  return engine;
}

int main(int count, char **arguments) {
  const uint32_t batchMax = OPENBELL_FRAME_PAYLOAD_BYTES_MAX / sizeof(OpenbellBenchmarkNew);
  if (count < 2 || count > 3) return fputs("replay ORDERS [BATCH]\n", stderr), 2;
  const long batch = count == 3 ? strtol(arguments[2], NULL, 10) : batchDefault;
  if (batch < 1 || batch > batchMax) return fprintf(stderr, "BATCH: 1 to %u\n", batchMax), 2;
  const OrderFile file = readOrderFile(arguments[1]);

  Reports reports = {0};
  Openbell *first = replay(file, (uint32_t)batch, &reports);
  const uint64_t stateHash = openbell_state_hash(first);
  openbell_close(first);
  const double startedSeconds = secondsNow();
  openbell_close(replay(file, (uint32_t)batch, NULL));
  const double seconds = secondsNow() - startedSeconds;

  char sha256[65];
  hashReports(reports.all, reports.count, sha256);
  printf("messages    %" PRIu32 "\nreports     %zu\nsha256      %s\nstate       %016" PRIx64 "\n",
         file.count, reports.count, sha256, stateHash);
  printf("per second  %.0f\n", (double)file.count / seconds);
  free(reports.all);
  freeOrderFile(file);
}
