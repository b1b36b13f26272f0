// Openbell's core as a C library: frames of commands in, records of events out.
//
//   Openbell *engine;
//   const char *fault = openbell_open_benchmark(&engine);
//   if (!fault) fault = openbell_begin(engine, &frame);
//   if (fault) return fputs(fault, stderr), 1;
//   OpenbellEvents events;
//   while (openbell_next(engine, &events)) use(events.records, events.bytes);
//   openbell_close(engine);
//
// What a call refuses it says as one English sentence, and has changed nothing; NULL means done.
// Any number of engines may be open at once; each is used by one thread at a time. The same frames
// give the same bytes and the same state hash as the WebAssembly module that this is made of.
//
// A fault of the core itself (an assertion that fails, an access outside of its memory) is a bug:
// it is told on stderr in one line, and the process ends by SIGABRT, since the state is then worth
// nothing.
#ifndef OPENBELL_H
#define OPENBELL_H

#include <stdint.h>

#include "openbell-records.h"

#ifndef OPENBELL_API
#define OPENBELL_API __attribute__((visibility("default")))
#endif

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Openbell Openbell;

// How large an engine's pools are; fixed when it is opened. Memory that is not used is not taken.
typedef struct OpenbellCapacities {
  uint32_t sessions, assets, markets;
  uint32_t accounts;               // the house's, below OPENBELL_ACCOUNT_USER_MIN, among them
  uint32_t orders;                 // open at once
  uint32_t clientIds;              // remembered at once
  uint32_t priceDirectoryEntries;  // highest price / 512 + 1, for each of a market's four books
  uint32_t tiers, specialOrders, orderLists, withdrawals;
  uint32_t outputBytes;            // events in one part of a frame's answer
} OpenbellCapacities;

// Those of the exchange.
#define OPENBELL_CAPACITIES_DEFAULT \
  {.sessions = 64, \
   .assets = 64, \
   .markets = 64, \
   .accounts = 131072, \
   .orders = 1048576, \
   .clientIds = 1048576, \
   .priceDirectoryEntries = 16777216, \
   .tiers = 16, \
   .specialOrders = 131072, \
   .orderLists = 65536, \
   .withdrawals = 65536, \
   .outputBytes = 524288}

typedef struct OpenbellFrame {
  uint64_t sequence;       // above that of the frame before
  uint64_t timestampUs;    // not below that of the frame before
  const void *commands;    // records of openbell-records.h, one after another
  uint32_t commandsBytes;  // at most OPENBELL_FRAME_PAYLOAD_BYTES_MAX
  uint32_t isEpoch;        // 1: armed dead-man's timers start again in full
} OpenbellFrame;

// Whole records; they lie in the engine's memory until its next call.
typedef struct OpenbellEvents {
  const void *records;
  uint32_t bytes;
} OpenbellEvents;

// A side of the book on which nobody stands has this price.
#define OPENBELL_PRICE_NONE UINT32_MAX

// An engine that has applied nothing; its first command must be an OpenbellConfigure.
OPENBELL_API const char *openbell_open(const OpenbellCapacities *capacities, Openbell **engine);

// An engine by the rules of the public matching-engine benchmark, which has applied frame 1: one
// market, 0, without accounts; prices to 2^31 - 2 ticks, 1,048,576 resting orders. It takes the
// records OpenbellBenchmark… alone and answers with OpenbellReport… alone.
OPENBELL_API const char *openbell_open_benchmark(Openbell **engine);

// Gives its memory back. NULL is no engine and does nothing.
OPENBELL_API void openbell_close(Openbell *engine);

// Where the next frame's commands may be written, so that `openbell_begin` need not copy them: room
// for OPENBELL_FRAME_PAYLOAD_BYTES_MAX, until that call. Not to be asked for while a frame's events
// are still being read.
OPENBELL_API void *openbell_input(Openbell *engine);

// Takes a frame. A command that is malformed or refused is an event, never a fault of the call.
OPENBELL_API const char *openbell_begin(Openbell *engine, const OpenbellFrame *frame);

// The next part of the frame's events: 1, or 0 where the frame is done. What did not fit into the
// first part is decided by this call, so it must be repeated until it answers 0.
OPENBELL_API int openbell_next(Openbell *engine, OpenbellEvents *events);

// Whether the step budget left work: the next frame, be it empty, should come at once.
OPENBELL_API int openbell_has_unfinished_work(Openbell *engine);

// Ticks, or OPENBELL_PRICE_NONE; that too where the market is unknown.
OPENBELL_API uint32_t openbell_best_bid(Openbell *engine, uint32_t market);
OPENBELL_API uint32_t openbell_best_ask(Openbell *engine, uint32_t market);

// Lots that stand at a price; `side` is an OpenbellSide. 0 for what is unknown.
OPENBELL_API uint64_t openbell_depth_at(Openbell *engine, uint32_t market, uint32_t side,
                                        uint32_t priceTicks);

// Over all that shapes the future, whatever the memory's history.
OPENBELL_API uint64_t openbell_state_hash(Openbell *engine);

#ifdef __cplusplus
}
#endif

#endif
