#include "sqlite/run_file.h"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>

#include "base/text.h"
#include "sqlite/private_file.h"
#include "sqlite/run_reader.h"
#include "sqlite/run_schema.h"

namespace tare {

namespace {

constexpr int kMostPending = 64;
constexpr Duration kLongestPending = std::chrono::seconds(1);
constexpr Bytes kCache = mib(1);

// NORMAL: a commit is in the kernel's hands, which outlives every process; only a power cut can
// take the last ones. A checkpoint waits for the disk while a program under test waits for its
// step, so it comes every 64 MiB (16384 pages) of log only, and at the end.
constexpr const char* kWhileRecording =
    "PRAGMA synchronous = NORMAL; PRAGMA wal_autocheckpoint = 16384;";

// OFF until the tables are there: an empty run is not worth waiting for a disk.
Result<Database> make_tables(const std::string& path, const RunFileLimits& limits) {
  auto database = Database::open(path, {.cache = kCache});
  if (!database) return database;
  if (auto set = database->exec("PRAGMA synchronous = OFF"); !set) return pass(set.error());
  if (auto wal = database->set_journal("WAL"); !wal) return pass(wal.error());
  if (auto set = database->limit_size(limits.size); !set) return pass(set.error());
  if (auto made = migrate(*database, run_migrations()); !made) return pass(made.error());
  if (auto set = database->exec(kWhileRecording); !set) return pass(set.error());
  return database;
}

bool has_log(const std::string& path) {
  struct stat log{};
  return ::stat((path + "-wal").c_str(), &log) == 0 && log.st_size > 0;
}

// On a read-only medium SQLite cannot make the files that a log needs; without a log there is
// nothing in them either.
Result<Database> open_to_read(const std::string& path) {
  auto database = Database::open(path, {.cache = kCache, .foreign = true});
  if (!database) return database;
  auto header = check_run_header(*database);
  if (header) return database;
  if (header.error().kind != ErrorKind::refused || has_log(path)) return pass(header.error());
  database = Database::open(path, {.access = Access::immutable, .cache = kCache, .foreign = true});
  if (!database) return database;
  if (auto again = check_run_header(*database); !again) return pass(again.error());
  return database;
}

// Whoever can end the log mode has the file alone: its recorder is gone. True then.
bool fold_log(Database& database) {
  database.set_patience(std::chrono::milliseconds(0));
  auto alone = database.set_journal("DELETE");
  database.set_patience(DatabaseOptions{}.patience);
  return alone && *alone;
}

}  // namespace

RunFile::RunFile(Database database, std::unique_ptr<RunWriter> writer)
    : path_(database.path()), database_(std::move(database)), writer_(std::move(writer)) {}

RunFile::~RunFile() {
  if (database_ && writer_) (void)flush();
}

Result<std::unique_ptr<RunFile>> RunFile::create(const std::string& path,
                                                 const RunFileLimits& limits) {
  if (auto made = create_private_file(path); !made) return pass(made.error());
  auto database = make_tables(path, limits);
  if (!database) {
    for (const char* ending : {"", "-wal", "-shm"}) ::unlink((path + ending).c_str());
    return pass(database.error());
  }
  std::unique_ptr<RunFile> file(new RunFile(std::move(*database), nullptr));
  auto writer = RunWriter::open(*file->database_);
  if (!writer) return pass(writer.error());
  file->writer_ = std::move(*writer);
  return file;
}

Result<std::unique_ptr<RunFile>> RunFile::open(const std::string& path) {
  auto database = open_to_read(path);
  if (!database) return pass(database.error());
  std::unique_ptr<RunFile> file(new RunFile(std::move(*database), nullptr));
  file->orphaned_ = fold_log(*file->database_);
  auto version = file->database_->user_version();
  if (version && *version < kRunFormat)
    if (auto done = migrate(*file->database_, run_migrations()); !done) return pass(done.error());
  return file;
}

// What was pending with it is lost too: the transaction is one.
Result<> RunFile::failed(Error error) {
  if (database_->in_transaction()) (void)database_->exec("ROLLBACK");
  writer_->forget();
  pending_ = 0;
  return pass(std::move(error));
}

template <class Put>
Result<> RunFile::write(Put put) {
  if (!database_ || !writer_)
    return bad_input(
        fmt::format("{}: this run is closed, nothing can be added to it.", printable(path_)));
  if (!database_->in_transaction())
    if (auto begun = database_->exec("BEGIN IMMEDIATE"); !begun) return begun;
  Result<> done = put(*writer_);
  return done ? done : failed(done.error());
}

Result<> RunFile::flush() {
  pending_ = 0;
  first_pending_.reset();
  if (!database_ || !database_->in_transaction()) return {};
  auto done = database_->exec("COMMIT");
  return done ? done : failed(done.error());
}

Result<> RunFile::begin(const RunFacts& facts) {
  auto done = write([&](RunWriter& writer) { return writer.facts(facts); });
  return done ? flush() : done;
}

Result<> RunFile::add(const Step& step) {
  auto done = write([&](RunWriter& writer) { return writer.step(step); });
  return done ? flush() : done;
}

Result<> RunFile::add(const Turn& turn) {
  auto done = write([&](RunWriter& writer) { return writer.turn(turn); });
  return done ? flush() : done;
}

Result<> RunFile::add(const Sample& sample) {
  auto done = write([&](RunWriter& writer) { return writer.sample(sample); });
  if (!done) return done;
  if (!first_pending_) first_pending_ = sample.at;
  bool long_ago = sample.at - *first_pending_ >= kLongestPending;
  return ++pending_ >= kMostPending || long_ago ? flush() : Result<>();
}

Result<> RunFile::add(const Note& note) {
  auto done = write([&](RunWriter& writer) { return writer.note(note); });
  if (!done) return done;
  return ++pending_ >= kMostPending ? flush() : Result<>();
}

Result<> RunFile::end(const End& end, Duration lasted, const Cost& cost) {
  auto done = write([&](RunWriter& writer) { return writer.end(end, lasted, cost); });
  if (done) done = flush();
  if (!done) return done;
  writer_.reset();
  fold_log(*database_);
  database_.reset();
  return {};
}

Result<Run> RunFile::read() { return read(EachSample{}); }

Result<Run> RunFile::read(const EachSample& each) {
  if (!database_) {
    auto again = open(path_);
    return again ? (*again)->read(each) : Result<Run>(pass(again.error()));
  }
  if (auto done = flush(); !done) return pass(done.error());
  // One transaction: a run that is being written meanwhile is read as it was at one instant.
  if (auto begun = database_->exec("BEGIN"); !begun) return pass(begun.error());
  Duration last_handed{};
  auto hand_on = [&](const Sample& sample) {
    last_handed = std::max(last_handed, sample.at);
    each(sample);
  };
  auto run = read_run(*database_, each ? EachSample(hand_on) : EachSample{});
  (void)database_->exec("COMMIT");
  if (run && orphaned_ && run->end.how == End::How::running) {
    run->end.how = End::How::lost;
    for (const auto& step : run->steps) run->lasted = std::max(run->lasted, step.sample.at);
    for (const auto& turn : run->turns) run->lasted = std::max(run->lasted, turn.at);
    for (const auto& sample : run->samples) run->lasted = std::max(run->lasted, sample.at);
    run->lasted = std::max(run->lasted, last_handed);
  }
  return run;
}

}  // namespace tare
