// In a batch, the reports of a message are pushed before the next message is looked at: whoever
// takes a report finds the book as that message left it.
#include <stdio.h>

#include "benchmark-harness.h"

enum { firstTicks = 100, messages = 600 };

static uint32_t reports, late;

static int take(void *sink, const HarnessReport *report) {
  (void)sink;
  reports++;
  if (engine_query_best_bid() != report->priceTicks) late++;
  return 1;
}

int main(void) {
  static HarnessMessage batch[messages];
  for (uint32_t index = 0; index < messages; index++)
    batch[index].newOrder = (HarnessNewOrder){.orderId = index + 1,
                                              .sequence = index,
                                              .priceTicks = firstTicks + index,
                                              .quantity = 1};
  const HarnessTransport transport = {.push = take};
  engine_init(7, &transport, NULL);
  engine_on_batch(batch, messages);
  engine_flush();
  engine_shutdown();
  printf("%u reports, %u too late\n", reports, late);
}
