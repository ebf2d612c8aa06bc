#include "sqlite/error.h"

#include <fmt/format.h>

#include <cerrno>
#include <cstring>

#include "base/text.h"

namespace tare {

namespace {

// The errno behind a failed read or write. A failing COMMIT does not tell it, the file itself does.
int errno_of(sqlite3* handle, int code) {
  if (handle == nullptr) return 0;
  if (int system = sqlite3_system_errno(handle); system != 0) return system;
  if ((code & 0xFF) != SQLITE_IOERR) return 0;
  for (int which : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
    sqlite3_file* file = nullptr;
    sqlite3_file_control(handle, "main", which, static_cast<void*>(&file));
    int system = 0;
    if (file != nullptr && file->pMethods != nullptr)
      file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &system);
    if (system != 0) return system;
  }
  return 0;
}

// A quota or a size limit is a full disk to the user; SQLite only knows ENOSPC as such.
bool no_space(int code, int system) {
  if (code == SQLITE_FULL) return true;
  return code == SQLITE_IOERR && (system == ENOSPC || system == EDQUOT || system == EFBIG);
}

}  // namespace

tl::unexpected<Error> sqlite_error(sqlite3* handle, int code, const std::string& path) {
  int system = errno_of(handle, code);
  auto file = printable(path);
  auto reason = printable(handle != nullptr ? sqlite3_errmsg(handle) : sqlite3_errstr(code), 512);
  std::string because = system != 0 ? fmt::format(" ({})", std::strerror(system)) : "";
  int primary = code & 0xFF;
  if (no_space(primary, system))
    return refused(fmt::format("{}: no space left to write it; make room and try again.", file),
                   system != 0 ? system : ENOSPC);
  switch (primary) {
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
      return refused(fmt::format("{}: cannot be written: {}; give yourself write permission on the "
                                 "file and its folder, or use another file.",
                                 file, reason),
                     system);
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
      return refused(fmt::format("{}: locked by another program; close it and try again.", file),
                     EBUSY);
    case SQLITE_CANTOPEN:
      if (system == ENOENT)
        return bad_input(fmt::format("{}: there is no such file; check its path.", file));
      return refused(fmt::format("{}: cannot be opened{}; check the path and its permissions.",
                                 file, because.empty() ? ": " + reason : because),
                     system);
    case SQLITE_CORRUPT:
      return bad_input(
          fmt::format("{}: damaged ({}); restore a copy or use another file.", file, reason));
    case SQLITE_NOTADB:
      return bad_input(fmt::format("{}: not an SQLite database, or its header is damaged.", file));
    case SQLITE_IOERR:
      return refused(fmt::format("{}: {}{}.", file, reason, because), system);
    case SQLITE_NOMEM:
      return refused(fmt::format("{}: no memory left to work on it.", file), ENOMEM);
    default:
      return bad_input(fmt::format("{}: {}.", file, reason));
  }
}

tl::unexpected<Error> sqlite_error(sqlite3* handle, int code) {
  const char* path = sqlite3_db_filename(handle, "main");
  return sqlite_error(handle, code, path != nullptr ? path : "");
}

}  // namespace tare
