"""An API of Stripe or GitHub on this machine, with what it has kept, its limits and its troubles."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass
class StandIn:
    """What the API holds, newest first, and what it was asked. `troubles` are answered first, in turn."""

    url: str = ""
    key: str = "sk_live_secret"
    page: int = 2
    events: list[dict[str, Any]] = field(default_factory=list)
    deliveries: list[dict[str, Any]] = field(default_factory=list)
    troubles: list[tuple[int, dict[str, str], bytes]] = field(default_factory=list)
    asked: list[str] = field(default_factory=list)

    def add_event(self, event_id, topic, at, **thing):
        """Let something happen at Stripe, in epoch milliseconds."""
        event = {
            "id": event_id,
            "object": "event",
            "created": at // 1000,
            "type": topic,
            "data": {"object": thing},
        }
        self.events.insert(0, event)

    def add_delivery(self, number, guid, event, at, payload):
        """Let GitHub send something, in epoch milliseconds."""
        moment = datetime.fromtimestamp(at / 1000, UTC).isoformat().replace("+00:00", "Z")
        request = {
            "headers": {"X-GitHub-Event": event, "X-Hub-Signature-256": "sha256=x"},
            "payload": payload,
        }
        made = {"id": number, "guid": guid, "delivered_at": moment, "redelivery": False, "event": event}
        self.deliveries.insert(0, {**made, "status_code": 502, "request": request})

    def answer(self, path, headers):
        """Return a status, headers and a body."""
        self.asked.append(path)
        if headers.get("authorization") != f"Bearer {self.key}":
            return 401, {}, b"{}"
        if self.troubles:
            return self.troubles.pop(0)
        parts = urlsplit(path)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        if parts.path == "/v1/events":
            return self._events(query)
        if parts.path == "/repos/quay/site/hooks/7/deliveries":
            return self._deliveries(query)
        if parts.path.startswith("/repos/quay/site/hooks/7/deliveries/"):
            number = int(parts.path.rpartition("/")[2])
            return (
                200,
                {},
                json.dumps(next(each for each in self.deliveries if each["id"] == number)).encode(),
            )
        return 404, {}, b"{}"

    def _events(self, query):
        kept = [each for each in self.events if each["created"] >= int(query["created[gte]"])]
        ids = [each["id"] for each in kept]
        start = ids.index(query["starting_after"]) + 1 if "starting_after" in query else 0
        page = kept[start : start + self.page]
        more = start + self.page < len(kept)
        return 200, {}, json.dumps({"object": "list", "data": page, "has_more": more}, indent=2).encode()

    def _deliveries(self, query):
        start = int(query.get("cursor", 0))
        page = self.deliveries[start : start + self.page]
        listed = [{name: value for name, value in each.items() if name != "request"} for each in page]
        end = start + self.page
        link = f'<{self.url}/repos/quay/site/hooks/7/deliveries?per_page=100&cursor={end}>; rel="next"'
        return 200, {"link": link} if end < len(self.deliveries) else {}, json.dumps(listed).encode()


@contextmanager
def running() -> Iterator[StandIn]:
    """Run a stand-in on a free port."""
    api = StandIn()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self):
            lower = {name.lower(): value for name, value in self.headers.items()}
            status, headers, body = api.answer(self.path, lower)
            self.send_response(status)
            for name, value in {**headers, "content-length": str(len(body))}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    api.url = f"http://127.0.0.1:{server.server_address[1]}"
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield api
    server.shutdown()
    server.server_close()
