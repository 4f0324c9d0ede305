#!/usr/bin/env bash
# Builds every policy to a module with its metadata: target/policies/<policy>.wasm.
#
# usage: scripts/build-policies.sh [--bare]
#   --bare   leaves the metadata out, which host-tester puts in: target/optimised/<policy>.wasm
case "${1:-}" in -h | --help) sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"; exit ;; esac
. "$(dirname "$0")/common.sh"

policies=()
packages=()
for metadata in policies/*/metadata.yml; do
  name=$(basename "$(dirname "$metadata")")
  policies+=("$name")
  packages+=(-p "$name")
done

# The same bytes in every folder: paths of the builder are mapped away. The stack is small because it is
# zeroed for every request; a request nested 120 levels deep still fits (tested).
flags=(
  "--remap-path-prefix=${CARGO_HOME:-$HOME/.cargo}=/cargo"
  "--remap-path-prefix=$root=/src"
  "-Clink-arg=-zstack-size=65536"
  # Less inlining and unrolling than usual: a seventh less size. What is hot says so itself, in policy-kit's json.
  "-Cllvm-args=-inline-threshold=25 -inlinehint-threshold=40 -unroll-threshold=20"
)
step "compile ${#policies[@]} policies for wasm32-wasip1"
CARGO_ENCODED_RUSTFLAGS=$(IFS=$'\037'; echo "${flags[*]}") \
  build build --locked --profile guest --target wasm32-wasip1 "${packages[@]}"

debian_package wasm-opt binaryen
step 'optimise them with wasm-opt'
mkdir -p target/optimised
for name in "${policies[@]}"; do
  built=target/wasm32-wasip1/guest/${name//-/_}.wasm
  optimised=target/optimised/$name.wasm
  # It takes seconds, and gives the same for the same module, tool and options.
  from=$({ wasm-opt --version && cat "$built" scripts/build-policies.sh; } | sha256sum)
  [ -e "$optimised" ] && [ "$(cat "$optimised.from" 2>/dev/null)" = "$from" ] && continue
  # A seventh smaller: without it the budget of 200 kB would not hold. -O2 is no faster here.
  # The first kilobyte of memory is the far end of the stack: what would wrap around into it may as well trap. Offsets
  # fold into loads and stores then, which saves a hundredth. Control flow that is built up anew saves another one, and
  # functions in the order of their use have shorter numbers.
  wasm-opt -Oz --low-memory-unused --flatten --rereloop -Oz -Oz --reorder-functions \
    --enable-bulk-memory --enable-simd --enable-sign-ext --enable-mutable-globals \
    --enable-nontrapping-float-to-int --enable-multivalue --enable-reference-types \
    "$built" -o "$optimised"
  printf '%s' "$from" >"$optimised.from"
done
if [ "${1:-}" = --bare ]; then
  show_steps
  exit
fi

build_host_tester
step 'add their metadata'
mkdir -p target/policies
for name in "${policies[@]}"; do
  target/release/host-tester annotate "target/optimised/$name.wasm" \
    --metadata "policies/$name/metadata.yml" --usage "policies/$name/README.md" \
    --out "target/policies/$name.wasm"
done
show_steps
