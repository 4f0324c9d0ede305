#!/usr/bin/env bash
# Runs every check and test of the project; what CI runs.
#
# usage: scripts/check.sh
case "${1:-}" in -h | --help) sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"; exit ;; esac
. "$(dirname "$0")/common.sh"

policies=()
for metadata in policies/*/metadata.yml; do
  policies+=(-p "$(basename "$(dirname "$metadata")")")
done

say 'format'
cargo fmt --all --check
say 'lints'
cargo clippy --quiet --locked --workspace --all-targets -- -D warnings
say 'lints of the guests'
cargo clippy --quiet --locked --target wasm32-wasip1 "${policies[@]}" -- -D warnings
say 'documentation'
RUSTDOCFLAGS='-D warnings' cargo doc --quiet --locked --workspace --no-deps
build_policies
say 'native tests'
cargo test --quiet --locked --release --workspace
say 'profiles, packages and forms'
target/release/host-tester generate --check
if command -v kubectl >/dev/null; then
  for profile in observe enforce; do
    kubectl kustomize "artifacthub/profiles/$profile" >/dev/null
  done
else
  say 'kubectl is missing: nobody tried whether kustomize renders the profiles'
fi
say 'the same cases and the recordings against the modules'
if ! target/release/host-tester replay >target/replay.txt; then
  # What failed stands far above the summary.
  grep -A4 '^FAILED' target/replay.txt | head -n 200 || true
  tail -n 12 target/replay.txt
  fail 'a case or recording is not decided as expected; all of them: target/release/host-tester replay'
fi
tail -n 10 target/replay.txt
say 'size and fuel'
target/release/host-tester bench --gate

cargo_tool cargo-machete 0.9.2
cargo_tool cargo-deny 0.20.2
say 'unused dependencies'
cargo machete >&2
say 'licences and sources of dependencies'
cargo deny --locked --log-level error check licenses bans sources
say 'advisories (they do not block)'
cargo deny --locked --log-level error check advisories 2>/dev/null || say 'advisories: found some, or the database is out of reach'

debian_package node nodejs
bindgen=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"/\1/p}' Cargo.lock)
cargo_tool wasm-bindgen-cli "$bindgen"
say 'tests of policy-kit under Node'
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
  cargo test --locked -p policy-kit --lib --target wasm32-unknown-unknown
scripts/e2e.sh
say 'all checks passed'
