#include "mate/rolling_context.h"

#include <algorithm>
#include <utility>

namespace mate {

namespace {

void append(Tokens& to, const Tokens& more) { to.insert(to.end(), more.begin(), more.end()); }

}  // namespace

RollingContext::RollingContext(ContextLimits limits, Tokens system, Tokens joint)
    : limits_(limits), system_(std::move(system)), joint_(std::move(joint)) {}

std::size_t RollingContext::tokens(std::size_t ask) const {
  auto sum = system_.size() + ask;
  for (const auto& exchange : exchanges_) sum += exchange.size() + joint_.size();
  return sum;
}

void RollingContext::drop() {
  auto gone = limits_.drop_half ? (exchanges_.size() + 1) / 2 : 1;
  exchanges_.erase(exchanges_.begin(), exchanges_.begin() + static_cast<std::ptrdiff_t>(gone));
}

bool RollingContext::make_room(std::size_t ask) {
  if (system_.size() + ask > limits_.tokens) return false;
  while (exchanges_.size() > limits_.exchanges) drop();
  while (!exchanges_.empty() && tokens(ask) > limits_.tokens) drop();
  return true;
}

void RollingContext::prompt(const Tokens& ask, Tokens& out) const {
  out.clear();
  append(out, system_);
  for (const auto& exchange : exchanges_) {
    append(out, exchange.ask);
    append(out, exchange.reply);
    append(out, joint_);
  }
  append(out, ask);
}

void RollingContext::add(Exchange exchange) { exchanges_.push_back(std::move(exchange)); }

}  // namespace mate
