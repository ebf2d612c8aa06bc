#!/bin/sh
# Builds llama.cpp's own llama-bench from the pinned source into build/peers, for comparison only:
# nothing of ours links it. Prints the program's path. About four minutes without ccache.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
source=$root/third_party/llama.cpp
build=$root/build/peers/llama.cpp
launcher=
if command -v ccache >/dev/null; then
  launcher="-DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache"
fi
# The same flags as cmake/llama.cmake, and the tools besides.
# shellcheck disable=SC2086
cmake -S "$source" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE=Release -DBUILD_SHARED_LIBS=OFF \
  -DGGML_RPC=ON -DGGML_CCACHE=OFF -DLLAMA_BUILD_COMMON=ON -DLLAMA_BUILD_TOOLS=ON \
  -DLLAMA_BUILD_TESTS=OFF -DLLAMA_BUILD_EXAMPLES=OFF -DLLAMA_BUILD_SERVER=OFF \
  -DLLAMA_BUILD_APP=OFF -DLLAMA_BUILD_UI=OFF -DLLAMA_CURL=OFF $launcher >"$root/build/peers.log" 2>&1 ||
  { cat "$root/build/peers.log" >&2; exit 1; }
ninja -C "$build" -j2 llama-bench >>"$root/build/peers.log" 2>&1 ||
  { tail -40 "$root/build/peers.log" >&2; exit 1; }
echo "$build/bin/llama-bench"
