#include "sqlite/statement.h"

#include "sqlite/error.h"

namespace tare {

void Statement::Finalize::operator()(sqlite3_stmt* handle) const { sqlite3_finalize(handle); }

void Statement::note(int code) {
  if (code != SQLITE_OK && failed_ == SQLITE_OK) failed_ = code;
}

void Statement::bind(int index, std::int64_t value) {
  note(sqlite3_bind_int64(handle_.get(), index, value));
}

void Statement::bind(int index, double value) {
  note(sqlite3_bind_double(handle_.get(), index, value));
}

void Statement::bind(int index, std::string_view value) {
  // A null pointer would bind NULL, and an empty text is not a missing one.
  const char* data = value.data() != nullptr ? value.data() : "";
  note(sqlite3_bind_text64(handle_.get(), index, data, value.size(), SQLITE_STATIC, SQLITE_UTF8));
}

void Statement::bind(int index, std::nullopt_t) { note(sqlite3_bind_null(handle_.get(), index)); }

Result<bool> Statement::step() {
  int code = failed_ != SQLITE_OK ? failed_ : sqlite3_step(handle_.get());
  if (code == SQLITE_ROW) return true;
  if (code == SQLITE_DONE) return false;
  return sqlite_error(sqlite3_db_handle(handle_.get()), code);
}

void Statement::reset() {
  sqlite3_reset(handle_.get());
  failed_ = SQLITE_OK;
}

Result<> Statement::finish() {
  Result<bool> row = step();
  while (row && *row) row = step();
  reset();
  if (!row) return pass(row.error());
  return {};
}

ColumnType Statement::type(int column) const {
  switch (sqlite3_column_type(handle_.get(), column)) {
    case SQLITE_INTEGER:
      return ColumnType::integer;
    case SQLITE_FLOAT:
      return ColumnType::real;
    case SQLITE_TEXT:
      return ColumnType::text;
    case SQLITE_BLOB:
      return ColumnType::blob;
    default:
      return ColumnType::null;
  }
}

std::int64_t Statement::integer(int column) const {
  return sqlite3_column_int64(handle_.get(), column);
}

double Statement::real(int column) const { return sqlite3_column_double(handle_.get(), column); }

std::string_view Statement::text(int column) const {
  // The text first: asking for it may convert the value, and its length with it.
  const auto* data = sqlite3_column_text(handle_.get(), column);
  if (data == nullptr) return {};
  auto size = static_cast<std::size_t>(sqlite3_column_bytes(handle_.get(), column));
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace tare
