#!/usr/bin/env bash
# Builds the policies and replays their cases and the recorded admission requests against the modules.
#
# usage: scripts/replay.sh [ARGUMENT of host-tester replay ...]
#   scripts/replay.sh                                    the project's own cases and recordings
#   scripts/replay.sh --requests DIR --policies FILE     your recordings, your ClusterAdmissionPolicies
#   scripts/replay.sh --requests DIR --created           look-ups find what the recordings create
#   scripts/replay.sh --verdicts                         each refusal and warning of which nothing is expected, too
#   scripts/replay.sh --output junit                     for a CI system
case "${1:-}" in -h | --help) sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"; exit ;; esac
caller=$PWD
. "$(dirname "$0")/common.sh"

build_policies
show_steps
# Paths of the arguments are the caller's.
cd "$caller"
arguments=(--modules "$root/target/policies" "$@")
case " $* " in *' --requests'*) ;; *) arguments+=(--project "$root") ;; esac
exec "$root/target/release/host-tester" replay "${arguments[@]}"
