# Sourced by the other scripts: where things are, how steps are shown, what a fresh machine needs.
# Tools are installed into ${XDG_CACHE_HOME:-~/.cache}/ai-guardrails/<name>-<version>, at the versions written in the
# scripts; all clones share them. Nothing else outside of the clone changes, but for what rustup and Debian's packages
# install.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
tools=${XDG_CACHE_HOME:-$HOME/.cache}/ai-guardrails
mkdir -p target
. scripts/progress.sh

# fail TEXT: says what is wrong and what to do, and ends.
fail() {
  printf 'error: %s\n' "$*" >&2
  exit 2
}

# needs COMMAND HINT: ends with the hint where the command is missing.
needs() { command -v "$1" >/dev/null || fail "$1 is missing: $2"; }

needs cargo 'install rustup from https://rustup.rs (or the package rustup), then open a new shell'
needs rustup 'install rustup from https://rustup.rs (or the package rustup), then open a new shell'
needs cc 'install a C compiler (on Debian: apt-get install gcc libc6-dev)'

# rustup does not everywhere install by itself what rust-toolchain.toml asks for.
toolchain=$(sed -n 's/^channel = "\(.*\)"/\1/p' rust-toolchain.toml)
# A toolchain that the environment names would win over the file.
unset RUSTUP_TOOLCHAIN
if ! rustup run "$toolchain" rustc --version >/dev/null 2>&1 ||
  ! rustup +"$toolchain" target list --installed 2>/dev/null | grep -q wasm32-wasip1; then
  step "install Rust $toolchain with its WebAssembly targets"
  rustup toolchain install >&2 || fail "rustup could not install Rust $toolchain: is its server reachable?"
fi

# installed COMMAND FOLDER: whether a tool is in its folder; it is then on the PATH.
installed() {
  [ -x "$tools/$2/bin/$1" ] || return 1
  export PATH=$tools/$2/bin:$PATH
}

# install COMMAND FOLDER FUNCTION [ARGUMENT...]: lets FUNCTION fill a new folder, its first argument, and moves that to
# its place in one step: what is interrupted leaves nothing there, and of two clones that install at once one is first.
install() {
  local command=$1 folder=$2
  mkdir -p "$tools"
  (
    unfinished=$(mktemp -d "$tools/.$folder.XXXXXX")
    trap 'rm -rf "$unfinished"' EXIT
    trap 'exit 130' INT TERM HUP
    # `set -e` is off here, since somebody looks at how this ends.
    chmod 755 "$unfinished" && "$3" "$unfinished" "${@:4}" && [ -x "$unfinished/bin/$command" ] || exit 1
    # With -T it is not moved into the folder that another clone has put there meanwhile.
    mv -T "$unfinished" "$tools/$folder" 2>/dev/null || [ -x "$tools/$folder/bin/$command" ]
  ) && installed "$command" "$folder"
}

# cargo_tool COMMAND PACKAGE VERSION [FLAG...]: a program from crates.io, unless the PATH has it at that version.
cargo_tool() {
  local command=$1 package=$2 version=$3
  [ "$("$command" --version 2>/dev/null)" != "$command $version" ] || return 0
  ! installed "$command" "$package-$version" || return 0
  step "install $package $version (once, into $tools)"
  install "$command" "$package-$version" cargo_install "$package" "$version" "${@:4}" ||
    fail "$package $version could not be installed: is crates.io reachable?"
}

# cargo_install FOLDER PACKAGE VERSION [FLAG...]: not optimised, which takes longer than all that the tools do here.
cargo_install() {
  export CARGO_PROFILE_RELEASE_{OPT_LEVEL=0,LTO=off,CODEGEN_UNITS=16}
  cargo_with_progress install --root "$1" --version "$3" "${@:4}" "$2"
}

# debian_package COMMAND PACKAGE: installs a package of Debian's once, if the command is missing.
debian_package() {
  command -v "$1" >/dev/null && return
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "$1 is missing: install the package $2"
  command -v apt-get >/dev/null || fail "$1 is missing: install the package $2"
  step "install Debian's package $2 for $1 (once$([ "$(id -u)" = 0 ] || echo ', with sudo'))"
  as_root apt-get install -qq -y "$2" >/dev/null 2>&1 ||
    { as_root apt-get update -qq >&2 && as_root apt-get install -qq -y "$2" >/dev/null; } ||
    fail "$1 could not be installed: install the package $2"
}

# debian_file COMMAND PACKAGE: takes a command out of a package of Debian's. For packages that do more when they are
# installed: docker-registry starts a service that the whole network can reach.
debian_file() {
  local command=$1 package=$2 folder version
  ! command -v "$command" >/dev/null || return 0
  for folder in "$tools/$package"-*/; do
    ! installed "$command" "$(basename "$folder")" || return 0
  done
  command -v apt-get >/dev/null || fail "$command is missing: put it on the PATH (Debian has it in the package $package)"
  step "take $command out of Debian's package $package (once, into $tools)"
  # The list of packages is absent or old where nobody has asked for it lately.
  as_root apt-get update -qq >&2 || true
  version=$(apt-cache show "$package" 2>/dev/null | sed -n '/^Version: /{s///p;q}' || true)
  install "$command" "$package-${version//[^A-Za-z0-9.+-]/_}" debian_unpack "$package" ||
    fail "$command could not be fetched: put it on the PATH (Debian has it in the package $package)"
}

# debian_unpack FOLDER PACKAGE
debian_unpack() {
  cd "$1" && apt-get download -qq -o APT::Sandbox::User=root "$2" >/dev/null && dpkg-deb -x "$2"_*.deb . && rm "$2"_*.deb && ln -s usr/bin bin
}

# write FILE: writes its input, unless the file holds just that, so that nothing is built anew.
write() {
  local text
  text=$(cat)
  [ "$(cat "$1" 2>/dev/null)" = "$text" ] || printf '%s\n' "$text" >"$1"
}

# as_root COMMAND...: with sudo, where that is needed.
as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; else sudo "$@"; fi
}

# build_policies: every policy as a module with its metadata, in target/policies.
build_policies() {
  "$root/scripts/build-policies.sh"
}

# build_host_tester: the harness, in target/release.
build_host_tester() {
  step 'build host-tester'
  build build --locked --release -p host-tester
}
