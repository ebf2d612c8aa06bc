#!/usr/bin/env bash
# Configures a preset where that is still to do, and builds targets of it, with its progress shown.
#   tools/build.sh PRESET [TARGET…]
set -euo pipefail
. "$(dirname "$0")/say.sh"

[ $# -gt 0 ] || die 2 "tools/build.sh needs a preset: release, dev or tsan."
preset=$1
shift
folder=$root/build/$preset
cd "$root"

# Paths count from here, so that another clone finds in ccache what this one compiled.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

if [ ! -f "$folder/build.ninja" ]; then
  say "configuring $preset"
  in_background "configure-$preset" cmake --preset "$preset"
  wait_for "configure-$preset"
fi

export NINJA_STATUS='[%f/%t] '
in_background "build-$preset" ninja -C "$folder" "$@"
wait_for "build-$preset"
