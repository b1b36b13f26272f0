// Leaves a linear memory as its argument says, or meets a fault that is not the core's.
#include <signal.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory.h"
#include "openbell-core.h"

static void onForeign(int signal) {
  static const char text[] = "foreign\n";
  (void)signal;
  _exit(write(STDOUT_FILENO, text, sizeof text - 1) < 0);
}

int main(int count, char **arguments) {
  const char *how = count == 2 ? arguments[1] : "";
  signal(SIGSEGV, onForeign);
  Z_openbell_instance_t *core = reserveMemory(offsetof(Z_openbell_instance_t, w2c_memory.data));
  if (!core) return 1;
  Z_openbell_init_module();
  Z_openbell_instantiate(core, (struct Z_env_instance_t *)core);
  volatile uint8_t *data = core->w2c_memory.data;
  volatile uint8_t *foreign = mmap(NULL, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (strcmp(how, "above") == 0) return data[core->w2c_memory.size];
  if (strcmp(how, "far") == 0) return data[2ull * UINT32_MAX + 8];
  if (strcmp(how, "abort") == 0) Z_envZ_abort((struct Z_env_instance_t *)core, 0, 0, 12, 34);
  if (strcmp(how, "foreign") == 0) return foreign[0];
  return 2;
}
