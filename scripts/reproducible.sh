#!/usr/bin/env bash
# Builds every policy twice, from copies of the tracked files in two folders and with two cargo homes, and compares
# the bytes. Prints the digests; takes a few minutes.
#
# usage: scripts/reproducible.sh
case "${1:-}" in -h | --help) sed -n '2,/^[^#]/ s/^# \{0,1\}//p' "$0"; exit ;; esac
. "$(dirname "$0")/common.sh"

build_host_tester
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# Crates are the same under another path: only the path may not show in what is built.
home=${CARGO_HOME:-$HOME/.cargo}
mkdir "$work/cargo-home"
for part in registry git config.toml; do
  [ ! -e "$home/$part" ] || ln -s "$home/$part" "$work/cargo-home/$part"
done

# build_copy FOLDER HOME: the modules of a copy, with their metadata, in FOLDER/modules.
build_copy() {
  local folder=$1 home=$2 metadata name
  say "building in $folder"
  mkdir -p "$folder"
  git ls-files -z | tar --null --files-from=- --create --file=- | tar --extract --file=- --directory="$folder"
  env -u CARGO_TARGET_DIR CARGO_HOME="$home" "$folder/scripts/build-policies.sh" --bare
  for metadata in "$folder"/policies/*/metadata.yml; do
    name=$(basename "$(dirname "$metadata")")
    target/release/host-tester annotate "$folder/target/optimised/$name.wasm" --metadata "$metadata" \
      --usage "$(dirname "$metadata")/README.md" --out "$folder/modules/$name.wasm"
  done
}

build_copy "$work/a" "$home"
build_copy "$work/another/folder" "$work/cargo-home"
differ=0
for module in "$work"/a/modules/*.wasm; do
  name=$(basename "$module")
  if cmp "$module" "$work/another/folder/modules/$name" >&2; then
    printf 'sha256:%s  %s\n' "$(sha256sum <"$module" | cut -d' ' -f1)" "$name"
  else
    differ=1
  fi
done
[ "$differ" = 0 ] || fail 'the same sources gave other bytes in another folder'
say 'the same bytes from both folders'
