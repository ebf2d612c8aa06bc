// Writes what a run is made of into its tables, with statements prepared once. Transactions are the
// caller's. After a failure the caller rolls back and calls forget().
#pragma once

#include <map>
#include <memory>
#include <string>

#include "core/run.h"
#include "sqlite/run_names.h"

namespace tare {

class RunWriter {
 public:
  static Result<std::unique_ptr<RunWriter>> open(Database& database);

  Result<> facts(const RunFacts& facts);
  Result<> step(const Step& step);
  Result<> turn(const Turn& turn);
  Result<> sample(const Sample& sample);
  Result<> note(const Note& note);
  Result<> end(const End& end, Duration lasted, const Cost& cost);

  void forget() { names_.forget(); }

 private:
  struct Statements;
  class Row;
  RunWriter(RunNames names, std::unique_ptr<Statements> statements);

  // One row of `moment` and its cards; returns its id.
  Result<std::int64_t> moment(std::string_view kind, Duration at, const ProcessMemory& process,
                              const MachineMemory* machine, const Cards& cards);
  Result<> card(std::int64_t moment, std::int64_t position, const CardMemory& card);
  Result<> mappings(std::int64_t moment, const std::vector<MappingGroup>& groups);
  Result<> declared(std::int64_t moment, const std::vector<Declared>& list);
  Result<> note(std::optional<std::int64_t> moment, const Note& note);

  RunNames names_;
  std::unique_ptr<Statements> sql_;
  std::int64_t last_moment_ = 0;

 public:
  ~RunWriter();
};

}  // namespace tare
