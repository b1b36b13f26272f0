// A ring between two threads, of records as the core wrote them: they become the harness's reports
// where they are drained. Each side owns one counter; the engine keeps what it last saw of the
// other's, so that it looks again only where it would have to wait.
#include "report-ring.h"

#include <sched.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

#include "harness-report.h"

enum { lineBytes = 64, placesMin = 8 };

struct ReportRing {
  // Of the engine: reports ever written, and how far the drain was known to be.
  _Alignas(lineBytes) uint64_t written;
  uint64_t drainedSeen;
  _Alignas(lineBytes) _Atomic uint64_t published;
  _Alignas(lineBytes) _Atomic uint64_t drained;
  _Alignas(lineBytes) uint64_t mask;
  _Alignas(lineBytes) OpenbellReportTrade records[];
};

static void *create(uint32_t capacity) {
  uint64_t places = placesMin;
  while (places < capacity) places *= 2;
  const size_t bytes = sizeof(ReportRing) + places * sizeof(OpenbellReportTrade);
  ReportRing *ring = aligned_alloc(lineBytes, bytes);
  if (!ring) return NULL;
  memset(ring, 0, bytes);
  ring->mask = places - 1;
  return ring;
}

void publishReports(ReportRing *ring) {
  atomic_store_explicit(&ring->published, ring->written, memory_order_release);
}

static uint64_t roomSeen(const ReportRing *ring) {
  return ring->mask + 1 - (ring->written - ring->drainedSeen);
}

static uint64_t roomFor(ReportRing *ring, uint32_t count) {
  if (roomSeen(ring) < count)
    ring->drainedSeen = atomic_load_explicit(&ring->drained, memory_order_acquire);
  return roomSeen(ring);
}

static uint64_t least(uint64_t first, uint64_t second) { return first < second ? first : second; }

void writeReports(ReportRing *ring, const OpenbellReportTrade *records, uint32_t count) {
  while (count != 0) {
    const uint64_t room = roomFor(ring, count);
    if (room == 0) {
      publishReports(ring);
      sched_yield();
      continue;
    }
    const uint64_t at = ring->written & ring->mask;
    const uint64_t length = least(count, least(room, ring->mask + 1 - at));
    for (uint64_t index = 0; index < length; index++) ring->records[at + index] = records[index];
    ring->written += length;
    records += length;
    count -= length;
  }
}

static int push(void *handle, const HarnessReport *report) {
  ReportRing *ring = handle;
  if (roomFor(ring, 1) == 0) return 0;
  const OpenbellReportTrade record = recordOfReport(report);
  writeReports(ring, &record, 1);
  publishReports(ring);
  return 1;
}

static uint32_t drain(void *handle, HarnessReport *reports, uint32_t max) {
  ReportRing *ring = handle;
  const uint64_t from = atomic_load_explicit(&ring->drained, memory_order_relaxed);
  const uint64_t there = atomic_load_explicit(&ring->published, memory_order_acquire) - from;
  const uint32_t count = (uint32_t)least(there, max);
  for (uint32_t index = 0; index < count; index++)
    reports[index] = harnessReportOf(&ring->records[(from + index) & ring->mask]);
  atomic_store_explicit(&ring->drained, from + count, memory_order_release);
  return count;
}

static void flush(void *handle) { publishReports(handle); }

static void destroy(void *handle) { free(handle); }

const HarnessTransport reportRing = {create, push, drain, flush, destroy};
