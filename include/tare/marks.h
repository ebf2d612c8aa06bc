/* Marks: how a program tells Tare where it is in its life. Copy this file, include it, nothing to
 * link. doc/marks.md states the wire.
 *
 * Without Tare (TARE_SOCKET unset) every call costs a load and a branch. With it, a call opens its
 * own connection, sends one message and closes: nothing is shared over fork, exec, threads, closed
 * descriptors or signal handlers. tare_step, tare_part and tare_turn return when the measurement is
 * stored, when the recorder is gone, or after 10 s; the others do not wait for an answer.
 *
 * No call ever fails, allocates, raises a signal or changes errno. All are async-signal-safe and
 * safe from any thread. Text ends at its NUL and is cut to 4096 bytes at a UTF-8 edge; NULL is "".
 * TARE_SOCKET is looked up once, at the first call: a later setenv is not seen.
 *
 * Needs: C99 or C++, GCC or Clang, Linux. No feature macro is needed; where the POSIX ones are on,
 * the 10 s are counted by the monotonic clock, else by time(). */
#ifndef TARE_MARKS_H
#define TARE_MARKS_H

#include <errno.h>
#include <poll.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/uio.h>
#include <sys/un.h>
#include <time.h>
#include <unistd.h>

/* NOLINTBEGIN(modernize-use-nullptr): C has none. */
/* Hidden, so that a plugin that uses marks can still be unloaded (no STB_GNU_UNIQUE symbol). */
#ifdef __cplusplus
#define TARE_MARKS_FUNCTION inline __attribute__((visibility("hidden")))
extern "C" {
#else
#define TARE_MARKS_FUNCTION static inline
#endif

enum { TARE_MARKS_TEXT_LIMIT = 4096, TARE_MARKS_WAIT_S = 10, TARE_MARKS_QUEUE_WAIT_S = 1 };

/* One field of a message: `size` bytes, without a NUL. */
struct tare_marks_field {
  const char* text;
  size_t size;
};

/* The socket's path, "" without Tare. */
TARE_MARKS_FUNCTION const char* tare_marks_socket(void) {
  static const char* path = NULL;
  const char* known = __atomic_load_n(&path, __ATOMIC_ACQUIRE);
  if (__builtin_expect(known != NULL, 1)) return known;
  known = getenv("TARE_SOCKET");
  if (known == NULL) known = "";
  __atomic_store_n(&path, known, __ATOMIC_RELEASE);
  return known;
}

TARE_MARKS_FUNCTION int tare_marks_on(void) { return tare_marks_socket()[0] != '\0'; }

/* `text` up to its NUL or to `limit` bytes, cut to what a message takes. */
TARE_MARKS_FUNCTION struct tare_marks_field tare_marks_cut(const char* text, size_t limit) {
  struct tare_marks_field field = {text == NULL ? "" : text, 0};
  size_t edge = 0; /* where the last character begins that a cut may stand before */
  if (text == NULL) return field;
  while (field.size < limit && field.size <= TARE_MARKS_TEXT_LIMIT && text[field.size] != '\0') {
    if (((unsigned char)text[field.size] & 0xC0U) != 0x80U) edge = field.size;
    ++field.size;
  }
  if (field.size <= TARE_MARKS_TEXT_LIMIT) return field;
  /* A character has at most three bytes after its first; with more this is no UTF-8. */
  field.size = TARE_MARKS_TEXT_LIMIT;
  if (edge + 3 >= field.size) field.size = edge;
  return field;
}

TARE_MARKS_FUNCTION struct tare_marks_field tare_marks_text(const char* text) {
  return tare_marks_cut(text, SIZE_MAX);
}

/* The decimal digits of `number`, written at the end of `room`. */
TARE_MARKS_FUNCTION struct tare_marks_field tare_marks_number(uint64_t number, char room[20]) {
  struct tare_marks_field field = {NULL, 0};
  char* first = room + 20;
  do {
    *--first = (char)('0' + (int)(number % 10U));
    ++field.size;
    number /= 10U;
  } while (number != 0U);
  field.text = first;
  return field;
}

/* Negative is "unknown". */
TARE_MARKS_FUNCTION struct tare_marks_field tare_marks_amount(int64_t amount, char room[20]) {
  struct tare_marks_field unknown = {"-", 1};
  return amount < 0 ? unknown : tare_marks_number((uint64_t)amount, room);
}

TARE_MARKS_FUNCTION int64_t tare_marks_now_ms(void) {
#ifdef CLOCK_MONOTONIC
  struct timespec now;
  if (clock_gettime(CLOCK_MONOTONIC, &now) == 0)
    return (int64_t)now.tv_sec * 1000 + (int64_t)now.tv_nsec / 1000000;
#endif
  return (int64_t)time(NULL) * 1000;
}

/* A connection to the recorder, or -1. */
TARE_MARKS_FUNCTION int tare_marks_connect(int64_t deadline_ms) {
  struct sockaddr_un address;
  /* A connect waits while the recorder's queue is full, and a stopped recorder never empties it. */
  struct timeval queue_wait = {TARE_MARKS_QUEUE_WAIT_S, 0};
  const char* path = tare_marks_socket();
  size_t size = 0;
  int fd;
  memset(&address, 0, sizeof address);
  address.sun_family = AF_UNIX;
  while (path[size] != '\0' && size + 1 < sizeof address.sun_path) {
    address.sun_path[size] = path[size];
    ++size;
  }
  if (path[size] != '\0') return -1;
  fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
  if (fd < 0) return -1;
  (void)setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &queue_wait, sizeof queue_wait);
  while (connect(fd, (const struct sockaddr*)&address, sizeof address) != 0) {
    if (errno == EINTR && tare_marks_now_ms() < deadline_ms) continue;
    (void)close(fd);
    return -1;
  }
  return fd;
}

/* Sends "tare/1" and the fields, a NUL between each two; waits for the answer where asked to. */
TARE_MARKS_FUNCTION void tare_marks_send(const struct tare_marks_field* fields, size_t count,
                                         int wait) {
  struct iovec parts[11];
  struct msghdr message;
  int saved = errno;
  int64_t deadline = tare_marks_now_ms() + (int64_t)TARE_MARKS_WAIT_S * 1000;
  int fd = tare_marks_connect(deadline);
  size_t i;
  ssize_t sent;
  memset(&message, 0, sizeof message);
  if (fd >= 0) {
    parts[0].iov_base = (void*)"tare/1";
    parts[0].iov_len = 6;
    for (i = 0; i < count && i < 5; ++i) {
      parts[2 * i + 1].iov_base = (void*)"";
      parts[2 * i + 1].iov_len = 1;
      parts[2 * i + 2].iov_base = (void*)fields[i].text;
      parts[2 * i + 2].iov_len = fields[i].size;
    }
    message.msg_iov = parts;
    message.msg_iovlen = 2 * i + 1;
    do sent = sendmsg(fd, &message, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    while (wait && sent >= 0) {
      struct pollfd answer = {fd, POLLIN, 0};
      int64_t left = deadline - tare_marks_now_ms();
      if (left <= 0) break;
      if (poll(&answer, 1, (int)left) >= 0 || errno != EINTR) break;
    }
    (void)close(fd);
  }
  errno = saved;
}

TARE_MARKS_FUNCTION void tare_marks_send_1(const char* verb, struct tare_marks_field first,
                                           int wait) {
  struct tare_marks_field fields[2];
  fields[0] = tare_marks_text(verb);
  fields[1] = first;
  tare_marks_send(fields, 2, wait);
}

TARE_MARKS_FUNCTION void tare_marks_send_memory(struct tare_marks_field owner,
                                                struct tare_marks_field device, int64_t resident,
                                                int64_t reserved) {
  char first[20];
  char second[20];
  struct tare_marks_field fields[5];
  fields[0] = tare_marks_text("memory");
  fields[1] = owner;
  fields[2] = device;
  fields[3] = tare_marks_amount(resident, first);
  fields[4] = tare_marks_amount(reserved, second);
  tare_marks_send(fields, 5, 0);
}

TARE_MARKS_FUNCTION void tare_marks_send_note(struct tare_marks_field key,
                                              struct tare_marks_field value) {
  struct tare_marks_field fields[3];
  fields[0] = tare_marks_text("note");
  fields[1] = key;
  fields[2] = value;
  tare_marks_send(fields, 3, 0);
}

/* ---- what programs call ---- */

/* A labelled point of the program's life: "3 model loaded". Measured while the call waits. */
TARE_MARKS_FUNCTION void tare_step(const char* name) {
  if (tare_marks_on()) tare_marks_send_1("step", tare_marks_text(name), 1);
}

/* Measured like a step, told under the step that follows it. */
TARE_MARKS_FUNCTION void tare_part(const char* name) {
  if (tare_marks_on()) tare_marks_send_1("part", tare_marks_text(name), 1);
}

/* One message and its answer are done. */
TARE_MARKS_FUNCTION void tare_turn(uint64_t number, uint64_t prompt_tokens, uint64_t reply_tokens) {
  char room[3][20];
  struct tare_marks_field fields[4];
  if (!tare_marks_on()) return;
  fields[0] = tare_marks_text("turn");
  fields[1] = tare_marks_number(number, room[0]);
  fields[2] = tare_marks_number(prompt_tokens, room[1]);
  fields[3] = tare_marks_number(reply_tokens, room[2]);
  tare_marks_send(fields, 4, 1);
}

TARE_MARKS_FUNCTION void tare_scope_begin(const char* name) {
  if (tare_marks_on()) tare_marks_send_1("begin", tare_marks_text(name), 0);
}

TARE_MARKS_FUNCTION void tare_scope_end(const char* name) {
  if (tare_marks_on()) tare_marks_send_1("end", tare_marks_text(name), 0);
}

/* What an owner ("KV cache") holds now, in bytes; -1 is unknown, 0 and 0 withdraws it. `device` is
 * a card's name, "" is RAM. */
TARE_MARKS_FUNCTION void tare_memory(const char* owner, const char* device, int64_t resident,
                                     int64_t reserved) {
  if (tare_marks_on())
    tare_marks_send_memory(tare_marks_text(owner), tare_marks_text(device), resident, reserved);
}

/* A fact for the next step: tare_note("messages", "10"). */
TARE_MARKS_FUNCTION void tare_note(const char* key, const char* value) {
  if (tare_marks_on()) tare_marks_send_note(tare_marks_text(key), tare_marks_text(value));
}

#ifdef __cplusplus
}
#endif

/* NOLINTEND(modernize-use-nullptr) */

#endif /* TARE_MARKS_H */
