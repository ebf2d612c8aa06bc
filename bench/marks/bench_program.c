/* A small program under test: bench_program steps N | sleep SECONDS */
#include <string.h>

#include "tare/marks.h"

int main(int argc, char** argv) {
  long count = argc == 3 ? strtol(argv[2], NULL, 10) : 0;
  if (argc == 3 && strcmp(argv[1], "sleep") == 0) return (int)sleep((unsigned)count);
  while (count-- > 0) tare_step("again");
  return 0;
}
