// Which column of a run file holds which reading. Names are part of the format: doc/run_format.md.
#pragma once

#include <array>
#include <string_view>

#include "core/sample.h"

namespace tare {

template <class T>
struct ReadingColumn {
  std::string_view name;
  Reading T::* member;
};

inline constexpr std::array kProcessColumns = {
    ReadingColumn<ProcessMemory>{"rss", &ProcessMemory::rss},
    ReadingColumn<ProcessMemory>{"anon", &ProcessMemory::anon},
    ReadingColumn<ProcessMemory>{"file", &ProcessMemory::file},
    ReadingColumn<ProcessMemory>{"shmem", &ProcessMemory::shmem},
    ReadingColumn<ProcessMemory>{"swap", &ProcessMemory::swap},
    ReadingColumn<ProcessMemory>{"locked", &ProcessMemory::locked},
    ReadingColumn<ProcessMemory>{"peak", &ProcessMemory::peak},
    ReadingColumn<ProcessMemory>{"page_tables", &ProcessMemory::page_tables},
    ReadingColumn<ProcessMemory>{"own", &ProcessMemory::own},
    ReadingColumn<ProcessMemory>{"uss", &ProcessMemory::uss},
    ReadingColumn<ProcessMemory>{"pss", &ProcessMemory::pss},
    ReadingColumn<ProcessMemory>{"smaps_rss", &ProcessMemory::smaps_rss},
};

inline constexpr std::array kMachineColumns = {
    ReadingColumn<MachineMemory>{"machine_total", &MachineMemory::total},
    ReadingColumn<MachineMemory>{"machine_available", &MachineMemory::available},
    ReadingColumn<MachineMemory>{"machine_swap_total", &MachineMemory::swap_total},
    ReadingColumn<MachineMemory>{"machine_swap_free", &MachineMemory::swap_free},
};

inline constexpr std::array kCardColumns = {
    ReadingColumn<CardMemory>{"total", &CardMemory::total},
    ReadingColumn<CardMemory>{"used", &CardMemory::used},
    ReadingColumn<CardMemory>{"process", &CardMemory::process},
};

// The reading of a moment's missing set that says why a list of cards is short (Cards::none).
inline constexpr std::string_view kNoCards = "cards";

// ", rss, anon, …": the names of a table above, each after a comma.
template <class Columns>
std::string column_list(const Columns& columns) {
  std::string list;
  for (const auto& column : columns) list.append(", ").append(column.name);
  return list;
}

}  // namespace tare
