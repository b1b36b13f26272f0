// The library's calls as a host must not make them, and two engines that do not know each other.
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "openbell.h"

#define CHECK(condition) \
  if (!(condition)) return printf("%d: %s\n", __LINE__, #condition), 1

static OpenbellBenchmarkNew orderOf(uint8_t side, int64_t priceTicks, uint64_t orderId) {
  return (OpenbellBenchmarkNew){.kind = OPENBELL_KIND_BENCHMARK_NEW,
                                .side = side,
                                .quantity = 5,
                                .orderId = orderId,
                                .priceTicks = priceTicks};
}

static void finish(Openbell *engine) {
  OpenbellEvents events;
  while (openbell_next(engine, &events)) continue;
}

int main(void) {
  const OpenbellCapacities enough = OPENBELL_CAPACITIES_DEFAULT;
  OpenbellCapacities none = enough, huge = enough;
  Openbell *first, *second, *exchange, *refused = NULL;
  none.tiers = 0;
  huge.orders = INT32_MAX;
  CHECK(openbell_open(&none, &refused) && !refused);
  CHECK(openbell_open(&huge, &refused) && !refused);
  CHECK(!openbell_open(&enough, &exchange));
  CHECK(!openbell_open_benchmark(&first) && !openbell_open_benchmark(&second));
  CHECK(openbell_state_hash(first) == openbell_state_hash(second));
  CHECK(openbell_state_hash(first) != openbell_state_hash(exchange));

  const OpenbellBenchmarkNew buy = orderOf(OPENBELL_SIDE_BUY, 100, 1);
  OpenbellFrame frame = {
      .sequence = 2, .timestampUs = 7, .commands = &buy, .commandsBytes = sizeof buy};
  CHECK(!openbell_begin(first, &frame));
  CHECK(strstr(openbell_begin(first, &frame), "must be read first"));
  OpenbellEvents events;
  CHECK(openbell_next(first, &events) && events.bytes == sizeof(OpenbellReportOrderAck));
  const OpenbellReportOrderAck *ack = events.records;
  CHECK(ack->kind == OPENBELL_KIND_REPORT_ORDER_ACK && ack->orderId == 1 && ack->priceTicks == 100);
  CHECK(!openbell_next(first, &events) && !openbell_has_unfinished_work(first));

  CHECK(strstr(openbell_begin(first, &frame), "sequence"));
  frame.sequence = 3;
  frame.timestampUs = 6;
  CHECK(strstr(openbell_begin(first, &frame), "time"));
  frame.timestampUs = 7;
  frame.commandsBytes = OPENBELL_FRAME_PAYLOAD_BYTES_MAX + 1;
  CHECK(strstr(openbell_begin(first, &frame), "too large"));

  CHECK(openbell_best_bid(first, 0) == 100 && openbell_best_bid(second, 0) == OPENBELL_PRICE_NONE);
  CHECK(openbell_best_ask(first, 0) == OPENBELL_PRICE_NONE);
  CHECK(openbell_best_bid(first, 1) == OPENBELL_PRICE_NONE);
  CHECK(openbell_depth_at(first, 0, OPENBELL_SIDE_BUY, 100) == 5);
  CHECK(openbell_depth_at(first, 0, OPENBELL_SIDE_SELL, 100) == 0);

  *(OpenbellBenchmarkNew *)openbell_input(second) = buy;
  frame = (OpenbellFrame){.sequence = 2,
                          .timestampUs = 7,
                          .commands = openbell_input(second),
                          .commandsBytes = sizeof buy};
  CHECK(!openbell_begin(second, &frame));
  finish(second);
  CHECK(openbell_state_hash(first) == openbell_state_hash(second));

  openbell_close(first);
  CHECK(openbell_best_bid(second, 0) == 100);
  openbell_close(second);
  openbell_close(exchange);
  openbell_close(NULL);
  for (int round = 0; round < 2000; round++) {
    CHECK(!openbell_open_benchmark(&first));
    openbell_close(first);
  }
  puts("ok");
}
