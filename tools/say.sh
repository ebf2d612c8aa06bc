# Shared by the scripts: what is going on, since when, and how it ended. Sourced, never run.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
logs=$root/build/log
mkdir -p "$logs"
: "${TARE_STARTED:=$(date +%s)}"
export TARE_STARTED

# Everything but a command's own result goes to standard error: ./run load --json stays clean.
say() {
  local s=$(($(date +%s) - TARE_STARTED))
  printf '%d:%02d  %s\n' $((s / 60)) $((s % 60)) "$*" >&2
}

# die STATUS SENTENCE… : 2 wrong use, 3 the machine refused.
die() {
  local status=$1
  shift
  printf '%s\n' "$*" >&2
  exit "$status"
}

# in_background NAME COMMAND… runs a job whose output goes to build/log/NAME.log.
declare -A jobs=()
in_background() {
  local name=$1
  shift
  : >"$logs/$name.log"
  "$@" >"$logs/$name.log" 2>&1 &
  jobs[$name]=$!
}

# The last thing that a job said, short enough for one line; of a build, its last step (llama.cpp's
# warnings come in thousands of lines between).
last_word() {
  local said line
  said=$(tail -c 60000 "$logs/$1.log" 2>/dev/null | tr '\r' '\n')
  line=$(grep '^\[[0-9]*/[0-9]*\]' <<<"$said" | tail -n 1 || true)
  if [ -n "$line" ]; then
    line="${line%% *} ${line##*/}"  # [6/219] ggml.c.o
  else
    line=$(grep -v '^ *$' <<<"$said" | tail -n 1 || true)
  fi
  printf '%s' "${line:0:60}"
}

# wait_for NAME… shows where the jobs are (after 2 s and then every 10; in place every second on a
# terminal) until all have ended. The first one that failed ends the script with what it said.
wait_for() {
  local name halves=-4 every=20 line
  [ -t 2 ] && every=2
  while :; do
    line=
    for name in "$@"; do
      if kill -0 "${jobs[$name]}" 2>/dev/null; then
        line+="${line:+ | }$name: $(last_word "$name")"
      fi
    done
    [ -n "$line" ] || break
    if [ $((halves % every)) = 0 ]; then
      if [ -t 2 ]; then printf '\r\033[K%s' "$(say "$line" 2>&1)" >&2; else say "$line"; fi
    fi
    sleep 0.5
    halves=$((halves + 1))
  done
  [ -t 2 ] && printf '\r\033[K' >&2
  for name in "$@"; do
    wait "${jobs[$name]}" || job_failed "$name" $?
  done
}

job_failed() {
  local name=$1 status=$2
  {
    printf '%s failed; the end of build/log/%s.log:\n' "$name" "$name"
    tail -n 25 "$logs/$name.log" | sed 's/^/  /'
  } >&2
  stop_jobs
  exit "$status"
}

stop_jobs() {
  local name
  for name in "${!jobs[@]}"; do
    kill "${jobs[$name]}" 2>/dev/null || true
  done
}
trap 'stop_jobs; exit 130' INT
trap 'stop_jobs; exit 143' TERM
