// The tables of a run file and how an older file becomes a newer one. The format is described in
// doc/run_format.md.
#pragma once

#include <cstdint>
#include <span>

#include "sqlite/database.h"

namespace tare {

inline constexpr std::int64_t kRunApplicationId = 0x54617265;  // "Tare"
inline constexpr std::int64_t kRunFormat = 1;                  // user_version

// Brings a file from version n, its place in the list, to n + 1. Never changed once released.
using Migration = Result<> (*)(Database& database);
std::span<const Migration> run_migrations();

// All steps from the file's version to the last in one transaction: done, or nothing changed.
Result<> migrate(Database& database, std::span<const Migration> migrations);

// Fine for a run file of this version or an older one; otherwise a sentence (bad_input).
Result<> check_run_header(Database& database);

}  // namespace tare
