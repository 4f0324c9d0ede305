# Sourced by scripts/e2e.sh: images with and without signatures in the registry without TLS. They are signed as
# `cosign sign --key` does it, in the tag `sha256-….sig`, which is where Kubewarden's hosts look for signatures.

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

# registry_says CODE NAME: asked for the signature of an image.
registry_says() {
  curl -sS -o /dev/null -w '%{http_code}' -H "accept: $manifest_type" \
    "http://$plain/v2/e2e/$2/manifests/$(kept_at "$2")" | grep -x "$1"
}

# break_signature NAME: damages the tag in the registry's storage, so that asked for it, it answers with an error.
break_signature() {
  printf damaged >"$work/plain/docker/registry/v2/repositories/e2e/$1/_manifests/tags/$(kept_at "$1")/current/link"
}

say 'images and their signatures'
if ! have openssl curl; then
  skipped 'images and their signatures' 'install the packages openssl and curl'
else
  made=$work/images
  mkdir -p "$made"
  check 'keys are made' eval 'new_key release && new_key stranger'
  for name in signed other borrowed broken unsigned; do
    check "an image for two platforms is pushed: $name" image "$name"
  done
  check 'one is signed' sign signed release
  check 'one is signed with another key' sign other stranger
  check 'one gets the signature of another image' sign borrowed release signed
  check 'one is signed, and the registry cannot read it any more' eval 'sign broken release && break_signature broken'
  check 'openssl finds the signature in the registry, and that it is about the image' signed_by signed release
  refuses 1 'with the other key it does not hold' 'Verification failure' signed_by other release
  check 'that one was made with the other key' signed_by other stranger
  refuses 1 'a borrowed signature is about another image' 'Verified OK' signed_by borrowed release
  check 'the registry has no signature of the last' registry_says 404 unsigned
  check 'and does not say so of the one that it cannot read' registry_says 500 broken
fi
