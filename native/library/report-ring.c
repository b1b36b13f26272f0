// A ring between two threads. Each side owns one counter; the engine keeps what it last saw of the
// other's, so that it looks again only where it would have to wait.
#include "report-ring.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

enum { lineBytes = 64 };

struct ReportRing {
  // Of the engine: reports ever written, and how far the drain was known to be.
  _Alignas(lineBytes) uint64_t written;
  uint64_t drainedSeen;
  _Alignas(lineBytes) _Atomic uint64_t published;
  _Alignas(lineBytes) _Atomic uint64_t drained;
  _Alignas(lineBytes) uint64_t mask;
  HarnessReport reports[];
};

static void *create(uint32_t capacity) {
  uint64_t places = 1;
  while (places < capacity) places *= 2;
  const size_t bytes = sizeof(ReportRing) + places * sizeof(HarnessReport);
  ReportRing *ring = aligned_alloc(lineBytes, bytes);
  if (!ring) return NULL;
  memset(ring, 0, bytes);
  ring->mask = places - 1;
  return ring;
}

void publish(ReportRing *ring) {
  atomic_store_explicit(&ring->published, ring->written, memory_order_release);
}

static uint64_t roomOf(ReportRing *ring) {
  if (ring->written - ring->drainedSeen > ring->mask)
    ring->drainedSeen = atomic_load_explicit(&ring->drained, memory_order_acquire);
  return ring->mask + 1 - (ring->written - ring->drainedSeen);
}

static uint64_t least(uint64_t first, uint64_t second) { return first < second ? first : second; }

uint32_t claim(ReportRing *ring, uint32_t wanted, HarnessReport **places) {
  uint64_t room;
  while ((room = roomOf(ring)) == 0) {
    publish(ring);
    sched_yield();
  }
  const uint64_t at = ring->written & ring->mask;
  const uint64_t count = least(wanted, least(room, ring->mask + 1 - at));
  ring->written += count;
  *places = &ring->reports[at];
  return (uint32_t)count;
}

static int push(void *handle, const HarnessReport *report) {
  HarnessReport *place;
  if (roomOf(handle) == 0) return 0;
  claim(handle, 1, &place);
  *place = *report;
  publish(handle);
  return 1;
}

static uint32_t drain(void *handle, HarnessReport *reports, uint32_t max) {
  ReportRing *ring = handle;
  const uint64_t from = atomic_load_explicit(&ring->drained, memory_order_relaxed);
  const uint64_t there = atomic_load_explicit(&ring->published, memory_order_acquire) - from;
  const uint32_t count = (uint32_t)least(there, max);
  for (uint32_t index = 0; index < count; index++)
    reports[index] = ring->reports[(from + index) & ring->mask];
  atomic_store_explicit(&ring->drained, from + count, memory_order_release);
  return count;
}

static void flush(void *handle) { publish(handle); }

static void destroy(void *handle) { free(handle); }

const HarnessTransport reportRing = {create, push, drain, flush, destroy};
