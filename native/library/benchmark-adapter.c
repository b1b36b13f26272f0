// The public matching-engine benchmark's harness on one side, a core by its rules on the other.
//
// A message is decided before its call returns, and its reports are pushed: nothing is kept back,
// so a query or a flush finds all done. A batch is translated in frames of `frameMessagesMax`,
// which stay in the first cache; the core stops after each report, so that a message's reports are
// in the queue before the next message is looked at. Our own queue shows them by the frame.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "benchmark-harness.h"
#include "harness-report.h"
#include "open-benchmark.h"
#include "report-ring.h"

enum {
  frameMessagesMax = 256,
  // The least that the core works with: full as soon as anything is in it.
  outputBytes = 2048,
};

static Openbell *engine;
static uint64_t frameSequence;
static const HarnessTransport *queue;
static void *sink;

static void failOn(const char *fault) {
  if (!fault) return;
  fprintf(stderr, "openbell: %s\n", fault);
  abort();
}

// The records of new, cancel and modify share one layout.
static OpenbellBenchmarkNew recordOfNew(const HarnessNewOrder *order) {
  return (OpenbellBenchmarkNew){
      .kind = OPENBELL_KIND_BENCHMARK_NEW,
      .side = order->side,
      .immediateOrCancel = order->immediateOrCancel,
      .quantity = order->quantity,
      .sequence = order->sequence,
      .orderId = order->orderId,
      .priceTicks = order->priceTicks,
  };
}

static OpenbellBenchmarkNew recordOfCancel(const HarnessCancel *cancel) {
  return (OpenbellBenchmarkNew){
      .kind = OPENBELL_KIND_BENCHMARK_CANCEL,
      .sequence = cancel->sequence,
      .orderId = cancel->orderId,
  };
}

static OpenbellBenchmarkNew recordOfModify(const HarnessModify *modify) {
  return (OpenbellBenchmarkNew){
      .kind = OPENBELL_KIND_BENCHMARK_MODIFY,
      .side = modify->side,
      .quantity = modify->quantity,
      .sequence = modify->sequence,
      .orderId = modify->orderId,
      .priceTicks = modify->priceTicks,
  };
}

static OpenbellBenchmarkNew recordOf(const HarnessMessage *message) {
  switch (message->type) {
    case HARNESS_NEW_ORDER:
      return recordOfNew(&message->newOrder);
    case HARNESS_CANCEL:
      return recordOfCancel(&message->cancel);
    default:
      return recordOfModify(&message->modify);
  }
}

static void pushAll(const OpenbellReportTrade *records, uint32_t count) {
  for (uint32_t index = 0; index < count; index++) {
    const HarnessReport report = harnessReportOf(&records[index]);
    while (!queue->push(sink, &report)) continue;
  }
}

// Decides records that lie in the core's input.
static void decide(const OpenbellBenchmarkNew *records, uint32_t count) {
  const OpenbellFrame frame = {
      .sequence = ++frameSequence,
      .commands = records,
      .commandsBytes = count * sizeof *records,
  };
  failOn(openbell_begin(engine, &frame));
  OpenbellEvents events;
  while (openbell_next(engine, &events)) {
    const uint32_t reports = events.bytes / sizeof(OpenbellReportTrade);
    if (queue == &reportRing) writeReports(sink, events.records, reports);
    else pushAll(events.records, reports);
  }
  if (queue == &reportRing) publishReports(sink);
}

static void deliver(OpenbellBenchmarkNew record) {
  OpenbellBenchmarkNew *input = openbell_input(engine);
  *input = record;
  decide(input, 1);
}

void engine_init(uint64_t nonce, const HarnessTransport *transport, void *newSink) {
  (void)nonce;
  engine_shutdown();
  failOn(openBenchmark(outputBytes, &engine));
  frameSequence = 1;
  queue = transport;
  sink = newSink;
}

void engine_shutdown(void) {
  openbell_close(engine);
  engine = NULL;
}

void engine_on_new_order(const HarnessNewOrder *order) { deliver(recordOfNew(order)); }

void engine_on_cancel(const HarnessCancel *cancel) { deliver(recordOfCancel(cancel)); }

void engine_on_modify(const HarnessModify *modify) { deliver(recordOfModify(modify)); }

void engine_on_batch(const HarnessMessage *messages, uint32_t count) {
  while (count != 0) {
    const uint32_t length = count < frameMessagesMax ? count : frameMessagesMax;
    OpenbellBenchmarkNew *records = openbell_input(engine);
    for (uint32_t index = 0; index < length; index++) records[index] = recordOf(&messages[index]);
    decide(records, length);
    messages += length;
    count -= length;
  }
}

void engine_flush(void) {}

const HarnessTransport *engine_get_transport(void) { return &reportRing; }

int64_t engine_query_best_bid(void) {
  const uint32_t ticks = openbell_best_bid(engine, 0);
  return ticks == OPENBELL_PRICE_NONE ? HARNESS_BID_NONE : ticks;
}

int64_t engine_query_best_ask(void) {
  const uint32_t ticks = openbell_best_ask(engine, 0);
  return ticks == OPENBELL_PRICE_NONE ? HARNESS_ASK_NONE : ticks;
}

uint64_t engine_query_depth_at(int64_t priceTicks, uint8_t side) {
  return priceTicks < 0 || priceTicks >= OPENBELL_PRICE_NONE
             ? 0
             : openbell_depth_at(engine, 0, side, (uint32_t)priceTicks);
}
