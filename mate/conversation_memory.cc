#include "mate/conversation_memory.h"

#include <sys/stat.h>

#include <algorithm>
#include <limits>

#include "mate/conversation_schema.h"
#include "sqlite/private_file.h"

namespace mate {

namespace {

// A companion's whole history is small; its memory in ours stays smaller.
constexpr tare::Bytes kCache = tare::kib(256);

bool exists(const std::string& path) {
  struct stat found{};
  return ::stat(path.c_str(), &found) == 0;
}

tare::Result<std::vector<SavedExchange>> newest_first(tare::Statement& statement) {
  std::vector<SavedExchange> list;
  auto row = statement.step();
  for (; row && *row; row = statement.step()) {
    auto text = [&](int column) { return std::string(statement.text(column)); };
    list.push_back({.id = statement.integer(0),
                    .user_id = text(1),
                    .source = text(2),
                    .user_input = text(3),
                    .bot_response = text(4),
                    .emotion = text(5),
                    .timestamp = text(6)});
  }
  statement.reset();
  if (!row) return tare::pass(row.error());
  return list;
}

using Counts = std::vector<std::pair<std::string, std::uint64_t>>;

tare::Result<Counts> counts(tare::Database& database, std::string_view sql) {
  auto statement = database.prepare(sql);
  if (!statement) return tare::pass(statement.error());
  Counts list;
  auto row = statement->step();
  for (; row && *row; row = statement->step())
    list.emplace_back(statement->text(0), static_cast<std::uint64_t>(statement->integer(1)));
  if (!row) return tare::pass(row.error());
  return list;
}

tare::Result<std::int64_t> run(tare::Database& database, std::string_view sql, auto... values) {
  auto statement = database.prepare(sql);
  if (!statement) return tare::pass(statement.error());
  if (auto done = statement->run(values...); !done) return tare::pass(done.error());
  return database.changed_rows();
}

}  // namespace

tare::Result<ConversationMemory> ConversationMemory::open(const std::string& path,
                                                          std::chrono::milliseconds patience) {
  if (!exists(path))
    if (auto made = tare::create_private_file(path); !made) return tare::pass(made.error());
  auto database = tare::Database::open(path, {.cache = kCache, .patience = patience});
  if (!database) return tare::pass(database.error());
  if (auto ready = prepare_memory(*database); !ready) return tare::pass(ready.error());
  // A log lets others read while we write. FULL: a reply took seconds and cannot be had again, so
  // the one wait for the disk is worth it.
  // Where there can be no log, the journal that there is keeps the same promise.
  if (!database->read_only()) (void)database->set_journal("WAL");
  if (auto set = database->exec("PRAGMA synchronous = FULL"); !set) return tare::pass(set.error());
  constexpr std::string_view kSelect =
      "SELECT id, user_id, source, user_input, bot_response, emotion, timestamp "
      "FROM chat_history WHERE user_id = ?1 ";
  auto save = database->prepare(
      "INSERT INTO chat_history(user_id, source, user_input, bot_response, emotion) "
      "VALUES(?, ?, ?, ?, nullif(?, ''))");
  if (!save) return tare::pass(save.error());
  auto all = database->prepare(std::string(kSelect) + "ORDER BY id DESC LIMIT ?2");
  if (!all) return tare::pass(all.error());
  auto one = database->prepare(std::string(kSelect) + "AND source = ?3 ORDER BY id DESC LIMIT ?2");
  if (!one) return tare::pass(one.error());
  return ConversationMemory(std::move(*database),
                            {std::move(*save), std::move(*all), std::move(*one)});
}

tare::Result<std::int64_t> ConversationMemory::save(std::string_view user_id,
                                                    std::string_view source,
                                                    std::string_view user_input,
                                                    std::string_view bot_response,
                                                    std::string_view emotion) {
  auto done = sql_.save.run(user_id, source, user_input, bot_response, emotion);
  if (!done) return tare::pass(done.error());
  return database_.last_id();
}

tare::Result<std::vector<SavedExchange>> ConversationMemory::history(
    std::string_view user_id, std::size_t limit, std::optional<std::string_view> source) {
  constexpr std::size_t kMost = std::numeric_limits<std::int64_t>::max();
  auto& statement = source ? sql_.history_of_source : sql_.history;
  statement.bind(1, user_id);
  statement.bind(2, std::min(limit, kMost));
  if (source) statement.bind(3, *source);
  auto list = newest_first(statement);
  if (list) std::ranges::reverse(*list);
  return list;
}

tare::Result<std::int64_t> ConversationMemory::clear(std::string_view user_id) {
  return run(database_, "DELETE FROM chat_history WHERE user_id = ?", user_id);
}

tare::Result<std::int64_t> ConversationMemory::clear_all() {
  return run(database_, "DELETE FROM chat_history");
}

tare::Result<MemoryStatistics> ConversationMemory::statistics() {
  // One transaction: the numbers are of one instant.
  if (auto begun = database_.exec("BEGIN"); !begun) return tare::pass(begun.error());
  auto totals = counts(database_,
                       "SELECT ifnull((SELECT timestamp FROM chat_history ORDER BY id DESC "
                       "LIMIT 1), ''), count(*) FROM chat_history UNION ALL "
                       "SELECT 'users', count(DISTINCT user_id) FROM chat_history");
  auto sources = counts(database_,
                        "SELECT source, count(*) FROM chat_history GROUP BY source "
                        "ORDER BY count(*) DESC, source");
  auto emotions = counts(database_,
                         "SELECT ifnull(emotion, ''), count(*) FROM chat_history "
                         "GROUP BY ifnull(emotion, '') ORDER BY count(*) DESC, emotion");
  (void)database_.exec("COMMIT");
  for (const auto* part : {&totals, &sources, &emotions})
    if (!*part) return tare::pass(part->error());
  return MemoryStatistics{.total = totals->at(0).second,
                          .users = totals->at(1).second,
                          .by_source = std::move(*sources),
                          .by_emotion = std::move(*emotions),
                          .last = std::move(totals->at(0).first)};
}

}  // namespace mate
