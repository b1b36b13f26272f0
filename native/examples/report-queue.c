// A ring for one thread that pushes and one that drains; each owns one index and reads the other.
#include "report-queue.h"

#include <stdatomic.h>
#include <stdlib.h>

typedef struct Queue {
  _Alignas(64) _Atomic uint32_t pushed;
  _Alignas(64) _Atomic uint32_t drained;
  _Alignas(64) uint32_t capacity;
  HarnessReport reports[];
} Queue;

static void *create(uint32_t capacity) {
  Queue *queue = aligned_alloc(64, sizeof *queue + capacity * sizeof *queue->reports);
  if (!queue) return NULL;
  atomic_init(&queue->pushed, 0);
  atomic_init(&queue->drained, 0);
  queue->capacity = capacity;
  return queue;
}

static int push(void *handle, const HarnessReport *report) {
  Queue *queue = handle;
  const uint32_t at = atomic_load_explicit(&queue->pushed, memory_order_relaxed);
  const uint32_t drained = atomic_load_explicit(&queue->drained, memory_order_acquire);
  if (at - drained == queue->capacity) return 0;
  queue->reports[at % queue->capacity] = *report;
  atomic_store_explicit(&queue->pushed, at + 1, memory_order_release);
  return 1;
}

static uint32_t drain(void *handle, HarnessReport *reports, uint32_t max) {
  Queue *queue = handle;
  const uint32_t at = atomic_load_explicit(&queue->drained, memory_order_relaxed);
  const uint32_t there = atomic_load_explicit(&queue->pushed, memory_order_acquire) - at;
  const uint32_t count = there < max ? there : max;
  for (uint32_t index = 0; index < count; index++)
    reports[index] = queue->reports[(at + index) % queue->capacity];
  atomic_store_explicit(&queue->drained, at + count, memory_order_release);
  return count;
}

static void flush(void *handle) { (void)handle; }

static void destroy(void *handle) { free(handle); }

const HarnessTransport reportQueue = {create, push, drain, flush, destroy};
