#!/usr/bin/env bash
# llama.cpp v0.5.0's source, out of the npm package that carries it as a git bundle, into
# third_party/llama.cpp. A whole copy is left alone; a half-made or changed one is made anew.
set -euo pipefail
. "$(dirname "$0")/say.sh"
. "$(dirname "$0")/npm.sh"

package=node-llama-cpp
version=3.22.1
package_sum=a0d9dd80eacd2ab1cfe71aee57ac8a806487fd70b3d2a38fbec637752d9e5c5f
bundle_sum=5f5d1105d5df040738d87b8290e5d17e7362131cdcfdb0831618e0ea528b4a51
target=$root/third_party/llama.cpp

is() { echo "$2  $1" | sha256sum --check --status 2>/dev/null; }

# The mark is written last, inside the folder that is then renamed: it stands only in a whole copy.
# git tells whether a file was lost or changed since (the files' times make that quick).
whole() {
  [ "$(cat "$target/.git/tare_bundle" 2>/dev/null)" = "$bundle_sum" ] &&
    [ -z "$(git -C "$target" status --porcelain --untracked-files=no 2>&1)" ]
}

whole && exit 0
command -v git >/dev/null || die 3 "git is missing: install it and start again."

mkdir -p "$root/third_party"
work=$(mktemp -d "$root/third_party/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT

npm_pack "llama.cpp's source" "$package" "$version" "$package_sum"

echo "unpacking"
tar -xzf "$work/$package-$version.tgz" -C "$work" package/llama/gitRelease.bundle
bundle=$work/package/llama/gitRelease.bundle
is "$bundle" "$bundle_sum" ||
  die 3 "The source in $package $version is not the one expected (its checksum differs)."
git clone --quiet "$bundle" "$work/llama.cpp"
echo "$bundle_sum" >"$work/llama.cpp/.git/tare_bundle"
rm -rf "$target"
mv "$work/llama.cpp" "$target"
