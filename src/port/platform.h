// The door to the operating system. It hands out text; parsing is somebody else's (probe/), so that
// parsers are tested on real texts of many kernels. linux/ answers; port/fake/ is the twin of
// tests. Threads: one Platform is used by one thread at a time.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "core/sample.h"

namespace tare {

// A small file that is read again and again through a kept descriptor. The kernel makes such a text
// in one piece (`single_open` of seq_file, sysfs attributes): a read that leaves room has it all.
// Tables of records (maps, smaps) may stop short at a record's end: those are streamed.
class TextFile {
 public:
  virtual ~TextFile() = default;
  // The whole text as it is now; valid until the next call. A process that ended: an error of kind
  // refused. At most 1 MiB; a longer text is an error.
  virtual Result<std::string_view> read() = 0;
};

class Platform {
 public:
  virtual ~Platform() = default;

  virtual Instant now() = 0;

  // Opens a small file of /proc or /sys. Errors name the path and the system's reason; their kind
  // is refused. `missing()` turns one into a Missing for a Reading.
  virtual Result<std::unique_ptr<TextFile>> open_text(const std::string& path) = 0;

  // Streams a file of any length through `chunk` in pieces that end at a line's end.
  virtual Result<> stream_text(const std::string& path,
                               const std::function<void(std::string_view)>& chunk) = 0;

  // Names of a folder's entries, sorted; "." and ".." left out.
  virtual Result<std::vector<std::string>> list(const std::string& path) = 0;

  // The target of a symbolic link.
  virtual Result<std::string> link_target(const std::string& path) = 0;

  // Writes `text` in one call (clear_refs).
  virtual Result<> write_text(const std::string& path, std::string_view text) = 0;
};

// The errno behind a Platform error, as a reason of a Reading: ENOENT -> not supported, EACCES and
// EPERM -> not permitted, ESRCH -> process gone, else failed. The detail is the error's text.
Missing missing(const Error& error);

// One once-only read: open, read, close.
Result<std::string> read_text(Platform& platform, const std::string& path);

// Who holds memory on one card.
struct CardUsers {
  std::string card;  // CardMemory::id
  std::vector<std::pair<pid_t, Reading>> list;
  Reading others;  // what every other process holds: zero, or why nobody knows
};

// A source of card readings: NVML, DRM, a stand-in card.
class CardSource {
 public:
  virtual ~CardSource() = default;
  // All cards of this source, with what `pid` holds on each. Never throws, never blocks for long.
  virtual Cards read(pid_t pid) = 0;
  // Who holds memory on each card. A source that can only be asked process by process (this
  // default) asks for the `candidates`; about others it then says "not asked".
  virtual std::vector<CardUsers> users(const std::vector<pid_t>& candidates);
};

// The sources' cards in one list; the reasons of the empty ones are joined when no source has any.
Cards read_cards(const std::vector<CardSource*>& sources, pid_t pid);

}  // namespace tare
