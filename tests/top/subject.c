/* A program whose memory is known: subject MODE.
 *   hold MIB   holds MIB of 4 KiB pages; on SIGUSR1 as much again; on SIGUSR2 ends with status 7
 *   steps      marks three steps around 64 MiB, writes three lines, then as hold 0
 *   evil       takes a name of terminal escapes, then as hold 1
 *   deaf       ignores SIGTERM and SIGINT, then as hold 1 */
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <tare/marks.h>
#include <unistd.h>

static char* hold(size_t size) {
  char* at;
  size_t i;
  if (size == 0) return NULL;
  at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) exit(9);
  madvise(at, size, MADV_NOHUGEPAGE);
  for (i = 0; i < size; i += 4096) ((volatile char*)at)[i] = 1;
  return at;
}

static void obey(size_t size) {
  sigset_t wanted;
  int came = 0;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGUSR1);
  sigaddset(&wanted, SIGUSR2);
  sigprocmask(SIG_BLOCK, &wanted, NULL);
  printf("ready\n");
  fflush(stdout);
  while (sigwait(&wanted, &came) == 0 && came == SIGUSR1) {
    hold(size);
    printf("grown\n");
    fflush(stdout);
  }
  exit(7);
}

static void say_steps(void) {
  char* held;
  tare_step("1 baseline");
  printf("first line\n");
  held = hold((size_t)64 << 20);
  tare_step("2 held");
  tare_turn(3, 10, 20);
  munmap(held, (size_t)64 << 20);
  tare_step("3 freed");
  fprintf(stderr, "complaint \033[2J\n");
}

int main(int argc, char** argv) {
  const char* mode = argc > 1 ? argv[1] : "";
  size_t size = argc > 2 ? (size_t)strtoul(argv[2], NULL, 10) << 20 : (size_t)1 << 20;
  if (strcmp(mode, "steps") == 0) {
    say_steps();
    obey(0);
  }
  if (strcmp(mode, "evil") == 0)
    prctl(PR_SET_NAME,
          "\033[2J\007\xff"
          "evil");
  if (strcmp(mode, "deaf") == 0) {
    signal(SIGTERM, SIG_IGN);
    signal(SIGINT, SIG_IGN);
  }
  hold(size);
  obey(size);
  return 0;
}
