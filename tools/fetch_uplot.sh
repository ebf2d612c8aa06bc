#!/usr/bin/env bash
# uPlot, which draws the curves of a page, out of its npm package into third_party/uplot. A whole copy
# is left alone; a half-made or changed one is made anew.
set -euo pipefail
. "$(dirname "$0")/say.sh"
. "$(dirname "$0")/npm.sh"

version=1.6.32
package_sum=4b8a8191e425658e3ea8c8c1314b0fc679c861ee3a1af2b20c7b16ba50b5133d
target=$root/third_party/uplot

# The sums of what is used: uPlot.iife.min.js, uPlot.min.css and LICENSE, in that order.
files=(uPlot.iife.min.js uPlot.min.css LICENSE)
sums=(
  19c8d4c6ad88929a79f4ae49d6f7161566dfd0ba3d15cc495e974f787eb78f1f
  df630c6a8d6f8eeaff264b50f73ce5b114f646ffd9a0bb74f049b0a00135fa04
  8f989229699b4fe2f1a0432d0e9edc338a8a911e250e2d1b01ecd770a5f5b1bd
)

whole() {
  local i
  for i in "${!files[@]}"; do
    echo "${sums[$i]}  $target/${files[$i]}" | sha256sum --check --status 2>/dev/null || return 1
  done
}

whole && exit 0

mkdir -p "$root/third_party"
work=$(mktemp -d "$root/third_party/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT

npm_pack uPlot uplot "$version" "$package_sum"
mkdir "$work/uplot"
tar -xzf "$work/uplot-$version.tgz" -C "$work" package/dist/uPlot.iife.min.js package/dist/uPlot.min.css package/LICENSE
mv "$work"/package/dist/uPlot.* "$work/package/LICENSE" "$work/uplot"
rm -rf "$target"
mv "$work/uplot" "$target"
whole || die 3 "The source in uplot $version is not the one expected (a checksum differs)."
