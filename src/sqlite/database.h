// SQLite's handles as values. Only this folder sees sqlite3.h; others speak through these.
// Errors are sentences with the file's path and SQLite's reason. refused: no space, read-only,
// locked, cannot be opened; bad_input: not a database, damaged, or not what the SQL expects.
// Threads: a Database and its Statements are used by one thread at a time.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/result.h"
#include "sqlite/statement.h"

struct sqlite3;

namespace tare {

enum class Access {
  read_only,
  read_write,  // the file must exist; create_private_file() makes it
  immutable,   // read only, and nobody writes it meanwhile: needs no -wal or -shm file beside it
};

struct DatabaseOptions {
  Access access = Access::read_write;
  Bytes cache = kib(256);  // pages kept in memory; a larger transaction spills to the file
  // The file may come from anybody: what its schema would run (triggers, views) is off.
  bool foreign = false;
  std::chrono::milliseconds patience{2000};  // how long to wait for another program's lock
};

class Database {
 public:
  // Opens an existing file, without reading it yet: a file that is no database is found by the
  // first statement.
  static Result<Database> open(const std::string& path, const DatabaseOptions& options);

  Result<> exec(const char* sql);
  Result<Statement> prepare(std::string_view sql);

  // The first column of the first row as a number; 0 when there is none.
  Result<std::int64_t> number(std::string_view sql);

  // user_version and application_id of the file's header.
  Result<std::int64_t> user_version() { return number("PRAGMA user_version"); }
  Result<std::int64_t> application_id() { return number("PRAGMA application_id"); }

  // Switches the journal to "WAL" or "DELETE"; false when it stays as it was: a file system without
  // shared memory has no WAL, and other users of the file keep it.
  Result<bool> set_journal(std::string_view mode);

  // At most so many bytes in the file; beyond, writes fail as on a full disk.
  Result<> limit_size(Bytes size);

  void set_patience(std::chrono::milliseconds patience);
  bool read_only() const;  // opened so, or the file is not ours to write
  bool in_transaction() const;
  std::int64_t last_id() const;  // rowid of the last INSERT
  std::int64_t changed_rows() const;
  const std::string& path() const { return path_; }

 private:
  struct Close {
    void operator()(sqlite3* handle) const;
  };
  std::unique_ptr<sqlite3, Close> handle_;
  std::string path_;
};

// BEGIN IMMEDIATE … COMMIT; rolled back when it goes out of scope uncommitted.
class [[nodiscard]] Transaction {
 public:
  static Result<Transaction> begin(Database& database);
  Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
  Transaction& operator=(Transaction&&) = delete;
  ~Transaction();
  Result<> commit();

 private:
  explicit Transaction(Database& database) : database_(&database) {}
  Database* database_;
};

// Memory that SQLite holds in this process, all databases together.
Bytes sqlite_memory_used();

}  // namespace tare
