// Rows of several curves that share one time, thinned for a plot: however many come in, few stay,
// and no peak is lost. Pure.
#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <vector>

namespace tare {

// In a row: no value because it could not be read (a gap), or because nobody asked for it at this
// moment (no gap). Values that were read are not negative.
inline constexpr double kGap = std::numeric_limits<double>::quiet_NaN();
inline constexpr double kNotAsked = -1;

// Rows of `width` numbers, one after the other; the first number of each is its time.
struct Rows {
  std::size_t width = 1;
  std::vector<double> cells;
  std::size_t count() const { return cells.size() / width; }
  std::span<const double> row(std::size_t i) const { return {cells.data() + i * width, width}; }
};

// The first and the last row, and of every column after the first the row with its lowest value,
// the one with its highest, and the first one with a gap; in the order in which they stood. Of
// equal values the first stays. Rows stay whole, so that what adds up in a row still does.
Rows keep_extremes(const Rows& rows);

// Takes rows in order and never holds more than about `buckets` of them times the columns. A bucket
// is a stretch of equally many rows: where there are too many, each two become one.
class Thinner {
 public:
  explicit Thinner(std::size_t width, std::size_t buckets);

  void add(std::span<const double> row);  // `width` numbers
  // A column more, behind the others; rows that came before have a gap there.
  void widen();
  // All that stayed. Every row, as long as `buckets` or fewer came.
  Rows rows() const;

 private:
  void close();
  void halve();

  std::size_t width_;
  std::size_t most_;        // buckets, an even number
  std::size_t size_ = 1;    // rows of a bucket before they are thinned
  Rows open_;               // the bucket that is being filled
  std::vector<Rows> done_;  // thinned
};

}  // namespace tare
