// Loads an engine's library as the public matching-engine benchmark does, and delivers orders.
//
//   harness-loader LIBRARY ORDERS BATCH [PROBE] [TRIALS] [CAPACITY]
//
// BATCH 0 calls once a message, otherwise `engine_on_batch` with so many. After every PROBE
// messages (0: never) the book is asked for its best prices, what stands there, and what stands on
// both sides at the price of the message before. A second thread drains the queue while the engine
// fills it: the loader's queue and the engine's own, trial by trial in turn, each with room for
// CAPACITY reports, a power of two; the harness's are 1,048,576. Each trial begins with
// `engine_init`, ends with `engine_shutdown`, and must report the same.
//   prints: probes of the first trial, messages, reports, SHA-256, and a trial's messages a second
#include <dlfcn.h>
#include <inttypes.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "benchmark-harness.h"
#include "harness-report.h"
#include "order-file.h"
#include "report-hash.h"
#include "report-queue.h"

enum { drainMax = 256 };

static struct {
  __typeof__(engine_init) *init;
  __typeof__(engine_shutdown) *shutdown;
  __typeof__(engine_on_new_order) *onNewOrder;
  __typeof__(engine_on_cancel) *onCancel;
  __typeof__(engine_on_modify) *onModify;
  __typeof__(engine_on_batch) *onBatch;
  __typeof__(engine_flush) *flush;
  __typeof__(engine_query_best_bid) *bestBid;
  __typeof__(engine_query_best_ask) *bestAsk;
  __typeof__(engine_query_depth_at) *depthAt;
  __typeof__(engine_get_transport) *getTransport;
} engine;

// What the draining thread has taken so far.
typedef struct Collection {
  const HarnessTransport *transport;
  void *handle;
  uint32_t capacity;
  OpenbellReportTrade *reports;
  size_t count, room;
  atomic_bool isOver;
} Collection;

static _Noreturn void end(const char *what, const char *fault) {
  fprintf(stderr, "harness-loader: %s: %s\n", what, fault);
  exit(1);
}

static void load(const char *path) {
  void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL);
  if (!library) end(path, dlerror());
  const struct {
    const char *name;
    void *at;
  } calls[] = {
      {"engine_init", &engine.init},
      {"engine_shutdown", &engine.shutdown},
      {"engine_on_new_order", &engine.onNewOrder},
      {"engine_on_cancel", &engine.onCancel},
      {"engine_on_modify", &engine.onModify},
      {"engine_on_batch", &engine.onBatch},
      {"engine_flush", &engine.flush},
      {"engine_query_best_bid", &engine.bestBid},
      {"engine_query_best_ask", &engine.bestAsk},
      {"engine_query_depth_at", &engine.depthAt},
      {"engine_get_transport", &engine.getTransport},
  };
  for (size_t index = 0; index < sizeof calls / sizeof *calls; index++) {
    void *function = dlsym(library, calls[index].name);
    if (!function) end(path, dlerror());
    memcpy(calls[index].at, &function, sizeof function);
  }
}

static HarnessMessage messageOf(const OpenbellBenchmarkNew *order) {
  HarnessMessage message = {.type = order->kind};
  switch (order->kind) {
    case HARNESS_NEW_ORDER:
      message.newOrder = (HarnessNewOrder){.orderId = order->orderId,
                                           .sequence = order->sequence,
                                           .priceTicks = order->priceTicks,
                                           .quantity = order->quantity,
                                           .side = order->side,
                                           .immediateOrCancel = order->immediateOrCancel};
      break;
    case HARNESS_CANCEL:
      message.cancel = (HarnessCancel){.orderId = order->orderId, .sequence = order->sequence};
      break;
    default:
      message.modify = (HarnessModify){.orderId = order->orderId,
                                       .sequence = order->sequence,
                                       .priceTicks = order->priceTicks,
                                       .quantity = order->quantity,
                                       .side = order->side};
  }
  return message;
}

static void keep(Collection *collection, const HarnessReport *reports, uint32_t count) {
  if (collection->count + count > collection->room) {
    collection->room = 2 * (collection->room + count);
    collection->reports =
        realloc(collection->reports, collection->room * sizeof *collection->reports);
    if (!collection->reports) end("reports", "they do not fit into memory");
  }
  for (uint32_t index = 0; index < count; index++)
    collection->reports[collection->count++] = recordOfReport(&reports[index]);
}

static void *collect(void *argument) {
  Collection *collection = argument;
  HarnessReport reports[drainMax];
  for (;;) {
    const bool isOver = atomic_load(&collection->isOver);
    const uint32_t count = collection->transport->drain(collection->handle, reports, drainMax);
    keep(collection, reports, count);
    if (count == 0 && isOver) return NULL;
    if (count == 0) sched_yield();
  }
}

static void deliver(const HarnessMessage *messages, uint32_t count, uint32_t batch) {
  if (batch != 0)
    for (uint32_t from = 0; from < count; from += batch)
      engine.onBatch(messages + from, count - from < batch ? count - from : batch);
  else
    for (uint32_t index = 0; index < count; index++) {
      const HarnessMessage *message = &messages[index];
      if (message->type == HARNESS_NEW_ORDER) engine.onNewOrder(&message->newOrder);
      else if (message->type == HARNESS_CANCEL) engine.onCancel(&message->cancel);
      else engine.onModify(&message->modify);
    }
}

static void printProbe(uint32_t at, int64_t price) {
  const int64_t bid = engine.bestBid(), ask = engine.bestAsk();
  printf("probe %u bid %" PRId64 " %" PRIu64 " ask %" PRId64 " %" PRIu64, at, bid,
         engine.depthAt(bid, 0), ask, engine.depthAt(ask, 1));
  printf(" at %" PRId64 " %" PRIu64 " %" PRIu64 "\n", price, engine.depthAt(price, 0),
         engine.depthAt(price, 1));
}

static double secondsNow(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (double)now.tv_sec + 1e-9 * (double)now.tv_nsec;
}

// Seconds from the first message to the end of both flushes; the drain may still be behind.
static double run(const HarnessMessage *messages, OrderFile file, uint32_t batch, uint32_t probe,
                  Collection *collection) {
  pthread_t drainer;
  collection->count = 0;
  atomic_store(&collection->isOver, false);
  collection->handle = collection->transport->create(collection->capacity);
  if (!collection->handle) end("queue", "it does not fit into memory");
  pthread_create(&drainer, NULL, collect, collection);
  engine.init(23, collection->transport, collection->handle);
  const double startedSeconds = secondsNow();
  const uint32_t step = probe == 0 ? file.count : probe;
  for (uint32_t from = 0; from < file.count; from += step) {
    const uint32_t length = file.count - from < step ? file.count - from : step;
    deliver(messages + from, length, batch);
    if (probe != 0) printProbe(from + length, file.orders[from + length - 1].priceTicks);
  }
  engine.flush();
  collection->transport->flush(collection->handle);
  const double seconds = secondsNow() - startedSeconds;
  atomic_store(&collection->isOver, true);
  pthread_join(drainer, NULL);
  engine.shutdown();
  collection->transport->destroy(collection->handle);
  return seconds;
}

int main(int count, char **arguments) {
  if (count < 4 || count > 7)
    return fputs("harness-loader LIBRARY ORDERS BATCH [PROBE] [TRIALS] [CAPACITY]\n", stderr), 2;
  const uint32_t batch = strtoul(arguments[3], NULL, 10);
  const uint32_t probe = count > 4 ? strtoul(arguments[4], NULL, 10) : 0;
  const uint32_t trials = count > 5 ? strtoul(arguments[5], NULL, 10) : 1;
  const OrderFile file = readOrderFile(arguments[2]);
  HarnessMessage *messages = malloc(file.count * sizeof *messages + 1);
  if (!messages) end(arguments[2], "it does not fit into memory");
  for (uint32_t index = 0; index < file.count; index++)
    messages[index] = messageOf(&file.orders[index]);
  load(arguments[1]);

  Collection collection = {.capacity = count > 6 ? strtoul(arguments[6], NULL, 10) : 1 << 20};
  char sha256[65], first[65] = "";
  for (uint32_t trial = 0; trial < trials; trial++) {
    collection.transport = trial % 2 == 0 ? &reportQueue : engine.getTransport();
    const double seconds = run(messages, file, batch, trial == 0 ? probe : 0, &collection);
    hashReports(collection.reports, collection.count, sha256);
    if (trial == 0)
      printf("messages    %u\nreports     %zu\nsha256      %s\n", file.count, collection.count,
             strcpy(first, sha256));
    if (strcmp(first, sha256) != 0) end(sha256, "a later trial reports otherwise");
    const char *whose = trial % 2 == 0 ? "the loader’s" : "the engine’s own";
    printf("per second  %.0f, %s queue\n", (double)file.count / seconds, whose);
  }
  free(collection.reports);
  free(messages);
  freeOrderFile(file);
}
