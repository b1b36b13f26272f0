// Feeds frames from a file to the core that wasm2c made C of; callgrind counts what the frames cost.
//
//   driver FRAMES      file: { bytes u32, isMeasured u32, timestampUs u64, commands … } …
//   prints: bytes of events, state hash
//
// INITIALISE holds the capacities, BEGIN_FRAME_REST what beginFrame takes after the five arguments
// that it has always had.
#include <stdio.h>
#include <stdlib.h>
#include <valgrind/callgrind.h>

#include "core.h"

static Z_openbell_instance_t core;

void Z_envZ_abort(struct Z_env_instance_t *env, u32 message, u32 file, u32 line, u32 column) {
  (void)env, (void)message, (void)file;
  fprintf(stderr, "the core aborts at line %u:%u\n", line, column);
  exit(1);
}

static u8 *memory(void) { return Z_openbellZ_memory(&core)->data; }

static u64 apply(u64 sequence, u64 timestampUs, u32 bytes) {
  u64 events = 0;
  u32 state;
  Z_openbellZ_beginFrame(&core, sequence, sequence >> 32, timestampUs, timestampUs >> 32,
                         bytes BEGIN_FRAME_REST);
  do {
    state = Z_openbellZ_run(&core);
    events += Z_openbellZ_outputBytes(&core);
  } while (state == 1);
  return events;
}

int main(int count, char **arguments) {
  struct { u32 bytes, isMeasured; u64 timestampUs; } head;
  u64 events = 0, sequence = 0;
  FILE *frames = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!frames) return perror("frames"), 1;
  wasm_rt_init();
  Z_openbell_init_module();
  Z_openbell_instantiate(&core, NULL);
  if (!Z_openbellZ_initialise(&core, INITIALISE)) return fputs("no memory\n", stderr), 1;
  while (fread(&head, sizeof head, 1, frames) == 1) {
    u8 *input = memory() + Z_openbellZ_inputAddress(&core);
    if (fread(input, 1, head.bytes, frames) != head.bytes) return perror("frames"), 1;
    if (head.isMeasured) CALLGRIND_TOGGLE_COLLECT;
    events += apply(++sequence, head.timestampUs, head.bytes);
    if (head.isMeasured) CALLGRIND_TOGGLE_COLLECT;
  }
  if (Z_openbellZ_hasUnfinishedWork(&core)) return fputs("work is left\n", stderr), 1;
  printf("%llu %016llx\n", (unsigned long long)events,
         *(unsigned long long *)(memory() + Z_openbellZ_stateHash(&core)));
  return 0;
}
