#!/usr/bin/env bash
# Runs every check and test of the project, the fast ones first; what CI runs. Ends with what each step took.
#
# usage: scripts/check.sh
case "${1:-}" in -h | --help) sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"; exit ;; esac
. "$(dirname "$0")/common.sh"

# finish: what each step took, and below that where the checks stopped, if they did.
finish() {
  local code=$? name=$step_name
  show_steps
  [ "$code" = 0 ] || printf 'error: the checks stopped%s\n' "${name:+ at: $name}" >&2
}
trap finish EXIT

step 'format'
cargo fmt --all --check
# Everything is of one profile, `release`: build scripts and macros are then compiled once for lints, documentation,
# harness and tests. What lints compile serves nothing else, whatever the profile.
step 'lints'
build clippy --locked --release --workspace --all-targets -- -D warnings
# policy-kit alone has code for modules only.
step 'lints of the guests'
build clippy --locked --release -p policy-kit --target wasm32-wasip1 -- -D warnings
step 'documentation'
RUSTDOCFLAGS='-D warnings' build doc --locked --release --workspace --no-deps
end_step
build_policies
step 'compile the native tests'
build test --locked --release --workspace --no-run
step 'native tests'
cargo test --locked --release --workspace -- --quiet 2>&1 | tee target/tests.txt
note_tests target/tests.txt
step 'profiles, packages and forms'
target/release/host-tester generate --check
if command -v kubectl >/dev/null; then
  for profile in observe enforce; do
    kubectl kustomize "artifacthub/profiles/$profile" >/dev/null
  done
else
  say 'kubectl is missing: nobody tried whether kustomize renders the profiles'
fi
step 'the same cases and the recordings against the modules'
# The table stands above what failed, and the answer below it: all of it is shown, unless nearly everything failed.
if ! target/release/host-tester replay >target/replay.txt; then
  head -n 300 target/replay.txt
  [ "$(wc -l <target/replay.txt)" -le 300 ] || { echo '…' && tail -n 2 target/replay.txt; }
  fail 'a case or recording is not decided as expected; all of them: target/release/host-tester replay'
fi
cat target/replay.txt
step 'size and fuel'
target/release/host-tester bench --gate

cargo_tool cargo-deny cargo-deny 0.20.2
step 'licences and sources of dependencies'
cargo deny --locked --log-level error check licenses bans sources
step 'advisories (they do not block)'
cargo deny --locked --log-level error check advisories 2>/dev/null || say 'advisories: found some, or the database is out of reach'

debian_package node nodejs
bindgen=$(sed -n '/^name = "wasm-bindgen"$/{n;s/^version = "\(.*\)"/\1/p}' Cargo.lock)
cargo_tool wasm-bindgen-test-runner wasm-bindgen-cli "$bindgen" --bin wasm-bindgen-test-runner
step 'tests of policy-kit under Node'
build test --locked --release -p policy-kit --lib --target wasm32-unknown-unknown --no-run
CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER=wasm-bindgen-test-runner \
  cargo test --locked --release -p policy-kit --lib --target wasm32-unknown-unknown
end_step
scripts/e2e.sh
say 'all checks passed'
