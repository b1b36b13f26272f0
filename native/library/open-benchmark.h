// Opening an engine by the benchmark's rules, for our own C: the room for reports may be chosen.
#ifndef OPEN_BENCHMARK_H
#define OPEN_BENCHMARK_H

#include "openbell.h"

// An engine hands its reports over as soon as they take more than `outputBytes` less 2,048.
const char *openBenchmark(uint32_t outputBytes, Openbell **engine);

#endif
