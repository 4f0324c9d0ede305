# Sourced by the other scripts: where things are, how steps are shown, what a fresh machine needs.
# What is installed goes into target/tools, at the versions written here; nothing outside of it changes, but
# for the toolchain that rustup adds to its own.

set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
root=$PWD
tools=$root/target/tools
export PATH=$tools/bin:$PATH
started=$SECONDS

# say TEXT: a progress line with the time since the start.
say() { printf '[%3ds] %s\n' "$((SECONDS - started))" "$*" >&2; }

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
  say "installing Rust $toolchain with its WebAssembly targets"
  rustup toolchain install >&2 || fail "rustup could not install Rust $toolchain: is its server reachable?"
fi

# cargo_tool NAME VERSION [FLAG...]: installs a cargo package into target/tools once.
cargo_tool() {
  local name=$1 version=$2
  shift 2
  [ -e "$tools/$name-$version" ] && return
  say "installing $name $version (once, into target/tools)"
  cargo install --quiet --root "$tools" --target-dir "$tools/build" --version "$version" "$@" "$name" >&2 ||
    fail "$name $version could not be installed: is crates.io reachable?"
  touch "$tools/$name-$version"
}

# debian_package COMMAND PACKAGE: installs a package of Debian's once, if the command is missing.
debian_package() {
  command -v "$1" >/dev/null && return
  [ "$(id -u)" = 0 ] || command -v sudo >/dev/null || fail "$1 is missing: install the package $2"
  command -v apt-get >/dev/null || fail "$1 is missing: install the package $2"
  say "installing Debian's package $2 for $1 (once$([ "$(id -u)" = 0 ] || echo ', with sudo'))"
  as_root apt-get install -qq -y "$2" >/dev/null 2>&1 ||
    { as_root apt-get update -qq >&2 && as_root apt-get install -qq -y "$2" >/dev/null; } ||
    fail "$1 could not be installed: install the package $2"
}

# debian_file COMMAND PACKAGE: takes a command out of a package of Debian's into target/tools once. For packages that
# do more when they are installed: docker-registry starts a service that the whole network can reach.
debian_file() {
  command -v "$1" >/dev/null && return
  command -v apt-get >/dev/null || fail "$1 is missing: put it on the PATH (Debian has it in the package $2)"
  say "taking $1 out of Debian's package $2 (once, into target/tools)"
  local unpacked=$tools/$2
  mkdir -p "$unpacked" "$tools/bin"
  (
    cd "$unpacked"
    apt-get download -qq "$2" >/dev/null 2>&1 || { as_root apt-get update -qq && apt-get download -qq "$2"; } >&2
    dpkg-deb -x "$2"_*.deb .
  ) || fail "$1 could not be fetched: put it on the PATH (Debian has it in the package $2)"
  ln -sf "$unpacked/usr/bin/$1" "$tools/bin/$1"
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
  say 'building host-tester'
  cargo build --quiet --locked --release -p host-tester
}
