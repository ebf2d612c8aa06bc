#include "probe/mapping_name.h"

namespace tare {

namespace {

// Files that only exist as memory: their pages are shmem, nothing on a disk stands behind them.
bool memory_only(std::string_view path) {
  return path.starts_with("/dev/shm/") || path.starts_with("/memfd:") ||
         path.starts_with("/SYSV") || path.starts_with("/dev/zero");
}

MappingKind bracketed(std::string_view name) {
  if (name == "[heap]") return MappingKind::heap;
  if (name.starts_with("[stack")) return MappingKind::stack;  // "[stack:123]" before Linux 4.5
  if (name.starts_with("[anon_shmem:")) return MappingKind::shared_memory;
  if (name.starts_with("[anon:")) return MappingKind::anonymous;
  return MappingKind::kernel;  // [vdso], [vvar], [vsyscall], [uprobes]
}

}  // namespace

MappingName mapping_name(std::string_view column) {
  if (column.empty()) return {"anonymous", MappingKind::anonymous};
  if (column.front() == '[') return {column, bracketed(column)};
  // "anon_inode:i915.gem", "socket:[1]": no path, so a buffer of a driver.
  if (column.front() != '/') return {column, MappingKind::kernel};
  return {column, memory_only(column) ? MappingKind::shared_memory : MappingKind::file};
}

}  // namespace tare
