#!/usr/bin/env bash
# Brings what the build needs: Debian packages, the sources of llama.cpp and uPlot, the small model. Only what is
# missing, so that a second call takes a moment.
#   tools/setup.sh [--test] [--no-model]      --test: also what ./test needs
set -euo pipefail
. "$(dirname "$0")/say.sh"

fetching=(git ca-certificates python3 python3-pip)
building=(g++ cmake ninja-build ccache libfmt-dev nlohmann-json3-dev libcli11-dev libsqlite3-dev
  libexpected-dev libgtest-dev libgmock-dev libbenchmark-dev libncurses-dev qt6-base-dev)
testing=(clang-format-19 clang-tidy-19 python3-psutil sqlite3 tmux chromium chromium-driver)

model=yes
for argument in "$@"; do
  case $argument in
    --test) building+=("${testing[@]}") ;;
    --no-model) model=no ;;
    *) die 2 "tools/setup.sh takes --test and --no-model, not '$argument'." ;;
  esac
done

# Prints those of the packages that are not installed.
missing() {
  local have
  have=$(dpkg-query -W -f '${db:Status-Status} ${Package}\n' 2>/dev/null)
  printf '%s\n' "$@" | grep -vxFf <(sed -n 's/^installed //p' <<<"$have") || true
}

as_root=()
may_install() {
  if [ "$(id -u)" != 0 ]; then
    command -v sudo >/dev/null ||
      die 3 "Set-up must install packages and is neither root nor has sudo. As root: apt-get install --no-install-recommends $*"
    as_root=(sudo)
    sudo -v ||
      die 3 "Set-up must install packages and sudo refused. As root: apt-get install --no-install-recommends $*"
  fi
}

apt() {
  "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive \
    apt-get -q -y -o DPkg::Lock::Timeout=120 -o Acquire::Retries=2 "$@"
}

# Without lists, or with old ones, the first attempt fails within a second.
install() {
  apt install --no-install-recommends "$@" || { apt update && apt install --no-install-recommends "$@"; } ||
    die 3 "The packages could not be installed: apt-get found no way to them (no network, or not Debian 12?): $*"
}

need_packages() {
  [ "${TARE_SKIP_PACKAGES:-}" != 1 ] || return 0
  command -v apt-get >/dev/null ||
    die 3 "Set-up installs Debian packages and finds no apt-get here. Install the counterparts of these, then set TARE_SKIP_PACKAGES=1: ${fetching[*]} ${building[*]}"
  early=($(missing "${fetching[@]}"))
  late=($(missing "${building[@]}"))
  [ $((${#early[@]} + ${#late[@]})) = 0 ] || may_install "${early[@]}" "${late[@]}"
}

early=()
late=()
need_packages

if [ ${#early[@]} -gt 0 ]; then
  say "installing ${#early[@]} packages to fetch with: ${early[*]}"
  in_background packages install "${early[@]}"
  wait_for packages
fi

work=()
if [ ${#late[@]} -gt 0 ]; then
  say "installing ${#late[@]} packages to build with: ${late[*]}"
  in_background packages install "${late[@]}"
  work+=(packages)
fi
# One after the other: where npm must be brought first, it is brought once.
fetch_sources() (
  set -e
  mkdir -p "$root/third_party"
  TARE_NPM=$(mktemp -d "$root/third_party/.npm.XXXXXX")
  export TARE_NPM
  trap 'rm -rf "$TARE_NPM"' EXIT
  "$root/tools/fetch_uplot.sh"
  "$root/tools/fetch_llama.sh"
)
in_background sources fetch_sources
work+=(sources)
if [ $model = yes ]; then
  in_background model "$root/tools/fetch_model.sh"
  work+=(model)
fi
wait_for "${work[@]}"
