#include "subject.h"

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>

namespace tare::bench {

namespace {

constexpr std::size_t kPage = 4096;

void fill(std::size_t size) {
  if (size == 0) return;
  void* at = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  if (at == MAP_FAILED) ::_exit(1);
  ::madvise(at, size, MADV_NOHUGEPAGE);
  for (std::size_t i = 0; i < size; i += kPage) static_cast<volatile char*>(at)[i] = 1;
}

// Neighbours of the same protection would become one mapping.
void split(int mappings) {
  for (int i = 0; i < mappings; ++i) {
    int protection = i % 2 == 0 ? PROT_READ | PROT_WRITE : PROT_READ;
    if (::mmap(nullptr, kPage, protection, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) == MAP_FAILED)
      ::_exit(1);
  }
}

}  // namespace

Subject::Subject(std::size_t anonymous, int mappings) {
  int ready[2];
  if (::pipe(ready) != 0) std::abort();
  pid_ = ::fork();
  if (pid_ == 0) {
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    fill(anonymous);
    split(mappings);
    if (::write(ready[1], "r", 1) != 1) ::_exit(1);
    for (;;) ::pause();
  }
  char byte = 0;
  ::close(ready[1]);
  if (::read(ready[0], &byte, 1) != 1) std::abort();
  ::close(ready[0]);
}

Subject::~Subject() {
  ::kill(pid_, SIGKILL);
  ::waitpid(pid_, nullptr, 0);
}

}  // namespace tare::bench
