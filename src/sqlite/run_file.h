// A run kept in one SQLite file; its tables are described in doc/run_format.md.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "port/run_store.h"
#include "sqlite/database.h"
#include "sqlite/run_reader.h"
#include "sqlite/run_writer.h"

namespace tare {

struct RunFileLimits {
  Bytes size = gib(8);  // beyond it writes are refused as on a full disk; what is stored stays
};

class RunFile : public RunStore {
 public:
  // A new file, mode 0600, in a folder made when absent (0700). An existing file is bad_input and
  // stays as it is.
  static Result<std::unique_ptr<RunFile>> create(const std::string& path,
                                                 const RunFileLimits& limits = {});

  // An existing run, to be read: finished, killed (the log beside it is folded in, so that one file
  // remains), or still being written by another program. Nothing can be added to it.
  static Result<std::unique_ptr<RunFile>> open(const std::string& path);

  ~RunFile() override;  // commits what is pending; end() says whether that worked

  Result<> begin(const RunFacts& facts) override;
  Result<> add(const Step& step) override;
  Result<> add(const Turn& turn) override;
  // Samples and notes are committed with the next step or turn, after 64 of them, or when a sample
  // is a second younger than the first that waits.
  Result<> add(const Sample& sample) override;
  Result<> add(const Note& note) override;
  Result<> flush() override;
  // A reader that has the file open just then leaves a log file, which the next reader folds in.
  Result<> end(const End& end, Duration lasted, const Cost& cost) override;
  // A run whose recorder died is told as lost, its duration as its last moment's.
  Result<Run> read() override;
  // The same, with each sample handed to `each` in the order of storing instead of kept in
  // Run::samples: what it takes in memory does not grow with the run's length. When the file turns
  // out damaged, `each` has seen the samples before that place.
  Result<Run> read(const EachSample& each);

 private:
  RunFile(Database database, std::unique_ptr<RunWriter> writer);
  // Runs put(writer) within the open transaction, opening one when there is none.
  template <class Put>
  Result<> write(Put put);
  Result<> failed(Error error);

  std::string path_;
  std::optional<Database> database_;       // empty after end()
  std::unique_ptr<RunWriter> writer_;      // null when opened for reading
  bool orphaned_ = false;                  // opened, and nobody writes it any more
  int pending_ = 0;                        // samples and notes not committed yet
  std::optional<Duration> first_pending_;  // when the first such sample was taken
};

}  // namespace tare
