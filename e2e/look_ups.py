"""Asks policy-server what makes policies look something up in a cluster, beside a stand-in for an API server.

usage: look_ups.py EXPORT worlds [--most N] -- OPTION...   compares its answers with those of the export
       look_ups.py EXPORT outages -- OPTION...             shows that look-ups that fail open nothing

An EXPORT is what `host-tester replay --export` writes; the options are policy-server's, without policies and ports. The
last line says what was asked; it exits with 1 when something is not as it should be or when nothing was asked.
"""

import argparse
import contextlib
import http.client
import json
import os
import pathlib
import re
import socket
import subprocess
import sys
import time
from collections import Counter, defaultdict

import compare
from apiserver import ApiServer

# How the API server fails, and the rule with which a policy speaks of it.
WAYS = {
    "unknown": "look-up-failed",
    "proxy": "look-up-failed",
    "closed": "look-up-failed",
    "broken": "look-up-failed",
    "forbidden": "look-up-not-granted",
    "silent": "interrupted",
}
NOT_GRANTED = "look-up-not-granted"
# A policy that waits for longer than it may run is interrupted, and says nothing by itself.
INTERRUPTED = "Policy execution interrupted because it exceeded the allowed execution time"
# What cases call ways of failing, and what the stand-in does.
OUTAGES = {"unreachable": "gone", "garbage": "proxy"}


class Host:
    """A policy-server that reads a cluster of our making."""

    def __init__(self, export, options):
        self.export = export
        self.options = options
        self.api = ApiServer()
        self.policies = json.loads((export / "policies.yml").read_bytes())

    @contextlib.contextmanager
    def serving(self, policies):
        """The URL of a new one with these policies: it remembers objects, and which kinds there are."""
        (self.export / "kubeconfig").write_text(self.api.kubeconfig())
        (self.export / "served.yml").write_text(json.dumps(policies))
        port, probe = free_ports(2)
        command = ["policy-server", "--policies", str(self.export / "served.yml"), "--addr", "127.0.0.1"]
        command += ["--port", str(port), "--readiness-probe-port", str(probe), *self.options]
        environment = os.environ | {"KUBECONFIG": str(self.export / "kubeconfig")}
        with open(self.export / "served.log", "w+", encoding="utf-8") as log:
            server = subprocess.Popen(command, env=environment, stdout=log, stderr=log)
            try:
                while not listens(port):
                    if server.poll() is not None:
                        log.seek(0)
                        raise SystemExit(f"policy-server does not start: {log.read()}")
                    time.sleep(0.02)
                yield f"http://127.0.0.1:{port}"
            finally:
                # It would wait for those that it still serves, who may wait for ever.
                server.kill()
                server.wait()

    def rows(self):
        """Each case that asks a cluster, and the world that answers it."""
        for row in compare.rows(self.export):
            if row["world"] and not row["decision"].startswith("skip"):
                yield row, json.loads((self.export / row["world"]).read_bytes())


class InOtherWords(compare.PolicyServer):
    """Compares all but what the host says, where an outage is none of those that cases state."""

    @staticmethod
    def differences(wanted, found):
        said = re.compile(r"the host cannot tell: `[^`]*`")
        return compare.differences(*(json.loads(said.sub("…", json.dumps(answer))) for answer in (wanted, found)))


def free_ports(number):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(number)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


def listens(port):
    with contextlib.suppress(OSError):
        socket.create_connection(("127.0.0.1", port)).close()
        return True
    return False


def worlds(host, most):
    """Each world with its cases. Worlds contradict each other, and so each has a policy-server of its own."""
    groups, states, left_out = defaultdict(list), {}, Counter()
    for row, state in host.rows():
        groups[row["world"]].append(row)
        states[row["world"]] = state
    asked = differ = 0
    for number, (world, rows) in enumerate(sorted(groups.items(), key=lambda group: -len(group[1]))):
        state = states[world]
        lost = state.get("lost")
        if state.get("fails") == "timesOut":
            left_out["the API server takes longer than a policy may run"] += len(rows)
        elif most and number >= most:
            left_out[f"only the {most} worlds with the most cases are asked"] += len(rows)
        else:
            fails = "closed" if lost else OUTAGES.get(state.get("fails"))
            host.api.tell(state.get("objects", []), fails, lost and lost["kind"])
            with host.serving({row["policy_server_id"]: host.policies[row["policy_server_id"]] for row in rows}) as url:
                client = (InOtherWords if lost else compare.PolicyServer)(host.export, url)
                differ += compare.compare(client, rows)
            asked += len(rows)
    reasons = (f"{count} left out: {why}" for why, count in left_out.items())
    print(f"{asked} compared, {differ} differ", *reasons, sep="; ")
    return not differ and asked


def outages(host):
    """Of each policy the first case that is refused after a look-up, and that is warned about: while look-ups fail it
    stays so, and afterwards it is as before."""
    chosen = {}
    for row, state in host.rows():
        # A variant has its name in parentheses.
        if row["decision"] in ("rejects", "warns") and state.get("objects") and "(" not in row["title"]:
            chosen.setdefault((row["policy_server_id"].rpartition("-")[0], row["decision"]), (row, state["objects"]))
    policies = {row["policy_server_id"]: host.policies[row["policy_server_id"]] for row, _ in chosen.values()}
    ungranted = {f"ungranted-{each}": policies[each] | {"contextAwareResources": []} for each in policies}
    faults = []
    with host.serving(policies | ungranted) as url:
        client = compare.PolicyServer(host.export, url)
        # What fails is not remembered, so that one policy-server will do.
        for way, rule in WAYS.items():
            for row, objects in chosen.values():
                host.api.tell(objects, way)
                faults += stays(client, row, way, rule)
        for row, objects in chosen.values():
            host.api.tell(objects)
            without = row | {"policy_server_id": f"ungranted-{row['policy_server_id']}"}
            faults += stays(client, without, "no grant", NOT_GRANTED)
            faults += client.ask(row)
    print(*faults, sep="\n")
    refused = sum(decision == "rejects" for _, decision in chosen)
    spoken = (f"{way}: {rule}" for way, rule in (WAYS | {"no grant": NOT_GRANTED}).items())
    print(f"{refused} refused cases and {len(chosen) - refused} with a warning", *spoken, sep="; ")
    return not faults and refused


def stays(client, row, way, rule):
    """What is wrong with the answer while look-ups fail so."""
    title = f"{json.loads(row['title'])}: {way}:"
    try:
        response = client.response(row)
    except (OSError, ValueError, http.client.HTTPException) as error:
        return [f"{title} {error}"]
    if way == "silent":
        message = (response.get("status") or {}).get("message")
        return [] if message == INTERRUPTED and not response["allowed"] else [f"{title} not interrupted: {message!r}"]
    findings = json.loads(response["auditAnnotations"]["findings"])
    spoken = {finding["rule"] for finding in findings if finding["mode"] != "audit"}
    if row["decision"] == "warns":
        return [] if spoken else [f"{title} no warning"]
    return [] if not response["allowed"] and rule in spoken else [f"{title} {response}"]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=pathlib.Path)
    parser.add_argument("what", choices=["worlds", "outages"])
    parser.add_argument("--most", type=int, metavar="N", help="only the N worlds with the most cases")
    separator = sys.argv.index("--") if "--" in sys.argv else len(sys.argv)
    options = parser.parse_args(sys.argv[1:separator])
    host = Host(options.export, sys.argv[separator + 1 :])
    good = worlds(host, options.most) if options.what == "worlds" else outages(host)
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
