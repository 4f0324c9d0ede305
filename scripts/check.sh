#!/usr/bin/env bash
# Runs every check and test of the project; what CI runs.
#
# usage: scripts/check.sh
case "${1:-}" in -h | --help) sed -n '2,$ s/^# \{0,1\}//p; /^$/q' "$0"; exit ;; esac
. "$(dirname "$0")/common.sh"

say 'format'
cargo fmt --all --check
say 'lints'
cargo clippy --quiet --locked --workspace --all-targets -- -D warnings
say 'lints of the guests'
cargo clippy --quiet --locked --target wasm32-wasip1 -p privileged-pods -- -D warnings
say 'documentation'
RUSTDOCFLAGS='-D warnings' cargo doc --quiet --locked --workspace --no-deps
say 'native tests'
cargo test --locked --release --workspace
build_policies
say 'cases and recordings against the modules'
target/release/host-tester replay
say 'all checks passed'
