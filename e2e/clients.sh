# Sourced by scripts/e2e.sh: every case and recording in Kubewarden's own clients, whose answers must be ours.

export_cases() { host_tester replay --export "$work/export"; }

# compare ARGUMENT...: the answers of a client beside those of the export.
compare() { python3 e2e/compare.py "$work/export" "$@"; }

# A Sigstore that signs nothing: without one, each start of a client asks the public one for its keys.
trust() {
  local certificate
  certificate=$(openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj /CN=e2e \
    -keyout /dev/null -outform DER 2>/dev/null | base64 | tr -d '\n')
  printf '{"mediaType": "application/vnd.dev.sigstore.clienttrustconfig.v0.1+json", "trustedRoot":
    {"certificateAuthorities": [{"certChain": {"certificates": [{"rawBytes": "%s"}]}}]}}' "$certificate"
}

# free_port: one that is free, with the next one.
free_port() {
  python3 - <<'END'
import socket

while True:
    with socket.socket() as first, socket.socket() as second:
        first.bind(("127.0.0.1", 0))
        port = first.getsockname()[1]
        try:
            second.bind(("127.0.0.1", port + 1))
        except OSError:
            continue
        print(port)
        break
END
}

# What policy-server is told wherever it runs.
everywhere=(--policies-download-dir "$work/downloads" --sources-path "$work/sources.yml"
  --sigstore-trust-config "$work/trust.json" --log-no-color --log-level warn)
mkdir -p "$work/downloads"

# options FILE: those of policy-server for a file of policies, on free ports and without a cluster; sets `options` and
# `url`.
options() {
  local port
  port=$(free_port)
  url=http://127.0.0.1:$port
  options=("${everywhere[@]}" --policies "$1" --addr 127.0.0.1 --port "$port" --readiness-probe-port "$((port + 1))"
    --ignore-kubernetes-connection-failure)
}

# serve FILE: starts policy-server and waits until it listens, which it does when every policy is compiled and its
# settings are accepted; sets `server`.
serve() {
  options "$1"
  policy-server "${options[@]}" >"$work/server.log" 2>&1 &
  server=$!
  running+=("$server")
  for _ in {1..600}; do
    ! (: <"/dev/tcp/127.0.0.1/${url##*:}") 2>/dev/null || return 0
    kill -0 "$server" 2>/dev/null || break
    sleep 0.2
  done
  tail -n 20 "$work/server.log"
  return 1
}

# stop: ends the server.
stop() {
  kill "$server" 2>/dev/null && wait "$server" 2>/dev/null || true
}

# start FILE: policy-server with a file that it must refuse; should it start after all, then not for ever.
start() {
  options "$1"
  timeout 60 policy-server "${options[@]}"
}

# served NAME MODULE [SETTINGS]: a policies.yml with one policy.
served() { printf '{"%s": {"module": "%s", "settings": %s}}' "$1" "$2" "${3:-null}" >"$work/one.yml"; }

# look_ups ARGUMENT...: policy-server beside a stand-in for an API server.
look_ups() { python3 e2e/look_ups.py "$work/export" "$@" -- "${everywhere[@]}"; }

# requests_a_second ID: by eight clients that keep their connections, on the cores that they share with the server.
requests_a_second() {
  ab -q -k -c 8 -n 20000 -p host-tester/bench/pod-accepted.json -T application/json "$url/validate/$1" >"$work/ab" &&
    ! grep -q '^Non-2xx' "$work/ab" &&
    sed -n 's/^Requests per second: *\([0-9]*\).*/\1 requests a second/p' "$work/ab"
}

say 'every case and recording in kwctl and policy-server'
have kwctl || skipped 'every case in kwctl' "put kwctl on the PATH: $releases"
have policy-server || skipped 'every case in policy-server' "put policy-server on the PATH; built by: \
cargo install --locked --git https://github.com/kubewarden/adm-controller policy-server"
if have kwctl || have policy-server; then
  check 'cases and recordings are exported' export_cases
  trust >"$work/trust.json"
fi

if have kwctl; then
  every=$([ "${E2E_ALL:-}" = 1 ] && echo 1 || echo 17)
  tells 'kwctl answers as host-tester' compare kwctl "$work/trust.json" --every "$every"
fi

if have policy-server; then
  policies=$work/export/policies.yml
  check 'policy-server starts with all policies and settings at once, from files' serve "$policies"
  tells 'policy-server answers as host-tester, eight clients at once' compare policy-server "$url"
  stop

  sed "s|file://$work/export/modules/\([^\"]*\)\.wasm|registry://$plain/e2e/\1:v1|" "$policies" >"$work/registry.yml"
  check 'it starts with all of them from the registry' serve "$work/registry.yml"
  tells 'and answers the same' compare policy-server "$url"
  stop

  # Each world needs a policy-server of its own, which takes seconds to start.
  most=$([ "${E2E_ALL:-}" = 1 ] || echo --most 8)
  # shellcheck disable=SC2086 # It is an option and its value, or nothing.
  tells 'policy-server looks up in a cluster and answers as host-tester' look_ups worlds $most
  tells 'what look-ups decide stays refused while they fail' look_ups outages

  served bad "file://$root/$module" '{"noSuchSetting": 1}'
  refuses 1 'a bad setting is seen as one' 'Policy settings are invalid: unknown key `noSuchSetting`' start "$work/one.yml"
  served gone "file://$work/gone.wasm"
  refuses 1 'a missing file is seen as one' 'No such file or directory' start "$work/one.yml"
  served gone "registry://$plain/e2e/$policy:gone"
  refuses 1 'a missing tag is named' "registry://$plain/e2e/$policy:gone" start "$work/one.yml"
  served bare "file://$root/target/optimised/$policy.wasm"
  refuses 1 'a module without metadata is seen as one' 'missing protocol version' start "$work/one.yml"

  if have ab; then
    wasm-as e2e/null.wat -o "$work/bare.wasm"
    host_tester annotate "$work/bare.wasm" --metadata e2e/null.yml --out "$work/null.wasm"
    {
      printf '{"null": {"module": "file://%s"}' "$work/null.wasm"
      for each in target/policies/*.wasm; do
        printf ',\n"%s": {"module": "file://%s"}' "$(basename "$each" .wasm)" "$root/$each"
      done
      printf '}'
    } >"$work/each.yml"
    check 'it starts with a policy that accepts everything, and each of ours by default' serve "$work/each.yml"
    for each in null $(basename -s .wasm target/policies/*.wasm); do
      tells "a Pod of 4 kB for $each" requests_a_second "$each"
    done
    stop
  else
    skipped 'requests a second' 'put ab on the PATH: the package apache2-utils'
  fi
fi
