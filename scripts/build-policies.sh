#!/usr/bin/env bash
# Builds every policy to a module with its metadata: target/policies/<policy>.wasm.
#
# usage: scripts/build-policies.sh [--bare]
#   --bare   leaves the metadata out, which host-tester puts in: target/optimised/<policy>.wasm
case "${1:-}" in -h | --help) sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"; exit ;; esac
. "$(dirname "$0")/common.sh"

policies=()
for metadata in policies/*/metadata.yml; do
  policies+=("$(basename "$(dirname "$metadata")")")
done

# A module is a crate of its own, which names the policies in it: a policy is a plain library, so that several fit into
# one module, and cargo optimises a module as a whole. The crates are written here, in a workspace of their own.
modules=target/modules
for name in "${policies[@]}"; do
  mkdir -p "$modules/$name"
  write "$modules/$name/Cargo.toml" <<END
[package]
name = "module-$name"
version = "0.0.0"
edition = "2024"

[lib]
path = "lib.rs"
crate-type = ["cdylib"]

[dependencies]
policy-kit = { path = "../../../policies/policy-kit" }
$name = { path = "../../../policies/$name" }
END
  write "$modules/$name/lib.rs" <<END
policy_kit::module!(${name//-/_}::ThisPolicy);
END
done
write "$modules/Cargo.toml" <<END
[workspace]
resolver = "3"
members = [$(printf '"%s", ' "${policies[@]}")]

$(sed -n '/^\[profile.guest\]/,/^$/p' Cargo.toml)
END
# The same versions of the same dependencies as everywhere else.
cargo metadata --locked --format-version 1 --no-deps >/dev/null || fail 'Cargo.lock is not up to date'
cmp -s Cargo.lock "$modules/from.lock" || { cp Cargo.lock "$modules/from.lock"; cp Cargo.lock "$modules/Cargo.lock"; }

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
  build build --manifest-path "$modules/Cargo.toml" --target-dir target --profile guest --target wasm32-wasip1

debian_file wasm-opt binaryen
step 'optimise them with wasm-opt'
mkdir -p target/optimised
for name in "${policies[@]}"; do
  built=target/wasm32-wasip1/guest/module_${name//-/_}.wasm
  optimised=target/optimised/$name.wasm
  # It takes seconds, and gives the same for the same module, tool and options.
  from=$({ wasm-opt --version && cat "$built" scripts/build-policies.sh; } | sha256sum)
  [ -e "$optimised" ] && [ "$(cat "$optimised.from" 2>/dev/null)" = "$from" ] && continue
  began=$SECONDS
  # A seventh smaller: without it the budget of 200 kB would not hold. -O2 is no faster here.
  # The first kilobyte of memory is the far end of the stack: what would wrap around into it may as well trap. Offsets
  # fold into loads and stores then, which saves a hundredth. Control flow that is built up anew saves another one, and
  # functions in the order of their use have shorter numbers.
  wasm-opt -Oz --low-memory-unused --flatten --rereloop -Oz -Oz --reorder-functions \
    --enable-bulk-memory --enable-simd --enable-sign-ext --enable-mutable-globals \
    --enable-nontrapping-float-to-int --enable-multivalue --enable-reference-types \
    "$built" -o "$optimised"
  took "$name" $((SECONDS - began))
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
