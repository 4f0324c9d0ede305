#!/usr/bin/env bash
# Writes a policy that passes every check as it is: crate, metadata, form, README, changelog, one rule with cases, settings
# for the benchmark. It is a copy of scripts/new-policy under another name.
#
# usage: scripts/new-policy.sh NAME
#   NAME   two or more lower-case words joined by `-`: required-labels
case "${1:-}" in -h | --help) sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"; exit ;; esac
. "$(dirname "$0")/common.sh"

name=${1:-}
[ $# = 1 ] && [[ $name =~ ^[a-z][a-z0-9]*(-[a-z0-9]+)+$ ]] ||
  fail "\`$*\` is no name of a policy: give two or more lower-case words joined by \`-\`, such as required-labels"
[ ! -e "policies/$name" ] && ! grep -qxF "name = \"$name\"" Cargo.lock ||
  fail "\`$name\` is taken by a policy or by a crate in Cargo.lock: choose another name"

cp -r scripts/new-policy "policies/$name"
title=$(sed 's/-/ /g; s/\b./\u&/g' <<<"$name")
find "policies/$name" -type f -exec \
  sed -i "s/new-policy/$name/g; s/new_policy/${name//-/_}/g; s/New Policy/$title/g; s/TODAY/$(date -I)/g" {} +
# Cargo.lock gets the new member, without which `--locked` builds nothing.
cargo update --quiet --workspace

cat <<END
policies/$name is a whole policy: it requires labels of pods. Make it yours:
  README.md         what the policy is for, its rules, settings and limits
  src/survey.rs     the facts that the rules are about
  src/rules/        a file for each rule, named in src/rules.rs and src/lib.rs
  src/settings.rs   the settings, each with a question in questions-ui.yml
  cases/            a file for each rule: what it accepts and what it refuses
  metadata.yml      requests, description (the one in Cargo.toml, too), severity, category, keywords
  bench.yml         settings that accept the Pod of host-tester/bench and refuse the Deployment
  CHANGELOG.md      what the policy brings
CONTRIBUTING.md says how. Now, and whenever it has changed:
  BLESS=1 cargo test -p $name
  scripts/build-policies.sh
  target/release/host-tester generate
  target/release/host-tester bench --record $name
  scripts/check.sh
END
