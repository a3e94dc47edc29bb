"""The receiver's ASGI application: HTTP in, `Intake` behind it; contract: "The receiver"."""

import json
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from core.incoming.guards import Answer, Request
from core.incoming.intake import Intake
from core.incoming.local_events import Reply

MAX_BODY = 25 * 1000 * 1000
MAX_DROPPED = 4 * MAX_BODY
"""Bytes of a refused body that are taken in; who sends more than that may miss the answer."""
PLUGIN_PATH = re.compile(r"/plugins/([0-9A-Za-z][.0-9A-Za-z_-]{0,127})/([0-9A-Za-z_]{1,64})?/?")
EVENT_PATH = re.compile(r"/events/([0-9A-Za-z_]{1,64})/?")

BEFORE_THE_BODY = (404, 405, 411, 413, 415)
"""Answers after which a connection ends: where the body was not read, it must not be the next request."""

Emit = Callable[[str, dict[str, str], bytes], Reply]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Application:
    """Reads requests within their bounds and answers as the intake decides."""

    def __init__(self, intake: Intake, emit: Emit, *, max_body: int = MAX_BODY) -> None:
        self._intake = intake
        self._emit = emit
        self._max_body = max_body

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"] == "/health" and scope["method"] in ("GET", "HEAD"):
            await _send_json(send, 200, {"status": "ok"})
            return
        answer = await self._answer(scope, receive)
        if isinstance(answer, Reply):
            await _send_reply(send, answer)
        elif answer is not None:
            await _send_answer(send, answer)

    async def _answer(self, scope: Message, receive: Receive) -> Answer | Reply | None:
        event, path = EVENT_PATH.fullmatch(scope["path"]), PLUGIN_PATH.fullmatch(scope["path"])
        headers = _headers(scope["headers"])
        refusal = _check_head(scope["method"], headers, self._max_body)
        if path is None and event is None:
            refusal = Answer(404, "not_found", "Webhooks are taken at /plugins/<plugin id>/.")
        body = b"" if refusal else await _read(receive, self._max_body)
        if body is None:
            return None  # the sender went away; there is nobody to answer
        if len(body) > self._max_body:
            refusal = _too_large(self._max_body)
        if refusal:
            await _drop(receive, headers)
            return refusal
        if event:
            return self._emit(event[1].lower(), headers, body)
        assert path is not None  # one of the two matched
        return await self._intake.take(Request(path[1], path[2] or "", headers, body))


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by lower-case name; the values of a repeated one are joined, as HTTP has it."""
    found: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _check_head(method: str, headers: dict[str, str], limit: int) -> Answer | None:
    """Return what a request is refused for before its body is read; the parser checked the length's form."""
    if method != "POST":
        return Answer(405, "not_post", "Webhooks are sent with POST.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        return Answer(415, "encoded", "Send the body as it is, without content-encoding.")
    if "content-length" in headers:
        return _too_large(limit) if int(headers["content-length"]) > limit else None
    if "chunked" in headers.get("transfer-encoding", "").lower():
        return None
    return Answer(411, "length_required", "The request needs a content-length.")


def _too_large(limit: int) -> Answer:
    return Answer(413, "too_large", f"A payload has at most {limit // 1_000_000} MB.")


async def _read(receive: Receive, limit: int) -> bytes | None:
    """Return the body, or a bit more than the limit of it, or None if the sender went away."""
    parts, size, more = [], 0, True
    while more and size <= limit:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        parts.append(message.get("body", b""))
        size += len(parts[-1])
        more = message.get("more_body", False)
    return b"".join(parts)


async def _drop(receive: Receive, headers: dict[str, str]) -> None:
    """Take in the rest of what is refused: closing with bytes unread resets the connection, and the sender
    would never hear the answer. Who waits for a word before sending sends nothing now."""
    size, more = 0, "expect" not in headers
    while more and size < MAX_DROPPED:
        message = await receive()
        size += len(message.get("body", b""))
        more = message.get("more_body", False)


async def _send_answer(send: Send, answer: Answer) -> None:
    if answer.status == 204:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
        return
    error = {"error": {"code": answer.code, "message": answer.message}}
    more = [(b"connection", b"close")] if answer.status in BEFORE_THE_BODY else []
    more += [(b"allow", b"POST")] if answer.status == 405 else []
    await _send_json(send, answer.status, error, more=more)


async def _send_reply(send: Send, reply: Reply) -> None:
    more = [] if reply.retry_after is None else [(b"retry-after", str(reply.retry_after).encode())]
    await _send_json(send, reply.status, reply.content, more=more)


async def _send_json(
    send: Send, status: int, content: Any, *, more: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    body = json.dumps(content).encode()
    length = (b"content-length", str(len(body)).encode())
    headers = [(b"content-type", b"application/json"), length, *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
