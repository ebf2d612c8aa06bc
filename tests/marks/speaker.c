/* What programs do to their marks: speaker MODE. Exit status 0 when all went as it should. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <tare/marks.h>

static char big[1 << 20];

static int long_text(void) {
  memset(big, 'x', sizeof big - 1);
  tare_step(big);
  /* NOLINTNEXTLINE(bugprone-not-null-terminated-result): in the middle of the text */
  memcpy(big + 4094, "\xE2\x82\xAC", 3); /* the euro sign, across the edge at 4096 */
  tare_note("edge", big);
  memset(big, '\x80', sizeof big - 1); /* no UTF-8 at all */
  tare_note(big, big);
  tare_step("after");
  return 0;
}

static int invalid_text(void) {
  tare_step("a\xFF\xC3(\x1B[31m");
  return 0;
}

static int closed(void) {
  int fd;
  for (fd = 0; fd < 256; ++fd) (void)close(fd);
  tare_step("all closed");
  /* Nothing of the mark is left open. */
  for (fd = 0; fd < 256; ++fd)
    if (fcntl(fd, F_GETFD) != -1) return 1;
  return 0;
}

static int forked(void) {
  int status = 1;
  pid_t child;
  tare_step("before fork");
  child = fork();
  if (child == 0) {
    tare_step("in the child");
    _exit(0);
  }
  if (waitpid(child, &status, 0) != child) return 1;
  tare_step("after fork");
  return status;
}

static volatile sig_atomic_t handled;

static void on_alarm(int signal) {
  (void)signal;
  if (handled >= 50) return;
  ++handled;
  tare_note("from", "handler");
  tare_turn(1, 2, 3);
}

static int handler(void) {
  struct sigaction action;
  struct itimerval every = {{0, 1000}, {0, 1000}};
  int i;
  memset(&action, 0, sizeof action);
  action.sa_handler = on_alarm; /* no SA_RESTART: every call is interrupted */
  (void)sigaction(SIGALRM, &action, NULL);
  (void)setitimer(ITIMER_REAL, &every, NULL);
  for (i = 0; i < 200 || handled < 50; ++i) {
    errno = ENOTTY;
    tare_step("beside the handler");
    if (errno != ENOTTY) return 1;
  }
  return 0;
}

static int errno_is_kept(void) {
  errno = EDOM;
  tare_step("a");
  tare_note("a", "b");
  return errno == EDOM ? 0 : 1;
}

/* Writes how long a step took, in ms. */
static int timed(void) {
  long long began = (long long)tare_marks_now_ms();
  tare_step("never answered");
  printf("%lld\n", (long long)tare_marks_now_ms() - began);
  return 0;
}

static int dies(void) {
  tare_note("last", "words");
  tare_step("1");
  tare_note("very last", "words");
  (void)raise(SIGKILL);
  return 1;
}

/* Holds connections without a word, then makes a step like anybody. */
static int crowd(int count) {
  int i;
  for (i = 0; i < count; ++i)
    if (tare_marks_connect(tare_marks_now_ms() + 1000) < 0) return 1;
  tare_step("behind the crowd");
  return 0;
}

static int orphan(void) {
  pid_t child = fork();
  if (child == 0) {
    if (fork() == 0) {
      tare_note("orphan", "began");
      (void)sleep(60);
    }
    _exit(0);
  }
  (void)waitpid(child, NULL, 0);
  tare_step("an orphan is left");
  (void)sleep(60);
  return 0;
}

static int stubborn(void) {
  (void)signal(SIGTERM, SIG_IGN);
  tare_step("deaf to SIGTERM");
  (void)sleep(60);
  return 0;
}

static int sleeps(void) {
  tare_step("asleep");
  (void)sleep(60);
  return 0;
}

/* Signals that the recorder blocks or ignores must come fresh to the program. */
static int signals(void) {
  sigset_t mask;
  struct sigaction action;
  (void)sigprocmask(SIG_SETMASK, NULL, &mask);
  if (sigismember(&mask, SIGINT) || sigismember(&mask, SIGTERM)) return 1;
  (void)sigaction(SIGPIPE, NULL, &action);
  return action.sa_handler == SIG_DFL ? 0 : 1;
}

int main(int argc, char** argv) {
  static const struct {
    const char* name;
    int (*run)(void);
  } modes[] = {{"long", long_text},    {"invalid", invalid_text},
               {"closed", closed},     {"fork", forked},
               {"handler", handler},   {"errno", errno_is_kept},
               {"timed", timed},       {"dies", dies},
               {"orphan", orphan},     {"sleeps", sleeps},
               {"stubborn", stubborn}, {"signals", signals}};
  size_t i;
  if (argc == 3 && strcmp(argv[1], "crowd") == 0) return crowd(atoi(argv[2]));
  for (i = 0; argc == 2 && i < sizeof modes / sizeof modes[0]; ++i)
    if (strcmp(argv[1], modes[i].name) == 0) return modes[i].run();
  if (argc == 2 && strcmp(argv[1], "print") == 0) return puts("said") < 0;
  if (argc == 2 && strcmp(argv[1], "folder") == 0) return puts(getcwd(big, sizeof big)) < 0;
  return 64;
}
