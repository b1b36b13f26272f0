// The public benchmark's canonical report stream and its SHA-256.
#ifndef REPORT_HASH_H
#define REPORT_HASH_H

#include <stddef.h>

#include "openbell-records.h"

// Sorts the reports by sequence and kind, those of one kind in their order, and writes the 64 hex
// digits of their lines' hash. Sequences must not go back.
void hashReports(OpenbellReportTrade *reports, size_t count, char hex[65]);

#endif
