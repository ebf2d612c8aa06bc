#include "report/thin.h"

#include <algorithm>
#include <cmath>

namespace tare {

namespace {

void append(Rows& to, const Rows& from) {
  to.cells.insert(to.cells.end(), from.cells.begin(), from.cells.end());
}

Rows widened(const Rows& rows) {
  Rows wide{.width = rows.width + 1, .cells = {}};
  wide.cells.reserve(rows.count() * wide.width);
  for (std::size_t i = 0; i < rows.count(); ++i) {
    auto row = rows.row(i);
    wide.cells.insert(wide.cells.end(), row.begin(), row.end());
    wide.cells.push_back(kGap);
  }
  return wide;
}

// Marks the rows that `column` needs.
void mark_extremes(const Rows& rows, std::size_t column, std::vector<bool>& keep) {
  constexpr auto kNone = std::numeric_limits<std::size_t>::max();
  std::size_t low = kNone;
  std::size_t high = kNone;
  std::size_t gap = kNone;
  auto at = [&](std::size_t row) { return rows.cells[row * rows.width + column]; };
  for (std::size_t i = 0; i < rows.count(); ++i) {
    auto value = at(i);
    if (std::isnan(value)) {
      if (gap == kNone) gap = i;
    } else if (value >= 0) {
      if (low == kNone || value < at(low)) low = i;
      if (high == kNone || value > at(high)) high = i;
    }
  }
  for (auto found : {low, high, gap})
    if (found != kNone) keep[found] = true;
}

}  // namespace

Rows keep_extremes(const Rows& rows) {
  auto count = rows.count();
  if (count <= 2) return rows;
  std::vector<bool> keep(count);
  keep.front() = keep.back() = true;
  for (std::size_t column = 1; column < rows.width; ++column) mark_extremes(rows, column, keep);
  Rows kept{.width = rows.width, .cells = {}};
  for (std::size_t i = 0; i < count; ++i) {
    auto row = rows.row(i);
    if (keep[i]) kept.cells.insert(kept.cells.end(), row.begin(), row.end());
  }
  return kept;
}

Thinner::Thinner(std::size_t width, std::size_t buckets)
    : width_(width),
      most_(std::max<std::size_t>(buckets / 2 * 2, 2)),
      open_{.width = width, .cells = {}} {}

void Thinner::add(std::span<const double> row) {
  open_.cells.insert(open_.cells.end(), row.begin(), row.end());
  if (open_.count() == size_) close();
}

void Thinner::widen() {
  ++width_;
  open_ = widened(open_);
  for (auto& bucket : done_) bucket = widened(bucket);
}

void Thinner::close() {
  if (done_.size() == most_) halve();
  if (open_.count() < size_) return;  // buckets have just become twice as large: half is filled
  done_.push_back(keep_extremes(open_));
  open_.cells.clear();
}

void Thinner::halve() {
  size_ *= 2;
  std::vector<Rows> halved;
  halved.reserve(most_);
  for (std::size_t i = 0; i < done_.size(); i += 2) {
    append(done_[i], done_[i + 1]);
    halved.push_back(keep_extremes(done_[i]));
  }
  done_ = std::move(halved);
}

Rows Thinner::rows() const {
  Rows all{.width = width_, .cells = {}};
  for (const auto& bucket : done_) append(all, bucket);
  append(all, size_ > 1 ? keep_extremes(open_) : open_);
  return all;
}

}  // namespace tare
