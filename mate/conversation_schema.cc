#include "mate/conversation_schema.h"

#include <fmt/format.h>

#include "base/text.h"

namespace mate {

namespace {

// The original's words, so that a file made here is one of its own.
constexpr const char* kTables = R"sql(
CREATE TABLE IF NOT EXISTS chat_history(
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id TEXT NOT NULL,
  source TEXT NOT NULL,
  user_input TEXT NOT NULL,
  bot_response TEXT NOT NULL,
  emotion TEXT,
  timestamp DATETIME DEFAULT CURRENT_TIMESTAMP
);
)sql";

struct Index {
  const char* name;
  const char* columns;
};
constexpr Index kIndices[] = {{"idx_user_id", "user_id"},
                              {"idx_source", "source"},
                              {"idx_timestamp", "timestamp"},
                              {"idx_user_timestamp", "user_id, timestamp"}};

// Whether an index over these columns is there, whatever its name.
tare::Result<bool> has_index(tare::Database& database, std::string_view columns) {
  auto count = database.number(
      fmt::format("SELECT count(*) FROM pragma_index_list('chat_history') AS list WHERE "
                  "(SELECT group_concat(name, ', ') FROM pragma_index_info(list.name)) = '{}'",
                  columns));
  if (!count) return tare::pass(count.error());
  return *count > 0;
}

tare::Result<> make_indices(tare::Database& database) {
  for (const auto& [name, columns] : kIndices) {
    auto there = has_index(database, columns);
    if (!there) return tare::pass(there.error());
    if (*there) continue;
    auto sql = fmt::format("CREATE INDEX IF NOT EXISTS {} ON chat_history({})", name, columns);
    if (auto made = database.exec(sql.c_str()); !made) return made;
  }
  return {};
}

tare::Result<> check_columns(tare::Database& database) {
  for (const char* column :
       {"id", "user_id", "source", "user_input", "bot_response", "emotion", "timestamp"}) {
    auto there = database.number(fmt::format(
        "SELECT count(*) FROM pragma_table_info('chat_history') WHERE name = '{}'", column));
    if (!there) return tare::pass(there.error());
    if (*there == 0)
      return tare::bad_input(
          fmt::format("{}: its chat_history has no column {}, so it is not a conversation memory; "
                      "use another file.",
                      tare::printable(database.path()), column));
  }
  return {};
}

tare::Result<> make(tare::Database& database) {
  auto transaction = tare::Transaction::begin(database);
  if (!transaction) return tare::pass(transaction.error());
  if (auto made = database.exec(kTables); !made) return made;
  if (auto fine = check_columns(database); !fine) return fine;
  if (auto made = make_indices(database); !made) return made;
  auto version = fmt::format("PRAGMA user_version = {}", kMemoryVersion);
  if (auto set = database.exec(version.c_str()); !set) return set;
  return transaction->commit();
}

}  // namespace

tare::Result<> prepare_memory(tare::Database& database) {
  auto version = database.user_version();
  if (!version) return tare::pass(version.error());
  if (*version > kMemoryVersion)
    return tare::bad_input(fmt::format(
        "{}: written by a newer desktop-mate (version {}, this one knows {}); update desktop-mate.",
        tare::printable(database.path()), *version, kMemoryVersion));
  if (*version == kMemoryVersion || database.read_only()) return check_columns(database);
  return make(database);
}

}  // namespace mate
