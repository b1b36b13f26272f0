// Our own queue of reports for the public benchmark's harness, which may be asked for it: what is
// written becomes visible by the frame, not by the report.
#ifndef REPORT_RING_H
#define REPORT_RING_H

#include "benchmark-harness.h"

typedef struct ReportRing ReportRing;

// Its handles are rings.
extern const HarnessTransport reportRing;

// Where the next report belongs; waits until the drain has made room, and publishes before it does.
HarnessReport *nextPlace(ReportRing *ring);
// Shows the drain all that was written.
void publish(ReportRing *ring);

#endif
