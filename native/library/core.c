// The core as wasm2c has written it, compiled with what the runtime promises.
//
// After every load wasm2c demands, by an empty piece of assembler, that the value lies in a
// register, so that an unused load which would trap is not left out. The core has no load for the
// sake of its trap, and the demand costs every other one: here it means nothing.
#include <alloca.h>
#include <assert.h>
#include <math.h>
#include <stddef.h>

#include "wasm-rt.h"

#define __asm__(...)
#include "openbell-core.c"
