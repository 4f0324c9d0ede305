#!/usr/bin/env bash
# Runs the modules against real parts: an OCI registry, and kwctl, policy-server and a cluster where they are there.
# One line a check: ok, FAILED with what was said, or skipped with how to get what is missing. Exits with 1 when one failed.
#
# usage: [E2E_ALL=1] [E2E_CLUSTER=1] scripts/e2e.sh
#   E2E_ALL=1       asks kwctl every case instead of every 17th, and policy-server those of every cluster that they look
#                   something up in instead of the most frequent: one start each, minutes in all
#   E2E_CLUSTER=1   makes a kind cluster with Kubewarden, applies the profile `enforce` there, and deletes it
case "${1:-}" in -h | --help) sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"; exit ;; esac
. "$(dirname "$0")/common.sh"

build_policies
debian_file docker-registry docker-registry
step 'the modules against real parts'

work=$(mktemp -d)
running=()
clean() {
  ! declare -F delete_cluster >/dev/null || delete_cluster
  for pid in "${running[@]}"; do kill "$pid" 2>/dev/null && wait "$pid" 2>/dev/null || true; done
  rm -rf "$work"
  show_steps
}
trap clean EXIT
trap 'exit 130' INT TERM HUP

# Nothing of the user's is read or written: logins, kwctl's store, clusters; and no proxy stands before this machine.
export DOCKER_CONFIG=$work/docker HOME=$work XDG_CACHE_HOME=$work/cache XDG_CONFIG_HOME=$work/config
export NO_PROXY=127.0.0.1 no_proxy=127.0.0.1 KUBECONFIG=$work/kubeconfig
mkdir -p "$DOCKER_CONFIG"

failed=0
ok() { printf 'ok       %s\n' "$1"; }
skipped() { printf 'skipped  %s (%s)\n' "$1" "$2"; }
failed() {
  failed=1
  printf 'FAILED   %s\n' "$1"
  sed 's/^/         /' "$work/said"
}

# check TEXT COMMAND...: it must succeed.
check() {
  if "${@:2}" >"$work/said" 2>&1; then ok "$1"; else failed "$1"; fi
}

# tells TEXT COMMAND...: it must succeed, and its last line is shown.
tells() {
  if "${@:2}" >"$work/said" 2>&1; then ok "$1: $(tail -n 1 "$work/said")"; else failed "$1"; fi
}

# refuses CODE TEXT PART COMMAND...: it must end with CODE and say PART.
refuses() {
  local code=0
  "${@:4}" >"$work/said" 2>&1 || code=$?
  if [ "$code" = "$1" ] && grep -qF -- "$3" "$work/said"; then ok "$2"; else failed "$2"; fi
}

# have COMMAND...: whether all are on the PATH.
have() { [ "$(command -v "$@" | wc -l)" = $# ]; }

host_tester() { "$root/target/release/host-tester" "$@"; }

releases=https://github.com/kubewarden/adm-controller/releases
. e2e/registry.sh
. e2e/images.sh
if have python3 openssl; then
  . e2e/clients.sh
  . e2e/signatures.sh
else
  skipped 'every case, and signatures of images, in kwctl and policy-server' 'install the packages python3 and openssl'
fi
. e2e/cluster.sh

[ "$failed" = 0 ] || exit 1
say 'nothing failed'
