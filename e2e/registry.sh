# Sourced by scripts/e2e.sh: a registry without TLS, which stays for the other parts, and one with TLS and a login.

# registry NAME: starts a registry on a free port, with further settings from standard input; sets `address`.
registry() {
  {
    printf '%s\n' 'version: 0.1' "storage: {filesystem: {rootdirectory: $work/$1}}" \
      'http:' '  addr: 127.0.0.1:0' '  secret: e2e'
    cat
  } >"$work/$1.yml"
  # The log is there before the registry, which starts when the machine gets to it.
  : >"$work/$1.log"
  docker-registry serve "$work/$1.yml" >>"$work/$1.log" 2>&1 &
  running+=($!)
  for _ in {1..100}; do
    address=$(sed -n 's/.*listening on \(127\.0\.0\.1:[0-9]*\).*/\1/p' "$work/$1.log")
    [ -z "$address" ] || return 0
    sleep 0.1
  done
  fail "docker-registry does not start: $(tail -n 3 "$work/$1.log")"
}

pull() { host_tester pull --plain-http "$@"; }
push() { host_tester push --plain-http "$@"; }

# round_trip POLICY: pushed, pulled by tag and by digest, the same bytes each time.
round_trip() {
  local module=target/policies/$1.wasm reference
  reference=$(push "$module" "$address/e2e/$1:v1") &&
    pull "$address/e2e/$1:v1" --out "$work/pulled/$1.wasm" && cmp "$module" "$work/pulled/$1.wasm" &&
    pull "$reference" --out "$work/by-digest.wasm" && cmp "$module" "$work/by-digest.wasm"
}

# flip DIGEST: changes one bit in the registry's storage, as a damaged disk or an intruder would.
flip() {
  local file=$work/plain/docker/registry/v2/blobs/sha256/${1:0:2}/$1/data byte
  byte=$(od -An -tu1 -j 200 -N 1 "$file")
  printf "\\x$(printf %x $((byte ^ 1)))" | dd of="$file" bs=1 seek=200 conv=notrunc status=none
}

say 'a registry without TLS'
registry plain </dev/null
plain=$address
for module in target/policies/*.wasm; do
  policy=$(basename "$module" .wasm)
  check "$policy: pushed, pulled by tag and by digest, the same bytes" round_trip "$policy"
done
check 'the pulled modules judge cases and recordings as expected' host_tester replay --modules "$work/pulled"

place=$plain/e2e/$policy
layer=$(sha256sum "$module" | cut -d ' ' -f 1)
manifest=$(push "$module" "$place:v1" 2>/dev/null | sed 's/.*@sha256://')
flip "$layer"
refuses 2 'a tampered blob is refused' 'damaged or tampered with' pull "$place:v1" --out "$work/tampered.wasm"
check 'nothing of it is written' test ! -e "$work/tampered.wasm"
flip "$layer"
flip "$manifest"
refuses 2 'a tampered manifest is refused' "$place@sha256:$manifest" pull "$place@sha256:$manifest" --out "$work/t.wasm"
flip "$manifest"
refuses 2 'a tag that is missing is named' "\`$place:gone\` does not exist" pull "$place:gone" --out "$work/gone.wasm"
refuses 2 'a connection that is refused is named' 'cannot be reached: Connection refused' pull 127.0.0.1:1/e2e/x:v1

# kwctl_pushes_the_same: the same manifest has the same layer, types and annotations.
kwctl_pushes_the_same() {
  kwctl push --sources-path "$work/sources.yml" "$module" "registry://$place:kwctl" &&
    pull "$place:kwctl" --out "$work/of-kwctl.wasm" --output json >"$work/of-kwctl.json" &&
    cmp "$module" "$work/of-kwctl.wasm" &&
    grep -F "\"layer\": \"sha256:$layer\"" "$work/of-kwctl.json" &&
    grep -F "@sha256:$manifest\"" "$work/of-kwctl.json"
}
kwctl_pulls() {
  kwctl pull --sources-path "$work/sources.yml" "registry://$place:v1" --output-path "$work/by-kwctl.wasm" &&
    cmp "$module" "$work/by-kwctl.wasm"
}
printf 'insecure_sources: ["%s"]\n' "$plain" >"$work/sources.yml"
if have kwctl; then
  check 'kwctl reads the metadata' eval "kwctl inspect '$module' | grep -F '$policy'"
  check 'kwctl pulls what host-tester pushed' kwctl_pulls
  check 'kwctl pushes the same manifest and layer, and host-tester pulls it' kwctl_pushes_the_same
else
  skipped 'kwctl against the same registry' "put kwctl on the PATH: $releases"
fi

say 'a registry with TLS and a login'
if have openssl; then
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=e2e \
    -addext subjectAltName=IP:127.0.0.1 -addext basicConstraints=critical,CA:FALSE \
    -keyout "$work/key.pem" -out "$work/ca.pem" 2>/dev/null
  # User e2e with the password e2e.
  printf '%s\n' 'e2e:$2y$05$abcdefghijklmnopqrstuuLaCZYRx65BNlts1i1jbpTBoFbPEQLj2' >"$work/users"
  registry secure <<END
  tls: {certificate: $work/ca.pem, key: $work/key.pem}
auth: {htpasswd: {realm: e2e, path: $work/users}}
END
  place=$address/e2e/$policy
  refuses 2 'an authority that nobody named is not trusted' UnknownIssuer \
    host_tester push "$module" "$place:v1"
  refuses 2 'without a login it is said where one is looked for' "$DOCKER_CONFIG/config.json" \
    host_tester push --ca-file "$work/ca.pem" "$module" "$place:v1"
  printf '{"auths": {"%s": {"auth": "%s"}}}' "$address" "$(printf e2e:e2e | base64)" >"$DOCKER_CONFIG/config.json"
  check 'with the login it is pushed' host_tester push --ca-file "$work/ca.pem" "$module" "$place:v1"
  check 'and pulled' host_tester pull --ca-file "$work/ca.pem" "$place:v1" --out "$work/secure.wasm"
  check 'the same bytes' cmp "$module" "$work/secure.wasm"
else
  skipped 'TLS and a login' 'install the package openssl'
fi
