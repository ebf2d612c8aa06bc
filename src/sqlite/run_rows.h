// Reading a run file's rows with distrust: any type, any value, any order may stand in a foreign
// file. The first thing that is wrong is kept; what is read after it is empty.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "core/reading.h"
#include "sqlite/database.h"

namespace tare {

using MissingSets = std::map<std::int64_t, std::map<std::string, Missing, std::less<>>>;

// What one reading of a whole run shares.
struct RunReading {
  Database& database;
  MissingSets missing;
  std::optional<Error> failed;
  std::size_t text_left = std::size_t{1} << 30;  // a bound on what texts may take in memory

  bool ok() const { return !failed; }
  void fail(Error error);
  void damaged(std::string what);  // "step.name is not a text"
  bool spend(std::size_t text);    // false, and damaged, when it is too much
};

// The rows of one SELECT.
class RunRows {
 public:
  RunRows(RunReading& reading, std::string_view table, const std::string& sql);

  // Goes to the next row; false at the end or when something is wrong.
  bool next();

  // The next column, by name only for the sentence.
  std::int64_t whole(std::string_view column);
  std::uint64_t count(std::string_view column);  // not negative
  bool flag(std::string_view column);            // 0 or 1
  std::string text(std::string_view column);
  Duration span(std::string_view column);  // nanoseconds, not negative
  std::optional<std::uint64_t> maybe_count(std::string_view column);
  std::optional<double> maybe_real(std::string_view column);
  std::optional<std::int64_t> maybe_whole(std::string_view column);

  // A column that names the row's missing set; it stands before the readings that use it.
  void missing_set();
  Reading reading(std::string_view column);
  std::optional<Missing> reason(std::string_view reading) const;

  void damaged(std::string_view column, std::string_view what);

 private:
  RunReading& reading_;
  std::string_view table_;
  Statement statement_;
  int column_ = 0;
  const MissingSets::mapped_type* set_ = nullptr;
};

// Rows of a table whose first two columns are a moment and a position, read along with the moments,
// both in order.
class RowsOfMoments {
 public:
  RowsOfMoments(RunReading& reading, std::string_view table, const std::string& sql);

  // Calls each(rows) for every row of `moment`. Moments are asked for in rising order.
  template <class Each>
  int of(std::int64_t moment, Each each) {
    int count = 0;
    for (; here_ && moment_ == moment; advance(), ++count) each(rows_);
    if (here_ && moment_ < moment) orphan();
    return count;
  }
  void finish() {
    if (here_) orphan();
  }

 private:
  void advance();
  void orphan();

  RunReading& reading_;
  RunRows rows_;
  bool here_ = false;
  std::int64_t moment_ = -1;
  std::int64_t position_ = -1;
};

}  // namespace tare
