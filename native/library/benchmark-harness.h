// The C interface of the public matching-engine benchmark, in our words: what its harness calls in
// an engine's library, and what it hands over, as `api/matching_engine_api.h` of its commit ef043a5
// has it. Little-endian, no hidden padding.
#ifndef BENCHMARK_HARNESS_H
#define BENCHMARK_HARNESS_H

#include <assert.h>
#include <stdint.h>

#define HARNESS_API __attribute__((visibility("default")))

// An empty side's best price.
#define HARNESS_BID_NONE INT64_MIN
#define HARNESS_ASK_NONE INT64_MAX

enum HarnessMessageType { HARNESS_NEW_ORDER = 0, HARNESS_CANCEL = 1, HARNESS_MODIFY = 2 };

enum HarnessReportType {
  HARNESS_ORDER_ACK = 0,
  HARNESS_TRADE = 1,
  HARNESS_CANCEL_ACK = 2,
  HARNESS_MODIFY_ACK = 3,
  HARNESS_CANCEL_REJECT = 4,
  HARNESS_MODIFY_REJECT = 5,
};

typedef struct HarnessNewOrder {
  uint64_t orderId, sequence;
  int64_t priceTicks;
  uint32_t quantity;
  uint8_t side, immediateOrCancel;
  uint8_t reserved[2];
} HarnessNewOrder;

typedef struct HarnessCancel {
  uint64_t orderId, sequence;
} HarnessCancel;

typedef struct HarnessModify {
  uint64_t orderId, sequence;
  int64_t priceTicks;
  uint32_t quantity;
  uint8_t side;
  uint8_t reserved[3];
} HarnessModify;

typedef struct HarnessMessage {
  uint8_t type;
  uint8_t reserved[7];
  union {
    HarnessNewOrder newOrder;
    HarnessCancel cancel;
    HarnessModify modify;
  };
} HarnessMessage;

typedef struct HarnessReport {
  uint8_t type, side;
  uint8_t reserved[6];
  uint64_t sequence, orderId;
  int64_t priceTicks;
  uint32_t quantity, reserved4;
  uint64_t makerId, takerId, reserved8;
} HarnessReport;

static_assert(sizeof(HarnessNewOrder) == 32, "HarnessNewOrder");
static_assert(sizeof(HarnessCancel) == 16, "HarnessCancel");
static_assert(sizeof(HarnessModify) == 32, "HarnessModify");
static_assert(sizeof(HarnessMessage) == 40, "HarnessMessage");
static_assert(sizeof(HarnessReport) == 64, "HarnessReport");

// A queue of reports; `handle` is what `create` gave. A thread of the harness drains it from before
// `engine_init` until after the last flush.
typedef struct HarnessTransport {
  void *(*create)(uint32_t capacity);  // room for at least so many
  // 1 taken; 0 full: try again.
  int (*push)(void *handle, const HarnessReport *report);
  uint32_t (*drain)(void *handle, HarnessReport *reports, uint32_t max);
  // Called once, after `engine_flush`: shows the drain what a queue has not shown yet.
  void (*flush)(void *handle);
  void (*destroy)(void *handle);
} HarnessTransport;

// The nonce is any number, another in each run.
HARNESS_API void engine_init(uint64_t nonce, const HarnessTransport *transport, void *sink);
HARNESS_API void engine_shutdown(void);
HARNESS_API void engine_on_new_order(const HarnessNewOrder *order);
HARNESS_API void engine_on_cancel(const HarnessCancel *cancel);
HARNESS_API void engine_on_modify(const HarnessModify *modify);
// Called once, after the last message. Returns when all is matched and every report is pushed.
HARNESS_API void engine_flush(void);
// Asked between messages, without a flush before.
HARNESS_API int64_t engine_query_best_bid(void);
HARNESS_API int64_t engine_query_best_ask(void);
HARNESS_API uint64_t engine_query_depth_at(int64_t priceTicks, uint8_t side);

// Optional, and taken wherever it is there: a run of messages, as if delivered one by one. Each is
// matched and its reports are pushed before the next is looked at.
HARNESS_API void engine_on_batch(const HarnessMessage *messages, uint32_t count);
// Optional, and taken wherever it is there: the engine's own queue in place of the harness's.
HARNESS_API const HarnessTransport *engine_get_transport(void);

#endif
