// The library's interface: it refuses what a host must not do; all else the core decides.
#include "openbell.h"

#include <pthread.h>
#include <stddef.h>
#include <string.h>

#include "memory.h"
#include "open-benchmark.h"
#include "openbell-core.h"

// What `run` of the core answers when there is more to come.
enum { runDrain = 1 };
// The same in what `applyFrame` answers, and that commands are left, beside the bytes of events.
static const uint32_t answerDrain = UINT32_C(1) << 31, answerLeft = UINT32_C(1) << 30;

struct Openbell {
  uint64_t sequence;
  uint64_t timestampUs;
  // Of the frame's events that lie in the output and were not yet handed over.
  uint32_t bytes;
  // Whether the core has more to do for the frame.
  bool isUnderWay;
  // Where the next frame belongs, NULL until it was asked for.
  void *input;
  // Where it belongs if no commands are left.
  void *firstInput;
  void *output;
  Z_openbell_instance_t core;
};

static pthread_once_t isModuleReady = PTHREAD_ONCE_INIT;

// Of the engine, up to where its linear memory begins.
static const size_t headBytes = offsetof(Openbell, core.w2c_memory.data);

static uint8_t *memoryOf(Openbell *engine) { return engine->core.w2c_memory.data; }

static uint64_t readU64(Openbell *engine, uint32_t address) {
  uint64_t value;
  memcpy(&value, memoryOf(engine) + address, sizeof value);
  return value;
}

const char *openbell_open(const OpenbellCapacities *capacities, Openbell **engine) {
  const uint32_t *counts = (const uint32_t *)capacities;
  for (size_t index = 0; index < sizeof *capacities / sizeof *counts; index++)
    if (counts[index] == 0 || counts[index] > INT32_MAX)
      return "a capacity must be from 1 to 2^31 - 1";
  Openbell *opened = reserveMemory(headBytes);
  if (!opened) return "the system has no 8 GiB of addresses left for an engine";
  pthread_once(&isModuleReady, Z_openbell_init_module);
  Z_openbell_instantiate(&opened->core, (struct Z_env_instance_t *)&opened->core);
  const OpenbellCapacities *c = capacities;
  if (!Z_openbellZ_initialise(&opened->core, c->sessions, c->assets, c->markets, c->accounts,
                              c->orders, c->clientIds, c->priceDirectoryEntries,
                              c->tiers, c->specialOrders, c->orderLists, c->withdrawals,
                              c->outputBytes)) {
    openbell_close(opened);
    return "the capacities do not fit into the core’s memory of 4 GiB, or the system has less";
  }
  opened->firstInput = openbell_input(opened);
  opened->output = memoryOf(opened) + Z_openbellZ_outputAddress(&opened->core);
  *engine = opened;
  return NULL;
}

const char *openBenchmark(uint32_t outputBytes, Openbell **engine) {
  // There are no accounts, sessions or assets by these rules, but every limit must be set.
  const OpenbellCapacities capacities = {
      .sessions = 1,
      .assets = 1,
      .markets = 1,
      .accounts = OPENBELL_ACCOUNT_USER_MIN + 1,
      .orders = 1048576,
      .clientIds = 1,
      .priceDirectoryEntries = 16777216,
      .tiers = 1,
      .specialOrders = 1,
      .orderLists = 1,
      .withdrawals = 1,
      .outputBytes = outputBytes,
  };
  const OpenbellConfigure configure = {
      .kind = OPENBELL_KIND_CONFIGURE,
      .sizeBytes = sizeof configure,
      .rules = OPENBELL_RULES_BENCHMARK,
      .sessionsMax = capacities.sessions,
      .assetsMax = capacities.assets,
      .marketsMax = capacities.markets,
      .accountsMax = capacities.accounts,
      .ordersMax = capacities.orders,
      .clientIdsMax = capacities.clientIds,
      .finishedIdsPerAccountMax = 1,
      .finishedIdsWindowUs = 1,
      .stepsPerFrameMax = 1,
      .tiersMax = capacities.tiers,
      .priceDirectoryEntriesMax = capacities.priceDirectoryEntries,
      .ordersPerAccountMax = capacities.orders,
      .specialOrdersMax = capacities.specialOrders,
      .orderListsMax = capacities.orderLists,
      .withdrawalsMax = capacities.withdrawals,
  };
  const OpenbellFrame genesis = {
      .sequence = 1, .commands = &configure, .commandsBytes = sizeof configure};
  const char *fault = openbell_open(&capacities, engine);
  if (fault) return fault;
  OpenbellEvents events;
  fault = openbell_begin(*engine, &genesis);
  while (openbell_next(*engine, &events)) continue;
  return fault;
}

const char *openbell_open_benchmark(Openbell **engine) {
  return openBenchmark(OPENBELL_EVENT_PART_BYTES_MAX, engine);
}

void openbell_close(Openbell *engine) {
  if (engine) releaseMemory(engine, headBytes);
}

void *openbell_input(Openbell *engine) {
  if (!engine->input) engine->input = memoryOf(engine) + Z_openbellZ_inputAddress(&engine->core);
  return engine->input;
}

const char *openbell_begin(Openbell *engine, const OpenbellFrame *frame) {
  if (engine->isUnderWay || engine->bytes != 0) return "the events of the frame before must be read first";
  if (frame->sequence <= engine->sequence) return "the sequence must be above the last frame’s";
  if (frame->timestampUs < engine->timestampUs) return "the time must not go back";
  if (frame->commandsBytes > OPENBELL_FRAME_PAYLOAD_BYTES_MAX) return "the frame is too large";
  void *input = openbell_input(engine);
  if (frame->commands != input) memcpy(input, frame->commands, frame->commandsBytes);
  engine->sequence = frame->sequence;
  engine->timestampUs = frame->timestampUs;
  const uint32_t answer = Z_openbellZ_applyFrame(
      &engine->core, frame->sequence, frame->sequence >> 32, frame->timestampUs,
      frame->timestampUs >> 32, frame->commandsBytes, frame->isEpoch);
  engine->bytes = answer & ~(answerDrain | answerLeft);
  engine->isUnderWay = (answer & answerDrain) != 0;
  engine->input = (answer & (answerDrain | answerLeft)) == 0 ? engine->firstInput : NULL;
  return NULL;
}

int openbell_next(Openbell *engine, OpenbellEvents *events) {
  while (engine->bytes == 0) {
    if (!engine->isUnderWay) return 0;
    engine->isUnderWay = Z_openbellZ_run(&engine->core) == runDrain;
    engine->bytes = Z_openbellZ_outputBytes(&engine->core);
  }
  *events = (OpenbellEvents){.records = engine->output, .bytes = engine->bytes};
  engine->bytes = 0;
  return 1;
}

int openbell_has_unfinished_work(Openbell *engine) {
  return Z_openbellZ_hasUnfinishedWork(&engine->core) != 0;
}

uint32_t openbell_best_bid(Openbell *engine, uint32_t market) {
  return Z_openbellZ_bestPrice(&engine->core, market, OPENBELL_SIDE_BUY);
}

uint32_t openbell_best_ask(Openbell *engine, uint32_t market) {
  return Z_openbellZ_bestPrice(&engine->core, market, OPENBELL_SIDE_SELL);
}

uint64_t openbell_depth_at(Openbell *engine, uint32_t market, uint32_t side, uint32_t priceTicks) {
  return readU64(engine, Z_openbellZ_depthAt(&engine->core, market, side, priceTicks));
}

uint64_t openbell_state_hash(Openbell *engine) {
  return readU64(engine, Z_openbellZ_stateHash(&engine->core));
}
