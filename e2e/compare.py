"""Asks another client every question of an export of `host-tester replay --export`, and compares the answers.

usage: compare.py EXPORT policy-server URL
       compare.py EXPORT kwctl TRUST-CONFIG [--every N]

Compared are verdict, code, message, warnings, audit annotations, and the object that a patch leads to. kwctl is also
asked to refuse the settings that a policy refuses. policy-server is asked by look_ups.py what needs a cluster. The last
line says how many were compared and what was left out and why; it exits with 1 when one differs or when nothing was
compared.
"""

import argparse
import base64
import concurrent.futures
import csv
import http.client
import json
import os
import pathlib
import re
import shlex
import subprocess
import sys
import threading
import urllib.parse
from collections import Counter

SHOWN = 5


def rows(export):
    """The lines of the index; its cells are JSON or bare text, so that no quote is one of CSV's."""
    csv.field_size_limit(sys.maxsize)
    with open(export / "index.tsv", encoding="utf-8", newline="") as index:
        yield from csv.DictReader(index, delimiter="\t", quoting=csv.QUOTE_NONE)


def expected(export, row):
    """The answer that the export holds."""
    mutated = row["mutated"]
    return {
        "allowed": row["allowed"] == "true",
        "code": int(row["code"]) if row["code"] else None,
        "message": json.loads(row["message"]),
        "warnings": json.loads(row["warnings"]),
        "audit annotations": json.loads(row["audit_annotations"]),
        "patched object": canonical(json.loads((export / mutated).read_bytes())) if mutated else None,
    }


def answered(export, row, response):
    """The same of an AdmissionResponse, where what is absent may be null."""
    status = response.get("status") or {}
    patched = None
    if response.get("patch") is not None:
        review = json.loads((export / row["request"]).read_bytes())
        patched = canonical(apply(review["request"]["object"], json.loads(base64.b64decode(response["patch"]))))
    return {
        "allowed": response["allowed"],
        "code": status.get("code"),
        "message": status.get("message"),
        "warnings": response.get("warnings") or [],
        "audit annotations": response.get("auditAnnotations") or {},
        "patched object": patched,
    }


def canonical(document):
    """Its text, in which 1, 1.0 and true are different."""
    return json.dumps(document, sort_keys=True)


def apply(document, patch):
    """The document after a JSON patch (RFC 6902) of the operations that the clients write."""
    for step in patch:
        # What stands before the first slash is empty, and names the document itself.
        *way, last = (key.replace("~1", "/").replace("~0", "~") for key in step["path"].split("/"))
        parent = root = {"": document}
        for key in way:
            parent = parent[int(key) if isinstance(parent, list) else key]
        if isinstance(parent, list):
            last = len(parent) if last == "-" else int(last)
        if step["op"] == "add" and isinstance(parent, list):
            parent.insert(last, step["value"])
        elif step["op"] in ("add", "replace"):
            parent[last] = step["value"]
        elif step["op"] == "remove":
            del parent[last]
        else:
            raise ValueError(f"the patch has an operation `{step['op']}`, which is not known here")
        document = root[""]
    return document


def differences(wanted, found):
    return [f"{key}: {found[key]!r} instead of {wanted[key]!r}" for key in wanted if wanted[key] != found[key]]


class PolicyServer:
    """Every case as a review over HTTP, from eight clients that keep their connections."""

    workers = 8
    differences = staticmethod(differences)

    def __init__(self, export, url):
        self.export = export
        self.place = urllib.parse.urlsplit(url)
        self.local = threading.local()

    def left_out(self, row):
        """Why it cannot be asked."""
        for cell in (row["decision"], row["policy_server_id"]):
            if cell.startswith("skip"):
                return cell.removeprefix("skip: ")
        if row["world"]:
            return "it asks a cluster"
        return "settings that the policy refuses" if row["decision"] == "invalid-settings" else None

    def ask(self, row):
        """What differs in the answer."""
        response = self.response(row)
        request = json.loads((self.export / row["request"]).read_bytes())["request"]
        wanted = expected(self.export, row) | {"uid": request.get("uid")}
        return self.differences(wanted, answered(self.export, row, response) | {"uid": response["uid"]})

    def response(self, row):
        """The answer as it came."""
        body = (self.export / row["request"]).read_bytes()
        if not hasattr(self.local, "connection"):
            self.local.connection = http.client.HTTPConnection(self.place.hostname, self.place.port, timeout=30)
        path = "/validate/" + urllib.parse.quote(row["policy_server_id"])
        try:
            self.local.connection.request("POST", path, body, {"content-type": "application/json"})
            reply = self.local.connection.getresponse()
            text = reply.read()
        except (OSError, http.client.HTTPException):
            # Whatever is left on it is no answer to the next request, which opens it anew.
            self.local.connection.close()
            raise
        if reply.status != 200:
            raise ValueError(f"HTTP {reply.status}: {text.decode(errors='replace')}")
        return json.loads(text)["response"]


class Kwctl:
    """Every case as one start of kwctl, by the command that the export gives."""

    workers = os.cpu_count() or 2

    def __init__(self, export, trust):
        self.export = export
        self.trust = trust
        self.served = json.loads((export / "policies.yml").read_bytes())
        # A request that a policy can be asked, for the settings that it should refuse before.
        accepted = (row for row in rows(export) if row["decision"] == "accepts" and not self.left_out(row))
        self.requests = {self.module(row): row["request"] for row in accepted}

    def module(self, row):
        return shlex.split(row["kwctl"])[-1]

    def left_out(self, row):
        for cell in (row["decision"], row["kwctl"]):
            if cell.startswith("skip"):
                return cell.removeprefix("skip: ")
        served = self.served.get(row["policy_server_id"], {})
        if served.get("policyMode", "protect") != "protect" or "message" in served:
            return "kwctl knows neither monitor mode nor a message in place of the policy's"
        return None

    def ask(self, row):
        command = shlex.split(row["kwctl"])
        # Without it, each start asks Sigstore's servers for what is only needed to verify signatures.
        command[2:2] = ["--sigstore-trust-config", self.trust]
        invalid = row["decision"] == "invalid-settings"
        if invalid:
            command[command.index("--request-path") + 1] = self.requests[self.module(row)]
        done = subprocess.run(command, cwd=self.export, capture_output=True, text=True, timeout=120, check=False)
        if invalid:
            refused = done.returncode == 1 and "Provided settings are not valid" in done.stderr
            return [] if refused else [f"exit code {done.returncode}, not a refusal of the settings: {done.stderr}"]
        if done.returncode != 0:
            return [f"exit code {done.returncode}: {done.stderr}"]
        return differences(expected(self.export, row), answered(self.export, row, json.loads(done.stdout)))


def compare(client, asked):
    """Asks all; says what differs and returns how many do."""

    def ask(row):
        try:
            return row, client.ask(row)
        except (OSError, ValueError, KeyError, http.client.HTTPException, subprocess.SubprocessError) as error:
            return row, [f"{type(error).__name__}: {error}"]

    differ = 0
    with concurrent.futures.ThreadPoolExecutor(client.workers) as pool:
        for row, faults in pool.map(ask, asked):
            differ += bool(faults)
            if faults and differ <= SHOWN:
                print(f"{row['id']} {json.loads(row['title'])}", *faults, f"  {row['kwctl']}", sep="\n  ")
    if differ > SHOWN:
        print(f"… and {differ - SHOWN} more")
    return differ


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", type=pathlib.Path)
    parser.add_argument("client", choices=["policy-server", "kwctl"])
    parser.add_argument("argument")
    parser.add_argument("--every", type=int, default=1, metavar="N", help="only every N-th case")
    options = parser.parse_args()
    client = {"policy-server": PolicyServer, "kwctl": Kwctl}[options.client](options.export, options.argument)

    asked, left_out = [], Counter()
    for row in rows(options.export):
        reason = client.left_out(row)
        if reason is None:
            asked.append(row)
        else:
            # Days and faults tell cases apart, not reasons.
            left_out[re.sub(r"\d{4}-\d\d-\d\d", "a given day", reason.split(": ")[0])] += 1
    # Few are patched: those have a turn of their own, so that some of them are always asked.
    patched = [row for row in asked if row["mutated"]]
    chosen = patched[:: options.every] + [row for row in asked if not row["mutated"]][:: options.every]
    differ = compare(client, chosen)
    if len(chosen) < len(asked):
        left_out[f"only every {options.every}th is asked"] = len(asked) - len(chosen)
    reasons = (f"{count} left out: {why}" for why, count in left_out.items())
    patched = sum(1 for row in chosen if row["mutated"])
    print(f"{len(chosen)} compared ({patched} of them patched), {differ} differ", *reasons, sep="; ")
    return 1 if differ or not chosen else 0


if __name__ == "__main__":
    sys.exit(main())
