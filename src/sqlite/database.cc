#include "sqlite/database.h"

#include <fmt/format.h>

#include "base/text.h"
#include "sqlite/error.h"

namespace tare {

namespace {

// A path as an SQLite URI; everything that is not plainly a path's letter is escaped.
std::string uri(const std::string& path, std::string_view query) {
  std::string out = "file:";
  for (char letter : path) {
    auto c = static_cast<unsigned char>(letter);
    bool plain = std::isalnum(c) != 0 || c == '/' || c == '.' || c == '-' || c == '_';
    out += plain ? std::string(1, letter) : fmt::format("%{:02x}", c);
  }
  return out.append(query);
}

int flags(Access access) {
  int common = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
  switch (access) {
    case Access::read_only:
      return common | SQLITE_OPEN_READONLY;
    case Access::read_write:
      return common | SQLITE_OPEN_READWRITE;
    case Access::immutable:
      return common | SQLITE_OPEN_READONLY | SQLITE_OPEN_URI;
  }
  return common;
}

// What SQLite's own security page advises for files of unknown origin.
void distrust(sqlite3* handle) {
  sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
  sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
  sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, 64 << 20);
}

}  // namespace

void Database::Close::operator()(sqlite3* handle) const { sqlite3_close_v2(handle); }

Result<Database> Database::open(const std::string& path, const DatabaseOptions& options) {
  auto name = options.access == Access::immutable ? uri(path, "?immutable=1") : path;
  sqlite3* raw = nullptr;
  int code = sqlite3_open_v2(name.c_str(), &raw, flags(options.access), nullptr);
  Database database;
  database.handle_.reset(raw);
  database.path_ = path;
  if (code != SQLITE_OK) return sqlite_error(raw, code, path);
  if (options.foreign) distrust(raw);
  database.set_patience(options.patience);
  // Neither statement reads the file, so neither fails on a bad one.
  auto set = fmt::format("PRAGMA cache_size = -{}; PRAGMA cell_size_check = ON;",
                         options.cache.value >> 10);
  if (auto done = database.exec(set.c_str()); !done) return pass(done.error());
  return database;
}

Result<> Database::exec(const char* sql) {
  int code = sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr);
  if (code != SQLITE_OK) return sqlite_error(handle_.get(), code, path_);
  return {};
}

Result<Statement> Database::prepare(std::string_view sql) {
  sqlite3_stmt* raw = nullptr;
  int code = sqlite3_prepare_v3(handle_.get(), sql.data(), static_cast<int>(sql.size()),
                                SQLITE_PREPARE_PERSISTENT, &raw, nullptr);
  if (code != SQLITE_OK) return sqlite_error(handle_.get(), code, path_);
  return Statement(raw);
}

Result<std::int64_t> Database::number(std::string_view sql) {
  auto statement = prepare(sql);
  if (!statement) return pass(statement.error());
  auto row = statement->step();
  if (!row) return pass(row.error());
  return *row ? statement->integer(0) : 0;
}

Result<bool> Database::set_journal(std::string_view mode) {
  auto statement = prepare(fmt::format("PRAGMA journal_mode = {}", mode));
  if (!statement) return pass(statement.error());
  auto row = statement->step();
  if (!row) return pass(row.error());
  return *row &&
         sqlite3_stricmp(std::string(statement->text(0)).c_str(), std::string(mode).c_str()) == 0;
}

Result<> Database::limit_size(Bytes size) {
  auto page = number("PRAGMA page_size");
  if (!page) return pass(page.error());
  auto pages = size.value / static_cast<std::uint64_t>(*page);
  return exec(fmt::format("PRAGMA max_page_count = {}", pages).c_str());
}

void Database::set_patience(std::chrono::milliseconds patience) {
  sqlite3_busy_timeout(handle_.get(), static_cast<int>(patience.count()));
}

bool Database::read_only() const { return sqlite3_db_readonly(handle_.get(), "main") == 1; }
bool Database::in_transaction() const { return sqlite3_get_autocommit(handle_.get()) == 0; }
std::int64_t Database::last_id() const { return sqlite3_last_insert_rowid(handle_.get()); }
std::int64_t Database::changed_rows() const { return sqlite3_changes64(handle_.get()); }

Result<Transaction> Transaction::begin(Database& database) {
  if (auto begun = database.exec("BEGIN IMMEDIATE"); !begun) return pass(begun.error());
  return Transaction(database);
}

Transaction::~Transaction() {
  // A rollback that fails (SQLite had rolled back already) leaves nothing to do.
  if (database_ != nullptr && database_->in_transaction()) (void)database_->exec("ROLLBACK");
}

Result<> Transaction::commit() {
  auto done = database_->exec("COMMIT");
  if (done) database_ = nullptr;
  return done;
}

Bytes sqlite_memory_used() { return {static_cast<std::uint64_t>(sqlite3_memory_used())}; }

}  // namespace tare
