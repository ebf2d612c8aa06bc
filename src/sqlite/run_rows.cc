#include "sqlite/run_rows.h"

#include <fmt/format.h>

#include "base/text.h"

namespace tare {

void RunReading::fail(Error error) {
  if (!failed) failed = std::move(error);
}

void RunReading::damaged(std::string what) {
  if (failed) return;
  failed = bad_input(fmt::format("{}: damaged or not made by tare: {}.", printable(database.path()),
                                 what))
               .value();
}

bool RunReading::spend(std::size_t text) {
  if (text > text_left) {
    damaged("it holds more than 1 GiB of text");
    return false;
  }
  text_left -= text;
  return true;
}

RunRows::RunRows(RunReading& reading, std::string_view table, const std::string& sql)
    : reading_(reading), table_(table) {
  auto prepared = reading.database.prepare(sql);
  if (prepared)
    statement_ = std::move(*prepared);
  else
    reading.fail(prepared.error());
}

bool RunRows::next() {
  if (!reading_.ok()) return false;
  auto row = statement_.step();
  if (!row) reading_.fail(row.error());
  column_ = 0;
  set_ = nullptr;
  return row && *row;
}

void RunRows::damaged(std::string_view column, std::string_view what) {
  reading_.damaged(fmt::format("{}.{} {}", table_, column, what));
}

std::optional<std::int64_t> RunRows::maybe_whole(std::string_view column) {
  auto at = column_++;
  auto type = statement_.type(at);
  if (type == ColumnType::integer) return statement_.integer(at);
  if (type != ColumnType::null) damaged(column, "is not a whole number");
  return std::nullopt;
}

std::int64_t RunRows::whole(std::string_view column) {
  auto value = maybe_whole(column);
  if (!value) damaged(column, "is not a whole number");
  return value.value_or(0);
}

std::optional<std::uint64_t> RunRows::maybe_count(std::string_view column) {
  auto value = maybe_whole(column);
  if (!value) return std::nullopt;
  if (*value < 0) damaged(column, "is negative");
  return static_cast<std::uint64_t>(std::max<std::int64_t>(*value, 0));
}

std::uint64_t RunRows::count(std::string_view column) {
  auto value = maybe_count(column);
  if (!value) damaged(column, "is not a whole number");
  return value.value_or(0);
}

bool RunRows::flag(std::string_view column) {
  auto value = whole(column);
  if (value != 0 && value != 1) damaged(column, "is neither 0 nor 1");
  return value == 1;
}

std::string RunRows::text(std::string_view column) {
  auto at = column_++;
  if (statement_.type(at) != ColumnType::text) {
    damaged(column, "is not a text");
    return {};
  }
  auto text = statement_.text(at);
  return reading_.spend(text.size()) ? std::string(text) : std::string();
}

Duration RunRows::span(std::string_view column) { return std::chrono::nanoseconds(count(column)); }

std::optional<double> RunRows::maybe_real(std::string_view column) {
  auto at = column_++;
  auto type = statement_.type(at);
  if (type == ColumnType::real || type == ColumnType::integer) return statement_.real(at);
  if (type != ColumnType::null) damaged(column, "is not a number");
  return std::nullopt;
}

void RunRows::missing_set() {
  auto number = maybe_whole("missing");
  if (!number) return;
  auto found = reading_.missing.find(*number);
  if (found == reading_.missing.end())
    damaged("missing", "names a set that is not there");
  else
    set_ = &found->second;
}

std::optional<Missing> RunRows::reason(std::string_view reading) const {
  if (set_ == nullptr) return std::nullopt;
  auto found = set_->find(reading);
  if (found == set_->end() || !reading_.spend(found->second.detail.size())) return std::nullopt;
  return found->second;
}

Reading RunRows::reading(std::string_view column) {
  if (auto value = maybe_count(column)) return Bytes{*value};
  return reason(column).value_or(Missing{});
}

RowsOfMoments::RowsOfMoments(RunReading& reading, std::string_view table, const std::string& sql)
    : reading_(reading), rows_(reading, table, sql) {
  advance();
}

void RowsOfMoments::advance() {
  here_ = rows_.next();
  if (!here_) return;
  auto moment = rows_.whole("moment");
  auto position = rows_.whole("position");
  // A damaged tree may show the same rows again and again: only a rising order is believed.
  if (moment < moment_ || (moment == moment_ && position <= position_))
    rows_.damaged("position", "is out of order");
  moment_ = moment;
  position_ = position;
  here_ = reading_.ok();
}

void RowsOfMoments::orphan() { rows_.damaged("moment", "names a moment that is not there"); }

}  // namespace tare
