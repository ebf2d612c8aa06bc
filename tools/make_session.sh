#!/usr/bin/env bash
# Makes the sample session of doc/sessions/desktop_mate again: runs the profiles, keeps their tables, page and
# document, and judges the seed's session 11 by the new runs.
#   tools/make_session.sh [--bin DIR] [--into DIR] [--no-session-11] [OPTIONS of tare profile…]
# What was there stays until all of it has been made. Exit: 0 fine, 2 wrong use, 3 the machine refused something.
set -euo pipefail
. "$(dirname "$0")/say.sh"

bin=$root/build/release/bin
into=$root/doc/sessions/desktop_mate
session_11=yes
while [ $# -gt 0 ]; do
  case $1 in
    --bin | --into)
      [ $# -ge 2 ] || die 2 "$1 needs a folder."
      [ "$1" = --bin ] && bin=$(realpath "$2") || into=$(realpath -m "$2")
      shift 2
      ;;
    --no-session-11)
      session_11=
      shift
      ;;
    *) break ;;
  esac
done
[ -x "$bin/tare" ] || die 2 "There is no tare in $bin: build it with ./run --build-only."
export TARE_MODEL=${TARE_MODEL:-$root/models/SmolLM2-135M-Instruct.Q4_1.gguf}

work=$(mktemp -d "$root/build/session-XXXXXX")
trap 'rm -rf "$work"' EXIT
mkdir "$work/made"
export XDG_DATA_HOME=$work/data LC_ALL=C.UTF-8

# Of this machine only file names are told. "$root" comes first: it may hold the others.
without_folders() {
  local folder script=()
  for folder in "$work" "$bin" "$root" "$(dirname "$TARE_MODEL")"; do
    script+=(-e "s|$folder/||g" -e "s|${folder//_/[\\\\]_}/||g")  # the second: as Markdown writes it
  done
  sed -i "${script[@]}" "$@"
}

profile() {
  say "tare profile $*"
  printf 'tare profile %s\n' "$*" >>"$work/made/commands.txt"
  (cd "$work/made" && "$bin/tare" profile "$@" --quiet) || die 3 "tare profile $* failed; nothing of $into was changed."
}

# --quiet prints nothing, and leaves the text files in the current folder.
profile all "$@"
seeds=("$XDG_DATA_HOME"/tare/runs/*.tare)  # what the seed measured too
for comparison in gpu ipc settings; do profile "$comparison" "$@"; done

runs=("$XDG_DATA_HOME"/tare/runs/*.tare)
say "${#runs[@]} runs"
cd "$work/made"
report() {
  local to=$1
  shift
  printf 'tare report RUN… %s\n' "$* > $to" >>commands.txt
  "$bin/tare" report "${runs[@]}" "$@" >"$to"
}
report session.md --session --lang en
report session.fr.md --session --lang fr
"$bin/tare" report "${runs[@]}" --session --lang en --html session.html 2>/dev/null
printf 'tare report RUN… --session --lang en --html session.html\n' >>commands.txt
report tables.md --markdown --lang en
report tables.csv --csv
# One page with charts holds all runs; each profile's own would only hold them again.
rm -f memory_profile_*.html
"$bin/tare" report "${runs[@]}" --html page.html --lang en 2>/dev/null
printf 'tare report RUN… --html page.html\n' >>commands.txt
"$bin/tare" report "${runs[@]}" --json | python3 -c '
import json, sys
answer = json.load(sys.stdin)
runs = answer if isinstance(answer, list) else answer.get("runs", [answer])
for key, value in runs[0]["run"]["host"].items():
    print(f"{key}: {value}")' >host.txt
without_folders ./*

if leaks=$(grep -nE "/(home|root|tmp|work|Users)/|$(hostname)" ./* | cut -c1-200); then
  die 3 "These lines would tell of this machine, so nothing of $into was changed:
$leaks"
fi
mkdir -p "$into"
rm -f "$into"/*
cp ./* "$into/"
say "kept in ${into#"$root"/}"

if [ -n "$session_11" ]; then
  "$root/tools/session_11.py" --bin "$bin" --experiments --runs "${seeds[@]}"
  say "doc/session_11.md and doc/session_11.fr.md judged anew"
fi
