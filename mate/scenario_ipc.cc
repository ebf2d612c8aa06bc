#include "mate/scenario_ipc.h"

#include <fmt/format.h>
#include <sys/resource.h>

#include <algorithm>
#include <array>
#include <memory>
#include <thread>
#include <vector>

#include "base/text.h"
#include "mate/avatar_bridge.h"
#include "mate/avatar_process.h"
#include "mate/bare_ping.h"
#include "mate/ipc_samples.h"
#include "mate/marking.h"
#include "tare/marks.hpp"

namespace mate {

using namespace std::chrono_literals;
using tare::Clock;
using tare::Result;

namespace {

constexpr auto kConnecting = 10s;
constexpr std::size_t kInBatch = 10;
constexpr std::size_t kSlowTrips = 20;  // an answer of a slow avatar takes tens of milliseconds

struct Command {
  std::string_view name;
  std::function<Result<>(AvatarBridge&, std::size_t)> call;
};

// Ten commands that a queue does not make one of.
std::vector<AvatarCommand> ten_commands() {
  std::vector<AvatarCommand> ten;
  ten.reserve(kInBatch);
  for (std::size_t i = 0; i < kInBatch; ++i) ten.push_back(*set_transition_speed_command(3));
  return ten;
}

const std::array<Command, 8>& commands() {
  static const std::array<Command, 8> kAll = {{
      {"set_expression",
       [](auto& bridge, auto i) {
         return bridge.set_expression("joy", static_cast<double>(i % 1000 + 1) / 1000);
       }},
      {"load_model", [](auto& bridge, auto) { return bridge.load_model("models/kira.vrm"); }},
      {"unload_model", [](auto& bridge, auto) { return bridge.unload_model(); }},
      {"reset_expressions", [](auto& bridge, auto) { return bridge.reset_expressions(); }},
      {"set_transition_speed", [](auto& bridge, auto) { return bridge.set_transition_speed(3); }},
      {"set_auto_blink", [](auto& bridge, auto i) { return bridge.set_auto_blink(i % 2 == 0); }},
      {"set_auto_head_movement",
       [](auto& bridge, auto) { return bridge.set_auto_head_movement({}); }},
      {"batch", [](auto& bridge, auto) { return bridge.batch(ten_commands()); }},
  }};
  return kAll;
}

// An avatar and a bridge to it, both fresh: what one command left behind is no other's burden.
struct Pair {
  std::unique_ptr<AvatarProcess> process;  // null: the user's own, or nobody
  std::unique_ptr<AvatarBridge> bridge;
};

Result<> await_connection(const AvatarBridge& bridge) {
  auto until = Clock::now() + kConnecting;
  while (bridge.status().state != AvatarState::connected) {
    if (Clock::now() > until)
      return tare::refused(
          "The avatar could not be connected to within 10 s: is it running, and has it no other "
          "client?");
    std::this_thread::sleep_for(1ms);
  }
  return {};
}

class IpcRun {
 public:
  explicit IpcRun(const IpcScenario& scenario) : scenario_(scenario) {}

  Result<> absent();
  Result<> connected();
  Result<> slow();
  Result<> batch();
  Result<> full_queue();

 private:
  Result<Pair> pair(const std::string& mode, AvatarTimes times = {});
  Result<Pair> nobody();
  Result<> in_a_row();
  Result<> asleep();
  Result<> processor_time();
  void done(std::string_view step);

  const IpcScenario& scenario_;
};

Result<Pair> IpcRun::pair(const std::string& mode, AvatarTimes times) {
  Pair made;
  AvatarPlace place = scenario_.real.value_or(AvatarPlace{.host = "127.0.0.1"});
  if (!scenario_.real) {
    auto process = AvatarProcess::start(scenario_.avatar_double, mode);
    if (!process) return tare::pass(process.error());
    made.process = std::move(*process);
    place.port = made.process->port();
  }
  made.bridge = std::make_unique<AvatarBridge>(place.host, place.port, times);
  if (auto begun = made.bridge->connect(); !begun) return tare::pass(begun.error());
  if (auto stands = await_connection(*made.bridge); !stands) return tare::pass(stands.error());
  return made;
}

// A port that was somebody's a moment ago, and is nobody's now.
Result<Pair> IpcRun::nobody() {
  auto process = AvatarProcess::start(scenario_.avatar_double, "normal");
  if (!process) return tare::pass(process.error());
  int port = (*process)->port();
  process->reset();
  Pair made{.bridge = std::make_unique<AvatarBridge>("127.0.0.1", port)};
  if (auto begun = made.bridge->connect(); !begun) return tare::pass(begun.error());
  return made;
}

void IpcRun::done(std::string_view step) {
  tare::marks::step(step);
  if (scenario_.say) scenario_.say(step);
}

Result<> IpcRun::absent() {
  for (const auto& command : commands()) {
    auto made = nobody();
    if (!made) return tare::pass(made.error());
    IpcSamples samples(*made->bridge);
    for (std::size_t i = 0; i < scenario_.calls; ++i) {
      auto called = samples.call([&] { return command.call(*made->bridge, i); });
      if (!called) return called;
    }
    samples.note("absent", command.name);
  }
  done("2 avatar absent");
  return {};
}

Result<> IpcRun::connected() {
  for (const auto& command : commands()) {
    auto made = pair(command.name == "batch" ? "batching" : "normal");
    if (!made) return tare::pass(made.error());
    IpcSamples samples(*made->bridge);
    for (std::size_t i = 0; i < scenario_.calls; ++i) {
      auto called = samples.trip([&] { return command.call(*made->bridge, i); }, 200ms);
      if (!called) return called;
    }
    samples.note("connected", command.name);
  }
  for (auto part : {&IpcRun::in_a_row, &IpcRun::asleep, &IpcRun::processor_time})
    if (auto measured = (this->*part)(); !measured) return measured;
  done("3 avatar connected");
  return {};
}

// Each command as soon as the one before is answered, beside a bare socket that does the same.
Result<> IpcRun::in_a_row() {
  auto made = pair("normal");
  if (!made) return tare::pass(made.error());
  auto& bridge = *made->bridge;
  IpcSamples samples(bridge);
  auto call = [&] { return bridge.set_transition_speed(3); };
  const auto line = set_transition_speed_command(3)->line;
  std::unique_ptr<AvatarProcess> other;
  std::optional<BarePing> bare;
  if (!scenario_.real) {
    auto process = AvatarProcess::start(scenario_.avatar_double, "normal");
    if (!process) return tare::pass(process.error());
    other = std::move(*process);
    auto opened = BarePing::open(other->port());
    if (!opened) return tare::pass(opened.error());
    bare = std::move(*opened);
  }
  std::vector<std::int64_t> pings;
  for (std::size_t i = 0; i < scenario_.calls; ++i) {
    if (auto called = samples.trip_at_once(call, 200ms); !called) return called;
    if (!bare) continue;
    auto took = bare->round_trip(line);
    if (!took) return tare::pass(took.error());
    pings.push_back(std::chrono::nanoseconds(*took).count());
  }
  samples.note("row", "set_transition_speed");
  if (bare) note("ipc.bare", fmt::format("{} {}", line.size(), summary(pings)));
  return {};
}

// After a long pause the sender has to be woken.
Result<> IpcRun::asleep() {
  auto made = pair("normal", {.awake = {}});
  if (!made) return tare::pass(made.error());
  IpcSamples samples(*made->bridge);
  for (std::size_t i = 0; i < scenario_.calls; ++i) {
    auto call = [&] { return commands().front().call(*made->bridge, i); };
    if (auto called = samples.trip(call, 200ms); !called) return called;
  }
  samples.note("asleep", commands().front().name);
  return {};
}

tare::Duration processor_time_of_us() {
  rusage used{};
  ::getrusage(RUSAGE_SELF, &used);
  auto of = [](const timeval& time) {
    return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
  };
  return of(used.ru_utime) + of(used.ru_stime);
}

// What looking for the next command costs while none comes: in the first second after one, and
// later.
Result<> IpcRun::processor_time() {
  auto made = pair("normal");
  if (!made) return tare::pass(made.error());
  if (auto sent = made->bridge->set_transition_speed(3); !sent) return sent;
  for (auto when : {"soon", "later"}) {
    std::this_thread::sleep_for(100ms);
    auto before = processor_time_of_us();
    std::this_thread::sleep_for(800ms);
    auto part = tare::seconds(processor_time_of_us() - before) / 0.8;
    std::this_thread::sleep_for(200ms);
    note("ipc.cpu", fmt::format("{} {:.2f}", when, 100 * part));
  }
  return {};
}

Result<> IpcRun::slow() {
  if (scenario_.real) return {};
  for (const auto& command : commands()) {
    auto made = pair("slow");
    if (!made) return tare::pass(made.error());
    IpcSamples samples(*made->bridge);
    auto call = [&](std::size_t i) { return command.call(*made->bridge, i); };
    // A batch that this one does not know is sent again as singles: no trip to measure.
    std::size_t trips = command.name == "batch" ? 0 : std::min(kSlowTrips, scenario_.calls);
    for (std::size_t i = 0; i < trips; ++i)
      if (auto called = samples.trip([&] { return call(i); }, 2s); !called) return called;
    for (std::size_t i = trips; i < scenario_.calls; ++i)
      if (auto called = samples.call([&] { return call(i); }); !called) return called;
    samples.note("slow", command.name);
  }
  done("4 avatar slow");
  return {};
}

// Ten commands one by one and in one batch; the figures are of one command of the ten.
Result<> IpcRun::batch() {
  for (auto kind : {"single", "batch"}) {
    bool one_by_one = kind == std::string_view("single");
    auto made = pair("batching");
    if (!made) return tare::pass(made.error());
    auto& bridge = *made->bridge;
    IpcSamples samples(bridge, kInBatch, one_by_one ? kInBatch : 1);
    auto ten = [&]() -> Result<> {
      if (!one_by_one) return bridge.batch(ten_commands());
      for (std::size_t i = 0; i < kInBatch; ++i)
        if (auto sent = bridge.set_transition_speed(3); !sent) return sent;
      return {};
    };
    for (std::size_t i = 0; i < std::max<std::size_t>(10, scenario_.calls / kInBatch); ++i)
      if (auto called = samples.trip(ten, 200ms); !called) return called;
    samples.note("ten", kind);
  }
  done("5 batch against single");
  return {};
}

// Nobody listens, so that everything stays in the queue.
Result<> IpcRun::full_queue() {
  auto made = nobody();
  if (!made) return tare::pass(made.error());
  auto& bridge = *made->bridge;
  auto bytes = [&] { return static_cast<std::uint64_t>(bridge.status().counts.queue_bytes); };
  auto fill = [&](std::string_view kind, const std::function<Result<>()>& push) -> Result<> {
    for (std::size_t i = 0; i < AvatarQueue::kCapacity; ++i)
      if (auto pushed = push(); !pushed) return pushed;
    note("ipc.queue", fmt::format("{} {} {}", kind, bridge.status().counts.queued, bytes()));
    tare::marks::memory("avatar queue", "", -1, static_cast<std::int64_t>(bytes()));
    return {};
  };
  note("ipc.queue", fmt::format("empty 0 {}", bytes()));
  auto usual = fill("usual", [&] { return bridge.set_auto_head_movement({}); });
  if (!usual) return usual;
  done("6 queue full of usual commands");

  std::vector<AvatarCommand> long_ones(8, *load_model_command(std::string(4030, 'a')));
  auto longest = fill("longest", [&] { return bridge.batch(long_ones); });
  if (!longest) return longest;
  done("7 queue full of the longest commands");
  return {};
}

}  // namespace

Result<AvatarPlace> avatar_place(std::string_view text) {
  auto colon = text.rfind(':');
  auto port =
      colon == std::string_view::npos ? std::nullopt : tare::to_number<int>(text.substr(colon + 1));
  std::string host(text.substr(0, colon));
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  if (!port || !avatar_address(host, *port)) {
    return tare::bad_input(fmt::format("--avatar {} is no address and port: write 127.0.0.1:5555.",
                                       tare::printable(text, 80)));
  }
  return AvatarPlace{.host = std::move(host), .port = *port};
}

Result<> run_ipc(const IpcScenario& scenario) {
  IpcRun run(scenario);
  const auto& real = scenario.real;
  note("ipc.avatar", real ? fmt::format("{}:{}", real->host, real->port) : std::string("double"));
  for (auto part :
       {&IpcRun::absent, &IpcRun::connected, &IpcRun::slow, &IpcRun::batch, &IpcRun::full_queue})
    if (auto measured = (run.*part)(); !measured) return measured;
  return {};
}

}  // namespace mate
