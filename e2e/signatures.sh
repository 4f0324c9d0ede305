# Sourced by scripts/e2e.sh: images with and without signatures in the registry without TLS, and what image-provenance
# says of them where a client asks that registry. Signatures are made as `cosign sign --key` makes them, in the tag
# `sha256-….sig`, which is where Kubewarden's hosts look for them.

config_type=application/vnd.oci.image.config.v1+json
layer_type=application/vnd.oci.image.layer.v1.tar
manifest_type=application/vnd.oci.image.manifest.v1+json
index_type=application/vnd.oci.image.index.v1+json
payload_type=application/vnd.dev.cosign.simplesigning.v1+json

digest() { printf 'sha256:%s' "$(sha256sum "$1" | cut -d ' ' -f 1)"; }

# described TYPE FILE [MEMBERS]: its descriptor, with further members.
described() {
  printf '{"mediaType": "%s", "digest": "%s", "size": %s%s}' "$1" "$(digest "$2")" "$(stat -c %s "$2")" "${3:+, $3}"
}

# blob REPOSITORY FILE: uploads it.
blob() {
  local place
  place=$(curl -sSf -X POST -o /dev/null -D - "http://$plain/v2/$1/blobs/uploads/" | tr -d '\r' |
    sed -n 's/^location: //Ip') &&
    curl -sSf -X PUT -H 'content-type: application/octet-stream' --data-binary "@$2" "$place&digest=$(digest "$2")"
}

# manifest REPOSITORY TAG TYPE FILE: uploads it under a tag or its digest.
manifest() {
  curl -sSf -X PUT -H "content-type: $3" --data-binary "@$4" "http://$plain/v2/$1/manifests/$2"
}

# packed NAME CONFIG LAYER: writes the manifest of one layer, as its descriptor says it.
packed() {
  printf '{"schemaVersion": 2, "mediaType": "%s", "config": %s, "layers": [%s]}' \
    "$manifest_type" "$(described "$config_type" "$2")" "$3" >"$1"
}

# image NAME: an image for two platforms behind an index, pushed to e2e/NAME:v1; its digest is that of $made/NAME.
image() {
  local repository=e2e/$1 each platform entries=()
  printf '%s\n' "$1" >"$made/name" && tar -C "$made" -cf "$made/layer" name && blob "$repository" "$made/layer" || return 1
  for each in amd64 arm64; do
    platform="\"architecture\": \"$each\", \"os\": \"linux\""
    printf '{%s, "rootfs": {"type": "layers", "diff_ids": ["%s"]}}' "$platform" "$(digest "$made/layer")" >"$made/config"
    packed "$made/$1-$each" "$made/config" "$(described "$layer_type" "$made/layer")"
    blob "$repository" "$made/config" &&
      manifest "$repository" "$(digest "$made/$1-$each")" "$manifest_type" "$made/$1-$each" || return 1
    entries+=("$(described "$manifest_type" "$made/$1-$each" "\"platform\": {$platform}")")
  done
  printf '{"schemaVersion": 2, "mediaType": "%s", "manifests": [%s, %s]}' "$index_type" "${entries[@]}" >"$made/$1"
  manifest "$repository" v1 "$index_type" "$made/$1"
}

kept_at() { printf '%s.sig' "$(digest "$made/$1" | tr : -)"; }

# sign NAME KEY [OTHER]: signs the image; with OTHER, what is signed is the digest of that image.
sign() {
  local repository=e2e/$1 signature
  printf '{"critical": {"identity": {"docker-reference": "%s"}, "image": {"docker-manifest-digest": "%s"}, "type": "%s"}, "optional": null}' \
    "$plain/$repository" "$(digest "$made/${3:-$1}")" 'cosign container image signature' >"$made/payload"
  printf '{"architecture": "", "os": "", "rootfs": {"type": "layers", "diff_ids": ["%s"]}}' \
    "$(digest "$made/payload")" >"$made/config"
  signature=$(openssl dgst -sha256 -sign "$made/$2.key" "$made/payload" | base64 -w 0)
  packed "$made/signature" "$made/config" "$(described "$payload_type" "$made/payload" \
    "\"annotations\": {\"dev.cosignproject.cosign/signature\": \"$signature\"}")"
  blob "$repository" "$made/payload" && blob "$repository" "$made/config" &&
    manifest "$repository" "$(kept_at "$1")" "$manifest_type" "$made/signature"
}

# new_key NAME
new_key() {
  openssl ecparam -name prime256v1 -genkey -noout -out "$made/$1.key" &&
    openssl ec -in "$made/$1.key" -pubout -out "$made/$1.pem"
}

# signed_by NAME KEY: takes the signature of an image out of the registry, and holds it and what it is about to the key.
signed_by() {
  local repository=http://$plain/v2/e2e/$1 layer
  curl -sSf -H "accept: $manifest_type" "$repository/manifests/$(kept_at "$1")" -o "$made/found" || return 1
  layer=$(sed 's/.*"layers": //; s/.*"digest": "\([^"]*\)".*/\1/' "$made/found")
  sed 's|.*"dev.cosignproject.cosign/signature": "\([^"]*\)".*|\1|' "$made/found" | base64 -d >"$made/found.sig" &&
    curl -sSf "$repository/blobs/$layer" -o "$made/found.payload" &&
    openssl dgst -sha256 -verify "$made/$2.pem" -signature "$made/found.sig" "$made/found.payload" &&
    grep -F "\"docker-manifest-digest\": \"$(digest "$made/$1")\"" "$made/found.payload"
}

# no_signature NAME: the registry says that there is none.
no_signature() {
  curl -sS -o /dev/null -w '%{http_code}' -H "accept: $manifest_type" \
    "http://$plain/v2/e2e/$1/manifests/$(kept_at "$1")" | grep -x 404
}

# review IMAGE: writes the question about a Pod with that image.
review() {
  printf '{"apiVersion": "admission.k8s.io/v1", "kind": "AdmissionReview", "request": {"uid": "e2e", "operation": "CREATE",
    "kind": {"group": "", "version": "v1", "kind": "Pod"}, "resource": {"group": "", "version": "v1", "resource": "pods"},
    "name": "trainer", "namespace": "ml", "userInfo": {"username": "e2e"}, "object": {"apiVersion": "v1", "kind": "Pod",
    "metadata": {"name": "trainer", "namespace": "ml"}, "spec": {"containers": [{"name": "main", "image": "%s"}]}}}}' \
    "$1" >"$made/review.json"
}

# Both ask about $made/review.json, the policy with the grants of its metadata or with none.
ask_policy_server() {
  curl -sSf -H 'content-type: application/json' --data-binary "@$made/review.json" "$url/validate/$1"
}
ask_kwctl() {
  local capabilities=('oci/*')
  [ "$1" = granted ] || capabilities=()
  kwctl run --allowed-host-capabilities "${capabilities[@]}" --sources-path "$work/sources.yml" \
    --sigstore-trust-config "$work/trust.json" --request-path "$made/review.json" \
    --settings-path "$made/settings.json" target/policies/image-provenance.wasm
}

# answers CLIENT GRANTS EXPECTED IMAGE: whether the answer is `accepted`, or a refusal by exactly these rules.
answers() {
  local answer found
  review "$4"
  answer=$("ask_$1" "$2") || return 1
  found=$(grep -o '\\n- [a-z-]*: ' <<<"$answer" | sed 's/\\n- //; s/: $//' | paste -sd ' ' || true)
  ! grep -Eq '"allowed": ?true' <<<"$answer" || found=accepted
  printf '%s instead of %s: %s\n' "$found" "$3" "$answer"
  [ "$found" = "$3" ]
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
}

say 'images and their signatures'
if ! have openssl curl; then
  skipped 'images and their signatures' 'install the packages openssl and curl'
else
  made=$work/images
  nowhere=127.0.0.1:1
  mkdir -p "$made"
  check 'keys are made' eval 'new_key release && new_key stranger'
  for name in signed other borrowed unsigned; do
    check "an image for two platforms is pushed: $name" image "$name"
  done
  check 'one is signed' sign signed release
  check 'one is signed with another key' sign other stranger
  check 'one gets the signature of another image' sign borrowed release signed
  check 'openssl finds the signature in the registry, and that it is about the image' signed_by signed release
  refuses 1 'with the other key it does not hold' 'Verification failure' signed_by other release
  check 'that one was made with the other key' signed_by other stranger
  refuses 1 'a borrowed signature is about another image' 'Verified OK' signed_by borrowed release
  check 'the registry has no signature of the fourth' no_signature unsigned
  printf 'note     host-tester asks no registry: it answers from the signers that a case states\n'

  key=$(awk '{ printf "%s\\n", $0 }' "$made/release.pem")
  printf '{"allowedRepositories": ["%s/**", "%s/**"], "allowedTags": ["v1"], "signatures": [{"images": ["%s/**", "%s/**"],
    "authorities": [{"name": "release", "publicKey": "%s"}]}]}' \
    "$plain" "$nowhere" "$plain" "$nowhere" "$key" >"$made/settings.json"
  if ! have kwctl && ! have policy-server; then
    skipped 'what image-provenance says of them' "put kwctl or policy-server on the PATH: $releases"
  elif ! declare -F serve >/dev/null; then
    skipped 'what image-provenance says of them' 'install the package python3'
  fi
  if declare -F serve >/dev/null && have kwctl; then
    asks kwctl
  fi
  if declare -F serve >/dev/null && have policy-server; then
    {
      printf '{"granted": {"module": "file://%s", "hostCapabilities": ["oci/*"], "timeoutEvalSeconds": 10, "settings": ' \
        "$root/target/policies/image-provenance.wasm"
      cat "$made/settings.json"
      printf '}, "withheld": {"module": "file://%s", "settings": ' "$root/target/policies/image-provenance.wasm"
      cat "$made/settings.json"
      printf '}}'
    } >"$made/policies.yml"
    check 'policy-server starts with image-provenance and its signatures' serve "$made/policies.yml"
    asks policy_server
    stop
  fi
fi
