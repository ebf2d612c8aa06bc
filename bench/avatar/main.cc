// Cost of AvatarBridge calls to their caller with the avatar absent, connected, slow and hung, in a
// row ("burst": mostly replacing queued values) and one each millisecond ("paced": each wakes the
// sender); and the round trip against a bare TCP ping-pong of the same bytes with the same double.
// Counters are the medians and 99th percentiles of single calls, clock reading included.
#include <arpa/inet.h>
#include <benchmark/benchmark.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "mate/avatar_bridge.h"
#include "mate/avatar_double/avatar_double.h"

namespace {

using avatar_double::AvatarDouble;
using avatar_double::Mode;
using mate::AvatarBridge;
using tare::Clock;

std::unique_ptr<AvatarDouble> start(Mode mode) {
  auto avatar = AvatarDouble::start(mode);
  if (!avatar) std::abort();
  return std::move(*avatar);
}

double nanoseconds(tare::Duration time) { return tare::seconds(time) * 1e9; }

double quantile(std::vector<double>& values, double part) {
  auto at = values.begin() + static_cast<std::ptrdiff_t>(part * static_cast<double>(values.size()));
  std::nth_element(values.begin(), at, values.end());
  return *at;
}

void await_connection(const AvatarBridge& bridge) {
  while (bridge.status().state != mate::AvatarState::connected) std::this_thread::yield();
}

void call(benchmark::State& state, std::optional<Mode> mode, tare::Duration pace) {
  auto avatar = start(mode.value_or(Mode::normal));
  int port = avatar->port();
  if (!mode) avatar.reset();
  AvatarBridge bridge("127.0.0.1", port);
  if (!bridge.connect()) std::abort();
  if (mode) await_connection(bridge);
  std::vector<double> costs;
  double value = 0;
  for (auto _ : state) {
    value = value < 1 ? value + 1.0 / 1024 : 0;
    auto before = Clock::now();
    auto done = bridge.set_expression("joy", value);
    auto cost = Clock::now() - before;
    benchmark::DoNotOptimize(done);
    state.SetIterationTime(tare::seconds(cost));
    costs.push_back(nanoseconds(cost));
    if (pace > tare::Duration::zero()) std::this_thread::sleep_for(pace);
  }
  state.counters["median_ns"] = quantile(costs, 0.5);
  state.counters["p99_ns"] = quantile(costs, 0.99);
  state.counters["queued"] = static_cast<double>(bridge.status().counts.queued);
}

// A plain blocking client.
class Bare {
 public:
  explicit Bare(int port) : fd_(::socket(AF_INET, SOCK_STREAM, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    int on = 1;
    ::setsockopt(fd_.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (::connect(fd_.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
      std::abort();
    }
  }
  void round_trip(const std::string& line) const {
    std::array<char, 64> answer;
    if (::send(fd_.get(), line.data(), line.size(), 0) < 0) std::abort();
    if (::recv(fd_.get(), answer.data(), answer.size(), 0) <= 0) std::abort();
  }

 private:
  tare::UniqueFd fd_;
};

void round_trip(benchmark::State& state) {
  auto avatar = start(Mode::normal);
  auto other = start(Mode::normal);
  AvatarBridge bridge("127.0.0.1", avatar->port());
  if (!bridge.connect()) std::abort();
  await_connection(bridge);
  Bare bare(other->port());
  const std::string line = mate::set_transition_speed_command(3)->line;
  std::vector<double> ours;
  std::vector<double> theirs;
  for (auto _ : state) {
    auto answered = bridge.status().counts.answered_bytes;
    auto before = Clock::now();
    auto done = bridge.set_transition_speed(3);
    while (done && bridge.status().counts.answered_bytes == answered) std::this_thread::yield();
    auto cost = Clock::now() - before;
    state.SetIterationTime(tare::seconds(cost));
    ours.push_back(nanoseconds(cost));
    before = Clock::now();
    bare.round_trip(line);
    theirs.push_back(nanoseconds(Clock::now() - before));
  }
  state.counters["bridge_us"] = quantile(ours, 0.5) / 1000;
  state.counters["bare_us"] = quantile(theirs, 0.5) / 1000;
  state.counters["ratio"] = quantile(ours, 0.5) / quantile(theirs, 0.5);
}

void add(const char* name, std::optional<Mode> mode) {
  auto burst = [mode](benchmark::State& state) { call(state, mode, tare::Duration::zero()); };
  auto paced = [mode](benchmark::State& state) { call(state, mode, std::chrono::milliseconds(1)); };
  benchmark::RegisterBenchmark((std::string("call/burst/") + name).c_str(), burst)
      ->UseManualTime()
      ->Iterations(20000);
  benchmark::RegisterBenchmark((std::string("call/paced/") + name).c_str(), paced)
      ->UseManualTime()
      ->Iterations(1000);
}

}  // namespace

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  add("absent", std::nullopt);
  add("connected", Mode::normal);
  add("slow", Mode::slow);
  add("hung", Mode::hung);
  benchmark::RegisterBenchmark("round_trip", round_trip)->UseManualTime()->Iterations(2000);
  benchmark::RunSpecifiedBenchmarks();
  return 0;
}
