// Every process of the machine, cheaply: /proc listed, and one statm a process, through kept
// descriptors; of small processes whose memory does not move less often. What costs more (status,
// the command line) is read when a process is new and then in turns. Formats: proc(5).
#pragma once

#include <sys/types.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/watch.h"
#include "port/platform.h"

namespace tare {

// Threads: one at a time. The platform must outlive the list.
class ProcessList {
 public:
  struct Options {
    std::uint64_t page_size = 4096;  // statm counts in pages
    std::size_t most_kept = 256;     // descriptors; further processes are opened at each reading
    unsigned status_every = 32;      // readings between two of a process's status: its swap, name
    std::size_t always = 32;         // the largest processes, read each time
    unsigned calm_every = 4;         // the others, once four readings in a row were the same
  };
  ProcessList(Platform& platform, Options options);

  // Reads anew. Refused when /proc cannot be listed; then the processes are those of before.
  // A process that ends meanwhile, a zombie and a kernel thread are not in the list: they hold no
  // memory. own = RssAnon + VmSwap, the swap as last read.
  // Those of `attention` are read each time too.
  Result<> read(const std::vector<pid_t>& attention = {});
  const std::vector<ListedProcess>& processes() const { return processes_; }  // by pid
  std::size_t kernel_threads() const { return kernel_threads_; }

 private:
  struct Entry {
    ListedProcess process;
    std::unique_ptr<TextFile> statm;
    unsigned age = 0;   // readings
    unsigned calm = 0;  // readings in a row that changed nothing
    bool kernel_thread = false;
    bool gone = false;
  };

  void merge(const std::vector<pid_t>& pids);
  void refresh(Entry& entry, bool attention);
  void find_large();
  void look(Entry& entry);  // status, and the command line when the name is another
  void take_statm(Entry& entry);
  Result<std::string_view> statm(Entry& entry);
  void forget_descriptor(Entry& entry);

  Platform* platform_;
  Options options_;
  std::vector<Entry> entries_;  // by pid
  std::vector<ListedProcess> processes_;
  std::string text_;  // of a statm that is not kept
  std::size_t kept_ = 0;
  std::size_t kernel_threads_ = 0;
  std::uint64_t serial_ = 0;
  unsigned tick_ = 0;
  Bytes large_;  // what the last of the largest held
};

// The first three numbers of statm: size, resident, shared, in pages; nothing for other text.
struct Statm {
  std::uint64_t size = 0;
  std::uint64_t resident = 0;
  std::uint64_t shared = 0;  // file + shmem
};
std::optional<Statm> parse_statm(std::string_view text);

// Who a process is, from its status; what is not there stays as it is by default.
struct ProcessFacts {
  std::string name;
  pid_t parent = 0;
  std::optional<std::uint32_t> user;  // real
  char state = '?';
};
ProcessFacts parse_process_facts(std::string_view status);

}  // namespace tare
