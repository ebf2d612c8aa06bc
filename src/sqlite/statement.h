// A prepared statement: bind, step, read columns, reset.
#pragma once

#include <concepts>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

struct sqlite3_stmt;

namespace tare {

// What a column really holds: SQLite's types belong to values, whatever the table declares.
enum class ColumnType { null, integer, real, text, blob };

class Statement {
 public:
  Statement() = default;  // to be assigned to before anything else

  // Values count from 1. Text is borrowed until the next reset(); bytes go in as they are. What
  // goes wrong here is told by the next step().
  void bind(int index, std::int64_t value);
  void bind(int index, double value);  // NaN is stored as NULL
  void bind(int index, std::string_view value);
  void bind(int index, std::nullopt_t);
  template <std::integral T>
  void bind(int index, T value) {
    bind(index, static_cast<std::int64_t>(value));
  }
  template <class T>
  void bind(int index, const std::optional<T>& value) {
    if (value)
      bind(index, *value);
    else
      bind(index, std::nullopt);
  }

  // True: a row lies ready. False: done.
  Result<bool> step();
  void reset();

  // Binds all values in order, runs to the end, resets.
  template <class... Values>
  Result<> run(const Values&... values) {
    int index = 0;
    (bind(++index, values), ...);
    return finish();
  }
  Result<> finish();

  // Columns count from 0; they are valid until the next step() or reset().
  ColumnType type(int column) const;
  std::int64_t integer(int column) const;  // 0 for NULL and text that is no number
  double real(int column) const;
  std::string_view text(int column) const;  // empty for NULL; may hold NUL and any other byte

 private:
  friend class Database;
  struct Finalize {
    void operator()(sqlite3_stmt* handle) const;
  };
  explicit Statement(sqlite3_stmt* handle) : handle_(handle) {}
  void note(int code);

  std::unique_ptr<sqlite3_stmt, Finalize> handle_;
  int failed_ = 0;  // the first bind that failed
};

}  // namespace tare
