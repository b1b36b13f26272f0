// Our own queue of reports for the public benchmark's harness, which takes it in place of its own.
#ifndef REPORT_RING_H
#define REPORT_RING_H

#include "benchmark-harness.h"
#include "openbell-records.h"

typedef struct ReportRing ReportRing;

// Its handles are rings. The engine writes reports by what follows; pushing one by one is for a
// harness that hands over a table of its own with these functions in it.
extern const HarnessTransport reportRing;

// Where the ring is full it shows the drain what was written, and waits.
void writeReports(ReportRing *ring, const OpenbellReportTrade *records, uint32_t count);
// Shows the drain all that was written.
void publishReports(ReportRing *ring);

#endif
