// Feeds frames from a file to the native core; callgrind counts what the frames cost.
//
//   driver FRAMES      file: { bytes u32, isMeasured u32, timestampUs u64, commands … } …
//   prints: bytes of events, state hash
//
// It calls the core's exports, not the library, since a core of another commit may have others:
// INITIALISE holds the capacities, BEGIN_FRAME_REST what beginFrame takes after the five arguments
// that it has always had.
#include <inttypes.h>
#include <stddef.h>
#include <stdio.h>
#include <valgrind/callgrind.h>

#include "memory.h"
#include "openbell-core.h"

static Z_openbell_instance_t *core;

static u64 apply(u64 sequence, u64 timestampUs, u32 bytes) {
  u64 events = 0;
  u32 state;
  Z_openbellZ_beginFrame(core, sequence, sequence >> 32, timestampUs, timestampUs >> 32,
                         bytes BEGIN_FRAME_REST);
  do {
    state = Z_openbellZ_run(core);
    events += Z_openbellZ_outputBytes(core);
  } while (state == 1);
  return events;
}

int main(int count, char **arguments) {
  struct {
    u32 bytes, isMeasured;
    u64 timestampUs;
  } head;
  u64 events = 0, sequence = 0, hash;
  FILE *frames = count == 2 ? fopen(arguments[1], "rb") : NULL;
  if (!frames) return perror("frames"), 1;
  core = reserveMemory(offsetof(Z_openbell_instance_t, w2c_memory.data));
  if (!core) return fputs("no addresses\n", stderr), 1;
  u8 *memory = core->w2c_memory.data;
  Z_openbell_init_module();
  Z_openbell_instantiate(core, (struct Z_env_instance_t *)core);
  if (!Z_openbellZ_initialise(core, INITIALISE)) return fputs("no memory\n", stderr), 1;
  while (fread(&head, sizeof head, 1, frames) == 1) {
    u8 *input = memory + Z_openbellZ_inputAddress(core);
    if (fread(input, 1, head.bytes, frames) != head.bytes) return perror("frames"), 1;
    if (head.isMeasured) CALLGRIND_TOGGLE_COLLECT;
    events += apply(++sequence, head.timestampUs, head.bytes);
    if (head.isMeasured) CALLGRIND_TOGGLE_COLLECT;
  }
  if (Z_openbellZ_hasUnfinishedWork(core)) return fputs("work is left\n", stderr), 1;
  memcpy(&hash, memory + Z_openbellZ_stateHash(core), sizeof hash);
  printf("%" PRIu64 " %016" PRIx64 "\n", events, hash);
}
