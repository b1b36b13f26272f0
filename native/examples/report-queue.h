// A bounded queue of reports between two threads: what the public harness hands an engine.
#ifndef REPORT_QUEUE_H
#define REPORT_QUEUE_H

#include "benchmark-harness.h"

extern const HarnessTransport reportQueue;

#endif
