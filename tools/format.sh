#!/usr/bin/env bash
# tools/format.sh [check|fix]: the layout of our C and C++ (.clang-format), checked or mended.
set -euo pipefail
cd "$(dirname "$0")/.."

case ${1:-check} in
  check) options=(--dry-run -Werror) ;;
  fix) options=(-i) ;;
  *)
    echo "tools/format.sh takes check or fix, not '$1'." >&2
    exit 2
    ;;
esac

# Files that git does not know yet count too.
git ls-files -z --cached --others --exclude-standard -- '*.h' '*.hpp' '*.cc' '*.c' |
  while IFS= read -r -d '' file; do [ ! -f "$file" ] || printf '%s\0' "$file"; done |
  xargs -0 -r clang-format-19 "${options[@]}"
