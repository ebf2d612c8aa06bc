// What was said, kept in one SQLite file whose table is the one of the original application, so
// that either program opens the other's file. Threads: one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "sqlite/database.h"

namespace mate {

// One message and its answer.
struct SavedExchange {
  std::int64_t id = 0;  // rises with every exchange; never used twice
  std::string user_id;
  std::string source;  // where it was said: "chat", "gui", "discord", …
  std::string user_input;
  std::string bot_response;
  std::string emotion;    // empty when none was stored
  std::string timestamp;  // UTC, "2025-01-31 12:00:00"
  friend bool operator==(const SavedExchange&, const SavedExchange&) = default;
};

struct MemoryStatistics {
  std::uint64_t total = 0;
  std::uint64_t users = 0;
  std::vector<std::pair<std::string, std::uint64_t>> by_source;   // most first
  std::vector<std::pair<std::string, std::uint64_t>> by_emotion;  // most first; "" without one
  std::string last;  // timestamp of the newest exchange; empty when there is none
};

class ConversationMemory {
 public:
  // Opens the file, making it (mode 0600) and its folders (0700) when absent. A database of the
  // original application is taken as it is: rows, further columns and further tables stay. A file
  // that a newer version made is bad_input; a read-only one opens and refuses to save.
  // `patience`: how long any call waits for another program's lock.
  static tare::Result<ConversationMemory> open(
      const std::string& path, std::chrono::milliseconds patience = std::chrono::seconds(2));

  // The exchange is on the disk when this returns: no crash and no power cut takes it back. Texts
  // are kept byte for byte. An empty emotion is stored as none. Returns the exchange's id.
  tare::Result<std::int64_t> save(std::string_view user_id, std::string_view source,
                                  std::string_view user_input, std::string_view bot_response,
                                  std::string_view emotion);

  // The user's newest `limit` exchanges, oldest first; of one source when it is given.
  tare::Result<std::vector<SavedExchange>> history(
      std::string_view user_id, std::size_t limit,
      std::optional<std::string_view> source = std::nullopt);

  // Forgets one user's exchanges, or everybody's. Returns how many there were.
  tare::Result<std::int64_t> clear(std::string_view user_id);
  tare::Result<std::int64_t> clear_all();

  tare::Result<MemoryStatistics> statistics();

  bool read_only() const { return database_.read_only(); }

 private:
  struct Statements {
    tare::Statement save, history, history_of_source;
  };
  ConversationMemory(tare::Database database, Statements statements)
      : database_(std::move(database)), sql_(std::move(statements)) {}

  tare::Database database_;
  Statements sql_;
};

}  // namespace mate
