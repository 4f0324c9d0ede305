# Sourced by scripts/e2e.sh: what image-provenance and image-pinning say of the images of images.sh, where a client asks
# the registry for their signatures.

nowhere=127.0.0.1:1

# review IMAGE: writes the question about a Pod with that image.
review() {
  printf '{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "e2e", "operation": "CREATE",
    "kind": {"group": "", "version": "v1", "kind": "Pod"}, "resource": {"group": "", "version": "v1", "resource": "pods"},
    "name": "trainer", "namespace": "ml", "userInfo": {"username": "e2e"}, "object": {"apiVersion": "v1", "kind": "Pod",
    "metadata": {"name": "trainer", "namespace": "ml"}, "spec": {"containers": [{"name": "main", "image": "%s"}]}}}}' \
    "$1" >"$made/review.json"
}

# Both ask about $made/review.json: image-provenance, `granted` what it asks for or `withheld` everything, or `pinning`.
ask_policy_server() {
  curl -sSf -H 'content-type: application/json' --data-binary "@$made/review.json" "$url/validate/$1"
}
ask_kwctl() {
  local capabilities=('oci/*') policy=image-provenance
  [ "$1" != withheld ] || capabilities=()
  [ "$1" != pinning ] || policy=image-pinning
  kwctl run --allowed-host-capabilities "${capabilities[@]}" --sources-path "$work/sources.yml" \
    --sigstore-trust-config "$work/trust.json" --request-path "$made/review.json" \
    --settings-path "$made/$policy.json" "target/policies/$policy.wasm"
}

# answers CLIENT ID EXPECTED IMAGE: whether the answer is `accepted`, or a refusal by exactly these rules.
answers() {
  local answer found
  review "$4"
  answer=$("ask_$1" "$2") || return 1
  found=$(grep -o '\\n- [a-z-]*: ' <<<"$answer" | sed 's/\\n- //; s/: $//' | paste -sd ' ' || true)
  ! grep -Eq '"allowed": ?true' <<<"$answer" || found=accepted
  printf '%s instead of %s: %s\n' "$found" "$3" "$answer"
  [ "$found" = "$3" ]
}

# pins CLIENT: whether image-pinning writes the digest of what is signed beside its tag, and nothing else.
pins() {
  local answer patch image=$plain/e2e/signed:v1
  review "$image"
  answer=$("ask_$1" pinning) || return 1
  patch=$(sed -n 's/.*"patch": *"\([^"]*\)".*/\1/p' <<<"$answer" | base64 -d)
  printf '%s: %s\n' "$patch" "$answer"
  [ "$patch" = "[{\"op\":\"replace\",\"path\":\"/spec/containers/0/image\",\"value\":\"$image@$(digest "$made/signed")\"}]" ]
}

# asks CLIENT: about each of the images.
asks() {
  local client=$1 name=${1//_/-}
  pinned() { printf '%s/e2e/%s@%s' "${2:-$plain}" "$1" "$(digest "$made/$1")"; }
  check "$name: what is signed is accepted" answers "$client" granted accepted "$(pinned signed)"
  check "$name: and by its tag" answers "$client" granted accepted "$plain/e2e/signed:v1"
  check "$name: what is signed with another key: wrong-signer" answers "$client" granted wrong-signer "$(pinned other)"
  check "$name: the signature of another image: wrong-signer" answers "$client" granted wrong-signer "$(pinned borrowed)"
  check "$name: what is not signed: unsigned" answers "$client" granted unsigned "$(pinned unsigned)"
  check "$name: one platform of what is signed as a whole: unsigned" answers "$client" granted unsigned \
    "$plain/e2e/signed@$(digest "$made/signed-amd64")"
  check "$name: a registry that cannot be reached: look-up-failed" answers "$client" granted look-up-failed \
    "$(pinned signed "$nowhere")"
  check "$name: what must not be asked: look-up-not-granted" answers "$client" withheld look-up-not-granted \
    "$(pinned signed)"
  check "$name: a signature that the registry does not hand out: look-up-failed" answers "$client" granted \
    look-up-failed "$(pinned broken)"
  check "$name: image-pinning writes the digest of what is signed" pins "$client"
  check "$name: and refuses what is signed with another key: wrong-signer" answers "$client" pinning wrong-signer \
    "$plain/e2e/other:v1"
}

# served_as ID POLICY CAPABILITIES: its entry in a policies.yml.
served_as() {
  printf '"%s": {"module": "file://%s", "allowedToMutate": true, "hostCapabilities": [%s], "timeoutEvalSeconds": 10,
    "settings": %s}' "$1" "$root/target/policies/$2.wasm" "${3:-}" "$(cat "$made/$2.json")"
}

# settings: writes those of both policies, which want signatures with the key `release`.
settings() {
  local key
  key=$(awk '{ printf "%s\\n", $0 }' "$made/release.pem")
  printf '{"allowedRepositories": ["%s/**", "%s/**"], "signatures": [{"images": ["%s/**", "%s/**"], "authorities": [
    {"name": "release", "publicKey": "%s"}]}]}' "$plain" "$nowhere" "$plain" "$nowhere" "$key" >"$made/image-pinning.json"
  sed 's/^{/{"allowedTags": ["v1"], /' "$made/image-pinning.json" >"$made/image-provenance.json"
}

say 'signatures of images in kwctl and policy-server'
printf 'note     host-tester asks no registry: it answers from the signers that a case states\n'
if ! have curl; then
  skipped 'what the policies say of signed images' 'install the package curl'
elif ! have kwctl && ! have policy-server; then
  skipped 'what the policies say of signed images' "put kwctl or policy-server on the PATH: $releases"
else
  settings
fi
if have curl kwctl; then
  asks kwctl
fi
if have curl policy-server; then
  printf '{%s, %s, %s}' "$(served_as granted image-provenance '"oci/*"')" "$(served_as withheld image-provenance)" \
    "$(served_as pinning image-pinning '"oci/*"')" >"$made/policies.yml"
  check 'policy-server starts with both policies and their signatures' serve "$made/policies.yml"
  asks policy_server
  stop
fi
