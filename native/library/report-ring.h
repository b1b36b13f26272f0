// Our own queue of reports for the public benchmark's harness, which may be asked for it: what is
// written becomes visible by the frame, not by the report.
#ifndef REPORT_RING_H
#define REPORT_RING_H

#include "benchmark-harness.h"

typedef struct ReportRing ReportRing;

// Its handles are rings.
extern const HarnessTransport reportRing;

// A run of neighbouring places to be written, 1 to `wanted`. Where the ring is full it shows the
// drain what was written and waits.
uint32_t claim(ReportRing *ring, uint32_t wanted, HarnessReport **places);
// Shows the drain all that was written.
void publish(ReportRing *ring);

#endif
