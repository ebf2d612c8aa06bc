#include "sqlite/run_writer.h"

#include <fmt/format.h>

#include <limits>

#include "sqlite/run_fields.h"

namespace tare {

namespace {

constexpr auto kMost = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
const Missing kTooLarge{Why::failed, "larger than a run file can hold (2^63 - 1 bytes)"};

// SQLite's integers are signed: what does not fit becomes the largest that does.
std::int64_t stored(std::uint64_t count) {
  return static_cast<std::int64_t>(std::min(count, kMost));
}
std::optional<std::int64_t> stored(std::optional<std::uint64_t> count) {
  return count ? std::optional(stored(*count)) : std::nullopt;
}
std::int64_t stored(Bytes bytes) { return stored(bytes.value); }
std::int64_t stored(Duration duration) {
  return std::chrono::duration_cast<std::chrono::nanoseconds>(duration).count();
}

std::string_view name(End::How how) {
  switch (how) {
    case End::How::running:
      return "running";
    case End::How::exited:
      return "exited";
    case End::How::signalled:
      return "signalled";
    case End::How::lost:
      return "lost";
  }
  return "lost";
}

// "INSERT INTO table(a, b) VALUES(?, ?)"
std::string insert(std::string_view table, const std::string& columns) {
  std::string marks = "?";
  for (char c : columns)
    if (c == ',') marks += ", ?";
  return fmt::format("INSERT INTO {}({}) VALUES({})", table, columns, marks);
}

}  // namespace

struct RunWriter::Statements {
  Statement run, argument, host, moment, step, turn, mapping, declared, card, note, end;
};

// Binds the columns of one row in order and collects the reasons of its missing readings.
class RunWriter::Row {
 public:
  explicit Row(Statement& statement) : statement_(statement) {}

  template <class T>
  Row& put(const T& value) {
    statement_.bind(++index_, value);
    return *this;
  }
  Row& reading(std::string_view column, const Reading& reading) {
    if (!reading)
      missing_.add(column, reading.missing());
    else if ((*reading).value > kMost)
      missing_.add(column, kTooLarge);
    else
      return put(stored(*reading));
    return put(std::nullopt);
  }
  template <class T, class Columns>
  Row& readings(const Columns& columns, const T& owner) {
    for (const auto& column : columns) reading(column.name, owner.*column.member);
    return *this;
  }
  void keep(std::string_view reading, const Missing& missing) { missing_.keep(reading, missing); }

  // The last column is `missing`.
  Result<> run(RunNames& names) {
    auto number = names.missing(missing_);
    if (!number) return pass(number.error());
    put(*number);
    return statement_.finish();
  }

 private:
  Statement& statement_;
  MissingSet missing_;
  int index_ = 0;
};

RunWriter::RunWriter(RunNames names, std::unique_ptr<Statements> statements)
    : names_(std::move(names)), sql_(std::move(statements)) {}

RunWriter::~RunWriter() = default;

Result<std::unique_ptr<RunWriter>> RunWriter::open(Database& database) {
  auto names = RunNames::open(database);
  if (!names) return pass(names.error());
  std::optional<Error> failed;
  auto prepare = [&](const std::string& sql) -> Statement {
    auto statement = database.prepare(sql);
    if (statement) return std::move(*statement);
    if (!failed) failed = statement.error();
    return {};
  };
  auto moment = "id, kind, at_ns" + column_list(kProcessColumns) + ", minor_faults, major_faults" +
                column_list(kMachineColumns) +
                ", pressure_some_avg10, pressure_full_avg10, missing";
  auto sql = std::make_unique<Statements>(Statements{
      .run = prepare(insert("run",
                            "id, pid, started, tare_version, ended, end_value, lasted_ns, "
                            "samples, recorder_cpu_ns")),
      .argument = prepare(insert("argument", "position, value")),
      .host = prepare(insert("host", "position, key, value")),
      .moment = prepare(insert("moment", moment)),
      .step = prepare(insert("step", "moment, name, part, late, cost_ns, peak_in_step, missing")),
      .turn = prepare(insert("turn", "moment, number, prompt_tokens, reply_tokens")),
      .mapping = prepare(insert("mapping",
                                "moment, position, region, mappings, size, rss, pss, "
                                "private_clean, private_dirty, shared, swap, locked")),
      .declared = prepare(
          insert("declared", "moment, position, owner, device, resident, reserved, missing")),
      .card = prepare(insert("card_reading",
                             "moment, position, card" + column_list(kCardColumns) + ", missing")),
      .note = prepare(insert("note", "moment, key, value")),
      .end = prepare("UPDATE run SET ended = ?, end_value = ?, lasted_ns = ?, samples = ?, "
                     "recorder_cpu_ns = ?, recorder_rss = ?, missing = ?"),
  });
  if (failed) return pass(*failed);
  return std::unique_ptr<RunWriter>(new RunWriter(std::move(*names), std::move(sql)));
}

Result<> RunWriter::facts(const RunFacts& facts) {
  auto done = sql_->run.run(facts.id, facts.pid, facts.started, facts.tare_version,
                            name(End::How::running), 0, 0, 0, 0);
  std::int64_t position = 0;
  for (const auto& value : facts.argv)
    if (done) done = sql_->argument.run(position++, value);
  position = 0;
  for (const auto& [key, value] : facts.host)
    if (done) done = sql_->host.run(position++, key, value);
  return done;
}

Result<std::int64_t> RunWriter::moment(std::string_view kind, Duration at,
                                       const ProcessMemory& process, const MachineMemory* machine,
                                       const Cards& cards) {
  static const MachineMemory kNotRead;
  const auto& read = machine != nullptr ? *machine : kNotRead;
  auto id = ++last_moment_;
  Row row(sql_->moment);
  row.put(id).put(kind).put(stored(at)).readings(kProcessColumns, process);
  row.put(stored(process.minor_faults)).put(stored(process.major_faults));
  row.readings(kMachineColumns, read).put(read.pressure_some_avg10).put(read.pressure_full_avg10);
  if (cards.none) row.keep(kNoCards, *cards.none);
  if (auto done = row.run(names_); !done) return pass(done.error());
  std::int64_t position = 0;
  for (const auto& one : cards.list)
    if (auto done = card(id, position++, one); !done) return pass(done.error());
  return id;
}

Result<> RunWriter::card(std::int64_t moment, std::int64_t position, const CardMemory& card) {
  auto number = names_.card(card);
  if (!number) return pass(number.error());
  Row row(sql_->card);
  return row.put(moment).put(position).put(*number).readings(kCardColumns, card).run(names_);
}

Result<> RunWriter::step(const Step& step) {
  const auto& sample = step.sample;
  auto id = moment("step", sample.at, sample.process, &sample.machine, sample.cards);
  if (!id) return pass(id.error());
  Row row(sql_->step);
  row.put(*id).put(step.name).put(step.part).put(step.late).put(stored(step.cost));
  auto done = row.reading("peak_in_step", step.peak_in_step).run(names_);
  if (done) done = mappings(*id, step.mappings);
  if (done) done = declared(*id, step.declared);
  for (const auto& one : step.notes)
    if (done) done = note(*id, one);
  return done;
}

Result<> RunWriter::mappings(std::int64_t moment, const std::vector<MappingGroup>& groups) {
  std::int64_t position = 0;
  for (const auto& g : groups) {
    auto region = names_.region(g);
    if (!region) return pass(region.error());
    auto done =
        sql_->mapping.run(moment, position++, *region, g.count, stored(g.size), stored(g.rss),
                          stored(g.pss), stored(g.private_clean), stored(g.private_dirty),
                          stored(g.shared), stored(g.swap), stored(g.locked));
    if (!done) return done;
  }
  return {};
}

Result<> RunWriter::declared(std::int64_t moment, const std::vector<Declared>& list) {
  std::int64_t position = 0;
  for (const auto& one : list) {
    Row row(sql_->declared);
    row.put(moment).put(position++).put(one.owner).put(one.device);
    row.reading("resident", one.resident).reading("reserved", one.reserved);
    if (auto done = row.run(names_); !done) return done;
  }
  return {};
}

Result<> RunWriter::turn(const Turn& turn) {
  auto id = moment("turn", turn.at, turn.process, nullptr, turn.cards);
  if (!id) return pass(id.error());
  return sql_->turn.run(*id, stored(turn.number), stored(turn.prompt_tokens),
                        stored(turn.reply_tokens));
}

Result<> RunWriter::sample(const Sample& sample) {
  auto id = moment("sample", sample.at, sample.process, &sample.machine, sample.cards);
  if (!id) return pass(id.error());
  return {};
}

Result<> RunWriter::note(const Note& note) { return this->note(std::nullopt, note); }

Result<> RunWriter::note(std::optional<std::int64_t> moment, const Note& note) {
  return sql_->note.run(moment, note.key, note.value);
}

Result<> RunWriter::end(const End& end, Duration lasted, const Cost& cost) {
  Row row(sql_->end);
  row.put(name(end.how)).put(end.value).put(stored(lasted)).put(stored(cost.samples));
  return row.put(stored(cost.recorder_cpu)).reading("recorder_rss", cost.recorder_rss).run(names_);
}

}  // namespace tare
