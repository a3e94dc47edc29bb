"""The receiver's ASGI application: HTTP in, `Intake` behind it; contract: "The receiver"."""

import json
import logging
import re
from collections.abc import Awaitable, Callable, Iterable
from typing import Any

from core.errors import DeskError
from core.incoming import body
from core.incoming.guards import Answer, Request
from core.incoming.intake import CANNOT_WRITE, STUMBLED, Intake
from core.incoming.local_events import Reply

log = logging.getLogger(__name__)

ALWAYS = 1_000_000
"""Bytes that every limit for a body allows, so that the setting is read for large ones alone."""
PLUGIN_PATH = re.compile(r"/plugins/([0-9A-Za-z][.0-9A-Za-z_-]{0,127})/([0-9A-Za-z_]{1,64})?/?")
EVENT_PATH = re.compile(r"/events/([0-9A-Za-z_]{1,64})/?")

NOT_FOUND = Answer(404, "not_found", "Webhooks are taken at /plugins/<plugin id>/.")
BEFORE_THE_BODY = (404, 405, 411, 413, 415)
"""Answers after which a connection ends: where the body was not read, it must not be the next request."""

Emit = Callable[[str, dict[str, str], bytes], Reply]
Limit = Callable[[], int]
Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Application:
    """Reads requests within their bounds and answers as the intake decides."""

    def __init__(self, intake: Intake, emit: Emit, *, limit: Limit) -> None:
        """`limit` returns how many bytes a body may have now."""
        self._intake = intake
        self._emit = emit
        self._limit = limit
        self._room = body.Room()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["path"] == "/health" and scope["method"] in ("GET", "HEAD"):
            await _send_json(send, 200, {"status": "ok"})
            return
        try:
            answer = await self._answer(scope, receive)
        except DeskError as error:
            log.warning("cannot take what comes in: %s", error)
            answer = CANNOT_WRITE
        except Exception:  # a bug with one request must not look like the sender's fault, or end the others
            log.exception("a request could not be taken")
            answer = STUMBLED
        if isinstance(answer, Reply):
            await _send_reply(send, answer)
        elif answer is not None:
            await _send_answer(send, answer)

    async def _answer(self, scope: Message, receive: Receive) -> Answer | Reply | None:
        event, path = EVENT_PATH.fullmatch(scope["path"]), PLUGIN_PATH.fullmatch(scope["path"])
        headers = _headers(scope["headers"])
        refusal = _check_head(scope["method"], headers) if event or path else NOT_FOUND
        with self._room.share() as share:
            content = await self._read(receive, headers, share, refusal)
            if content is None:
                return None  # the sender went away; there is nobody to answer
            if path:
                return await self._intake.take(_request(path, headers, content, _target(scope)))
            if isinstance(content, Answer):
                return content
            assert event is not None  # one of the two matched
            return self._emit(event[1].lower(), headers, content)

    async def _read(
        self, receive: Receive, headers: dict[str, str], share: body.Share, refusal: Answer | None
    ) -> bytes | Answer | None:
        """Return the body, or why it is refused, or None if the sender went away."""
        if refusal:
            return await _refuse(receive, headers, refusal)
        coding = body.CODINGS[_coding(headers)]
        size = int(headers.get("content-length", ALWAYS + 1))  # the parser checked its form
        limit = ALWAYS if size <= ALWAYS and not coding else self._limit()
        if size > limit and "content-length" in headers:
            return await _refuse(receive, headers, body.too_large(limit))
        return await body.read(receive, share, limit=limit, coding=coding)


def _request(path: re.Match[str], headers: dict[str, str], content: bytes | Answer, target: str) -> Request:
    if isinstance(content, Answer):
        return Request(path[1], path[2] or "", headers, b"", content, target)
    return Request(path[1], path[2] or "", headers, content, target=target)


def _target(scope: Message) -> str:
    """Return the path and query as they were written."""
    query = scope["query_string"].decode("latin-1")
    path: str = scope["raw_path"].decode("latin-1")
    return f"{path}?{query}" if query else path


def _headers(pairs: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return the headers by lower-case name; the values of a repeated one are joined, as HTTP has it."""
    found: dict[str, str] = {}
    for raw_name, raw_value in pairs:
        name, value = raw_name.decode("latin-1"), raw_value.decode("latin-1")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _check_head(method: str, headers: dict[str, str]) -> Answer | None:
    """Return what a request is refused for before its body is read."""
    if method != "POST":
        return Answer(405, "not_post", "Webhooks are sent with POST.")
    if "," in headers.get("host", ""):
        return Answer(400, "bad_request", "The request has more than one Host header.")
    transfer = headers.get("transfer-encoding", "chunked").strip().lower()
    if _coding(headers) not in body.CODINGS or transfer != "chunked":
        return Answer(415, "encoded", "Send the body as it is, or with content-encoding gzip or deflate.")
    if "content-length" in headers or "transfer-encoding" in headers:
        return None
    return Answer(411, "length_required", "The request needs a content-length.")


async def _refuse(receive: Receive, headers: dict[str, str], refusal: Answer) -> Answer:
    """Return the answer once the body is out of the way; who waits for a word before sending sends none."""
    if "expect" not in headers:
        await body.drop(receive)
    return refusal


def _coding(headers: dict[str, str]) -> str:
    return headers.get("content-encoding", "").strip().lower()


async def _send_answer(send: Send, answer: Answer) -> None:
    if answer.status == 204:
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})
        return
    if answer.content is not None:
        await _send_json(send, answer.status, answer.content)
        return
    error = {"error": {"code": answer.code, "message": answer.message}}
    more = [(b"connection", b"close")] if answer.status in BEFORE_THE_BODY else []
    more += [(b"allow", b"POST")] if answer.status == 405 else []
    more += [(b"accept-encoding", b"gzip, deflate")] if answer.code == "encoded" else []
    more += _retry_after(answer.retry_after)
    await _send_json(send, answer.status, error, more=more)


async def _send_reply(send: Send, reply: Reply) -> None:
    await _send_json(send, reply.status, reply.content, more=_retry_after(reply.retry_after))


def _retry_after(seconds: int | None) -> list[tuple[bytes, bytes]]:
    return [] if seconds is None else [(b"retry-after", str(seconds).encode())]


async def _send_json(
    send: Send, status: int, content: Any, *, more: Iterable[tuple[bytes, bytes]] = ()
) -> None:
    data = json.dumps(content).encode()
    length = (b"content-length", str(len(data)).encode())
    headers = [(b"content-type", b"application/json"), length, *more]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": data})
