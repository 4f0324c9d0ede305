"""A stand-in for a kube-apiserver: what policy-server asks one for, told from a list of objects, or failing on purpose.

It serves discovery of the kinds of `policies/policy-test/kinds.tsv` and of its objects, and gets, lists and watches them,
as policy-server's client (kube-rs) wants it. What none of our policies makes that ask for is not here: selectors and
reviews of access.
"""

import csv
import http.server
import json
import pathlib
import re
import threading
import time
import urllib.parse

KINDS = pathlib.Path(__file__).parent.parent / "policies/policy-test/kinds.tsv"
PATH = re.compile(
    r"/(?:api|apis/(?P<group>[^/]+))/(?P<version>[^/]+)"
    r"(?:(?:/namespaces/(?P<namespace>[^/]+))?/(?P<plural>[^/]+)(?:/(?P<name>[^/]+))?)?"
)
USER = "system:serviceaccount:kubewarden:policy-server"
# Seconds, a little longer than the two for which policy-server lets a policy run.
SILENCE = 2.2


class ApiServer(http.server.ThreadingHTTPServer):
    """Listens on a free port until the process ends."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Connection)
        self.tell([])
        threading.Thread(target=self.serve_forever, daemon=True).start()

    def tell(self, objects, fails=None, kind=None):
        """From now on it answers from these objects, or fails in this way, with one kind or with all of them.

        `forbidden` and `broken` are its own statuses 403 and 500, and it still tells which kinds there are; where they
        are `unknown`, there are none. A `proxy` before it answers with a page. The connection is `closed` without an
        answer, after a while where it is `silent`. Where it is `gone`, a new kubeconfig points to a port where nobody
        listens.
        """
        self.objects, self.fails, self.failing = objects, fails, kind
        self.kinds = {}
        if fails == "unknown":
            return
        with open(KINDS, encoding="utf-8", newline="") as table:
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
                for version in row["versions"].split(","):
                    self.serve(row["group"], version, row["kind"], row["plural"], row["scope"] == "Namespaced")
        for spec in (each["spec"] for each in objects if each["kind"] == "CustomResourceDefinition"):
            for version in spec["versions"]:
                names, namespaced = spec["names"], spec.get("scope") != "Cluster"
                self.serve(spec["group"], version["name"], names["kind"], names.get("plural"), namespaced)
        for each in objects:
            group, _, version = each["apiVersion"].rpartition("/")
            self.serve(group, version, each["kind"], None, "namespace" in each["metadata"])

    def serve(self, group, version, kind, plural, namespaced):
        """Adds a kind, unless it is there."""
        served = self.kinds.setdefault((group, version), {})
        served.setdefault(kind, {"kind": kind, "name": plural or kind.lower() + "s", "namespaced": namespaced})

    def fails_as(self, ways, kind):
        return self.fails in ways and self.failing in (None, kind)

    def kubeconfig(self):
        """The text of one that points here; it is YAML because it is JSON."""
        # Nobody listens where no user may.
        port = 1 if self.fails == "gone" else self.server_port
        return json.dumps({
            "apiVersion": "v1",
            "kind": "Config",
            "clusters": [{"name": "e2e", "cluster": {"server": f"http://127.0.0.1:{port}"}}],
            "users": [{"name": "e2e", "user": {}}],
            "contexts": [{"name": "e2e", "context": {"cluster": "e2e", "user": "e2e"}}],
            "current-context": "e2e",
        })

    def handle_error(self, request, client_address):
        """A policy-server that is stopped goes away in the middle of its watches."""


class Connection(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        """What was asked shows in what policy-server answers."""

    def do_GET(self):
        url = urllib.parse.urlsplit(self.path)
        self.at = PATH.fullmatch(url.path).groupdict(default="")
        served = self.server.kinds.get((self.at["group"], self.at["version"]), {})
        known = next((known for known in served.values() if known["name"] == self.at["plural"]), None)
        kind = known and known["kind"]
        if self.server.fails_as(["proxy"], kind):
            self.reply(200, "<html><body>sign in</body></html>")
        elif self.server.fails_as(["closed", "silent"], kind):
            time.sleep(SILENCE if self.server.fails == "silent" else 0)
            self.close_connection = True
        elif not self.at["plural"] and served:
            self.discover(served)
        elif not known:
            self.reply(404, "404 page not found\n")
        elif self.server.fails_as(["forbidden"], kind):
            verb = "get" if self.at["name"] else "list"
            scope = f' in the namespace "{self.at["namespace"]}"' if self.at["namespace"] else " at the cluster scope"
            may_not = f'User "{USER}" cannot {verb} resource "{known["name"]}" in API group "{self.at["group"]}"{scope}'
            self.status(403, "Forbidden", f"{self.asked()} is forbidden: {may_not}")
        elif self.server.fails_as(["broken"], kind):
            self.status(500, "InternalError", "Internal error occurred: etcdserver: no leader")
        elif "watch=" in url.query:
            self.watch()
        elif "Selector=" in url.query:
            self.status(501, "NotImplemented", "this stand-in knows no selectors")
        elif self.at["name"]:
            self.get(known)
        else:
            self.list_all(known)

    def discover(self, served):
        listed = {"kind": "APIResourceList", "apiVersion": "v1", "groupVersion": self.version()}
        verbs = {"singularName": "", "verbs": ["get", "list", "watch"]}
        self.reply(200, listed | {"resources": [known | verbs for known in served.values()]})

    def get(self, known):
        found = next((each for each in self.objects(known) if each["metadata"]["name"] == self.at["name"]), None)
        if found:
            self.reply(200, found)
        else:
            self.status(404, "NotFound", f"{self.asked()} not found")

    def list_all(self, known):
        found = list(self.objects(known))
        if not self.at["group"]:
            # The type of its own kinds an API server tells once, for the whole list.
            found = [{key: each[key] for key in each if key not in ("apiVersion", "kind")} for each in found]
        kind = {"apiVersion": self.version(), "kind": known["kind"] + "List"}
        self.reply(200, kind | {"metadata": {"resourceVersion": "1"}, "items": found})

    def watch(self):
        """Tells nothing, since nothing changes, until the other side is gone."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        self.rfile.read()

    def version(self):
        return f"{self.at['group']}/{self.at['version']}".removeprefix("/")

    def asked(self):
        """What was asked for, as an API server names it."""
        resource = f"{self.at['plural']}.{self.at['group']}".removesuffix(".")
        return f'{resource} "{self.at["name"]}"' if self.at["name"] else resource

    def objects(self, known):
        """Those of a kind, and of the namespace if one was asked for."""
        asked = self.at["namespace"]
        for each in self.server.objects:
            if (each["apiVersion"], each["kind"]) == (self.version(), known["kind"]):
                metadata = {"uid": "1", "resourceVersion": "1"} | each["metadata"]
                metadata["namespace"] = metadata.get("namespace", "default")
                if not known["namespaced"]:
                    del metadata["namespace"]
                elif asked not in ("", metadata["namespace"]):
                    continue
                yield each | {"metadata": metadata}

    def status(self, code, reason, message):
        status = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": message}
        self.reply(code, status | {"reason": reason, "code": code})

    def reply(self, code, content):
        """A document, or a text that is none."""
        body = (content if isinstance(content, str) else json.dumps(content)).encode()
        self.send_response(code)
        self.send_header("Content-Type", "text/plain" if isinstance(content, str) else "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)
