# Sourced by scripts/e2e.sh: a kind cluster with Kubewarden, the profile `enforce` applied, a Pod refused and one accepted.
# Asked for by E2E_CLUSTER=1, since it fetches images of a gigabyte and takes minutes.

cluster=ai-guardrails-e2e

delete_cluster() {
  [ -e "$work/cluster" ] || return 0
  kind delete cluster --name "$cluster" >/dev/null 2>&1 || true
  docker rm --force "$cluster-registry" >/dev/null 2>&1 || true
  rm -rf "$work/cluster"
}

# start_cluster: a cluster, and beside it on the same network a registry; sets `outside` and `inside`, where this
# machine and the cluster reach that.
start_cluster() {
  mkdir -p "$work/cluster" &&
    kind create cluster --name "$cluster" --kubeconfig "$KUBECONFIG" --wait 5m &&
    docker run --detach --name "$cluster-registry" --network kind --publish 127.0.0.1::5000 registry:2 &&
    outside=$(docker port "$cluster-registry" 5000/tcp | head -n 1) &&
    inside=$(docker inspect --format '{{.NetworkSettings.Networks.kind.IPAddress}}' "$cluster-registry"):5000
}

# As https://docs.kubewarden.io says, with the registry among those that need no TLS.
install_kubewarden() {
  helm install admission-controller admission-controller --repo https://charts.kubewarden.io \
    --namespace kubewarden --create-namespace --wait --timeout 10m --set "policyServer.insecureSources={$inside}"
}

push_policies() {
  local module
  for module in target/policies/*.wasm; do
    push "$module" "$outside/e2e/$(basename "$module" .wasm):v1" || return 1
  done
}

# profile: the profile `enforce`, with modules from the registry and an image that image-provenance allows.
profile() {
  local metadata policy
  cp -r artifacthub/profiles/enforce "$work/cluster/enforce"
  printf '%s\n' 'resources: [enforce]' 'patches:'
  for metadata in policies/*/metadata.yml; do
    policy=$(basename "$(dirname "$metadata")")
    printf '%s\n' "  - target: {kind: ClusterAdmissionPolicy, name: \"$policy(-crds)?\"}" '    patch: |-' \
      "      - {op: replace, path: /spec/module, value: \"registry://$inside/e2e/$policy:v1\"}"
  done
  printf '%s\n' '  - target: {kind: ClusterAdmissionPolicy, name: "image-provenance.*"}' '    patch: |-' \
    '      - {op: replace, path: /spec/settings, value: {allowedRepositories: ["registry.example.com/**"]}}'
}

apply_profile() {
  profile >"$work/cluster/kustomization.yaml" &&
    kubectl apply -k "$work/cluster" &&
    kubectl wait --for condition=PolicyActive clusteradmissionpolicies --all --timeout 5m
}

# create_pod PRIVILEGED: asks the API server, which asks the policies; nothing is stored or started.
create_pod() {
  kubectl create --dry-run=server --filename - <<END
apiVersion: v1
kind: Pod
metadata: {name: trainer, namespace: default}
spec:
  containers:
    - name: train
      image: registry.example.com/train@sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a
      resources: {limits: {cpu: "1", memory: 1Gi}}
      securityContext: {privileged: $1}
END
}

say 'a cluster'
if [ "${E2E_CLUSTER:-}" != 1 ]; then
  skipped 'a kind cluster with Kubewarden' 'set E2E_CLUSTER=1; it needs kind, kubectl, helm and docker'
elif ! have kind kubectl helm docker || ! docker info >/dev/null 2>&1; then
  skipped 'a kind cluster with Kubewarden' 'it needs kind, kubectl and helm on the PATH, and docker with its daemon running'
else
  printf 'note     this part was written from the documentation of Kubewarden 1.37 and has not been run yet\n'
  check 'a cluster and a registry start' start_cluster
  check 'Kubewarden is installed' install_kubewarden
  check 'the policies are pushed to the registry' push_policies
  check 'the profile `enforce` is applied and every policy is active' apply_profile
  refuses 1 'a privileged Pod is refused' 'is refused by privileged-pods' create_pod true
  check 'a modest Pod is accepted' create_pod false
fi
