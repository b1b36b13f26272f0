// Where a linear memory lies, how it grows, and how a trap ends the process.
//
//   ├ head, the instance at its end ┼ memory, grown so far ┼ nobody may touch: to 8 GiB and more ┤
//
// An access reaches at most two times 2^32 bytes and a word, so every one that leaves the memory
// hits the last part, and the system says so.
#define _GNU_SOURCE
#include "memory.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <unistd.h>

#include "openbell-core.h"

enum { pageBytes = 65536, placesMax = 1024 };
// A whole number of pages of any machine.
static const size_t headRoom = pageBytes;
static const size_t reach = (2ull << 32) + pageBytes;

static pthread_mutex_t changing = PTHREAD_MUTEX_INITIALIZER;
static uint8_t *volatile places[placesMax];
static struct sigaction actionBefore;

static void say(const char *sentence) {
  ssize_t written = write(STDERR_FILENO, sentence, strlen(sentence));
  (void)written;
}

// Of what is not the core's, whoever had the signal before hears: the access is tried again.
static void onBadAccess(int signal, siginfo_t *info, void *context) {
  const uint8_t *address = info->si_addr;
  (void)context;
  for (int place = 0; place < placesMax; place++) {
    const uint8_t *start = places[place];
    if (!start || address < start || address >= start + headRoom + reach) continue;
    wasm_rt_trap(WASM_RT_TRAP_OOB);
  }
  sigaction(signal, &actionBefore, NULL);
}

static void listen(void) {
  struct sigaction action = {.sa_sigaction = onBadAccess, .sa_flags = SA_SIGINFO | SA_ONSTACK};
  sigemptyset(&action.sa_mask);
  sigaction(SIGSEGV, &action, &actionBefore);
}

// Puts `next` in the place of `present`; false where there is none.
static bool enter(uint8_t *present, uint8_t *next) {
  static pthread_once_t once = PTHREAD_ONCE_INIT;
  int place = 0;
  pthread_once(&once, listen);
  pthread_mutex_lock(&changing);
  while (place < placesMax && places[place] != present) place++;
  if (place < placesMax) places[place] = next;
  pthread_mutex_unlock(&changing);
  return place < placesMax;
}

void *reserveMemory(size_t headBytes) {
  const int flags = MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE;
  uint8_t *start = mmap(NULL, headRoom + reach, PROT_NONE, flags, -1, 0);
  if (start == MAP_FAILED) return NULL;
  if (mprotect(start, headRoom, PROT_READ | PROT_WRITE) == 0 && enter(NULL, start))
    return start + headRoom - headBytes;
  munmap(start, headRoom + reach);
  return NULL;
}

void releaseMemory(void *head, size_t headBytes) {
  uint8_t *start = (uint8_t *)head + headBytes - headRoom;
  enter(start, NULL);
  munmap(start, headRoom + reach);
}

void wasm_rt_allocate_memory(wasm_rt_memory_t *memory, uint32_t initialPages, uint32_t maxPages) {
  memory->max_pages = maxPages;
  if (wasm_rt_grow_memory(memory, initialPages) != 0) {
    say("openbell: the system has no memory left\n");
    abort();
  }
}

uint32_t wasm_rt_grow_memory(wasm_rt_memory_t *memory, uint32_t pages) {
  const uint32_t before = memory->pages;
  const uint64_t size = ((uint64_t)before + pages) * pageBytes;
  if (size / pageBytes > memory->max_pages) return UINT32_MAX;
  if (mprotect(memory->data, size, PROT_READ | PROT_WRITE) != 0) return UINT32_MAX;
  memory->pages = size / pageBytes;
  memory->size = size;
  return before;
}

// The memory goes with the instance, by releaseMemory.
void wasm_rt_free_memory(wasm_rt_memory_t *memory) { (void)memory; }

void wasm_rt_trap(wasm_rt_trap_t trap) {
  static const char *const sentences[] = {
      [WASM_RT_TRAP_NONE] = "openbell: the core has trapped\n",
      [WASM_RT_TRAP_OOB] = "openbell: the core has left its memory\n",
      [WASM_RT_TRAP_INT_OVERFLOW] = "openbell: the core has divided out of range\n",
      [WASM_RT_TRAP_DIV_BY_ZERO] = "openbell: the core has divided by zero\n",
      [WASM_RT_TRAP_INVALID_CONVERSION] = "openbell: the core has converted what is no number\n",
      [WASM_RT_TRAP_UNREACHABLE] = "openbell: the core has come to where nothing goes on\n",
      [WASM_RT_TRAP_CALL_INDIRECT] = "openbell: the core has called what is no function\n",
  };
  say(sentences[trap]);
  abort();
}

// A text of AssemblyScript is UTF-16, with its bytes in the word before; the core's are ASCII.
static void printText(const uint8_t *data, uint32_t address) {
  uint32_t bytes = 0;
  if (address >= sizeof bytes) memcpy(&bytes, data + address - sizeof bytes, sizeof bytes);
  for (uint32_t at = 0; at < bytes; at += 2) fputc(data[address + at], stderr);
}

void Z_envZ_abort(struct Z_env_instance_t *instance, u32 message, u32 file, u32 line, u32 column) {
  const uint8_t *data = ((Z_openbell_instance_t *)instance)->w2c_memory.data;
  fputs("openbell: the core has failed: ", stderr);
  printText(data, message);
  fputs(" at ", stderr);
  printText(data, file);
  fprintf(stderr, ":%u:%u\n", line, column);
  abort();
}
