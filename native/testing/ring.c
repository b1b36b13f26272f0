// The engine's own queue behind a copy of its table, as a harness may hand it over: reports are pushed
// one by one, and refused where the queue is full.
#include <stdio.h>

#include "benchmark-harness.h"

enum { messages = 600, firstTicks = 100 };

static uint32_t takenOf(const HarnessTransport *own, uint32_t capacity) {
  const HarnessReport report = {.type = HARNESS_TRADE, .takerId = 7, .makerId = 5};
  void *ring = own->create(capacity);
  uint32_t taken = 0;
  while (own->push(ring, &report)) taken++;
  HarnessReport first;
  own->drain(ring, &first, 1);
  if (first.type != HARNESS_TRADE || first.takerId != 7 || first.makerId != 5) taken = 0;
  if (!own->push(ring, &report)) taken = 0;
  own->destroy(ring);
  return taken;
}

int main(void) {
  static HarnessReport reports[messages + 1];
  const HarnessTransport own = *engine_get_transport();
  void *ring = own.create(messages);
  engine_init(7, &own, ring);
  for (uint32_t index = 0; index < messages; index++) {
    const HarnessNewOrder order = {
        .orderId = index + 1, .sequence = index, .priceTicks = firstTicks + index, .quantity = 1};
    engine_on_new_order(&order);
  }
  const uint32_t count = own.drain(ring, reports, messages + 1);
  uint32_t wrong = 0;
  for (uint32_t index = 0; index < count; index++)
    wrong += reports[index].type != HARNESS_ORDER_ACK || reports[index].orderId != index + 1 ||
             reports[index].priceTicks != firstTicks + index;
  engine_shutdown();
  own.destroy(ring);
  printf("%u reports, %u wrong; full with %u\n", count, wrong, takenOf(&own, 64));
}
