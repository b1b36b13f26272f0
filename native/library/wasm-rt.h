// What the C that wasm2c 1.0.32 writes asks of its surroundings; in place of wabt's own header.
//
// A linear memory has no pointer to its bytes: they follow its head, and the head is the end of the
// instance. So the instance's address, which every function has in a register, addresses the memory
// too. Nothing is checked before an access: address and offset are 32 bits each, and where the
// memory ends, pages that nobody may touch begin and go on beyond their sum (memory.c).
#ifndef WASM_RT_H_
#define WASM_RT_H_

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LIKELY(condition) __builtin_expect(!!(condition), 1)
#define UNLIKELY(condition) __builtin_expect(!!(condition), 0)
#define wasm_rt_memcpy __builtin_memcpy

#define WASM_RT_MEMCHECK_SIGNAL_HANDLER 1
#define WASM_RT_USE_STACK_DEPTH_COUNT 0

typedef enum {
  WASM_RT_TRAP_NONE,
  WASM_RT_TRAP_OOB,
  WASM_RT_TRAP_INT_OVERFLOW,
  WASM_RT_TRAP_DIV_BY_ZERO,
  WASM_RT_TRAP_INVALID_CONVERSION,
  WASM_RT_TRAP_UNREACHABLE,
  WASM_RT_TRAP_CALL_INDIRECT,
} wasm_rt_trap_t;

typedef struct {
  uint64_t size;
  uint32_t pages, max_pages;
  uint8_t data[];
} wasm_rt_memory_t;

__attribute__((noreturn)) void wasm_rt_trap(wasm_rt_trap_t);
void wasm_rt_allocate_memory(wasm_rt_memory_t *, uint32_t initialPages, uint32_t maxPages);
// Pages before, or all ones where the system has no more.
uint32_t wasm_rt_grow_memory(wasm_rt_memory_t *, uint32_t pages);
void wasm_rt_free_memory(wasm_rt_memory_t *);

static inline bool wasm_rt_is_initialized(void) { return true; }

// The core has no table and calls no function by its number, so nobody compares types. The table
// types below are named by the generated text and never made.
typedef enum {
  WASM_RT_I32,
  WASM_RT_I64,
  WASM_RT_F32,
  WASM_RT_F64,
} wasm_rt_type_t;

static inline uint32_t wasm_rt_register_func_type(uint32_t parameters, uint32_t results, ...) {
  (void)parameters, (void)results;
  return 0;
}

typedef void *wasm_rt_externref_t;
static const wasm_rt_externref_t wasm_rt_externref_null_value = NULL;

typedef struct {
  uint32_t func_type;
  void (*func)(void);
  void *module_instance;
} wasm_rt_funcref_t;

typedef void (*wasm_rt_function_ptr_t)(void);

typedef struct {
  wasm_rt_funcref_t *data;
  uint32_t max_size, size;
} wasm_rt_funcref_table_t;

typedef struct {
  wasm_rt_externref_t *data;
  uint32_t max_size, size;
} wasm_rt_externref_table_t;

#endif
