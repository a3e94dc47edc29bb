"""Decides, without touching the store, whether a received request is taken; contract: "The receiver"."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from core import forms
from core.catalogue import catalogue
from core.errors import BadSignature, InvalidInput
from core.incoming.job_types import KEEP_ONLY
from core.incoming.mapping.mappings import job_type_of
from core.incoming.mapping.topic_mapping import MAX_TOPIC
from core.json_text import check_json
from core.settings import is_loopback
from core.signing import FORMS, SHOWING, VERIFIERS, Options, Seen, Verified

MAX_ID = 255
COME_AGAIN = 5
"""Seconds after which a sender may try again what could not be stored."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the sender of a request gets: an HTTP status, and for a refusal a code and a message.

    `retry_after` is in seconds, where it is worth coming again.
    """

    status: int
    code: str = ""
    message: str = ""
    retry_after: int | None = None
    content: Mapping[str, str] | None = None
    """The JSON that answers a handshake."""


@dataclass(frozen=True, slots=True)
class Request:
    """A POST to a plugin: `headers` have lower-case names, repeated ones joined; the body is exact.

    `refusal` is the answer to one that was refused before its body was whole.
    """

    plugin_id: str
    job_type: str
    headers: Mapping[str, str]
    body: bytes
    refusal: Answer | None = None
    target: str = ""
    """The path and query as they were written: some providers sign them."""


TAKEN = Answer(204)
NO_PLUGIN = Answer(404, "no_such_plugin", "There is no active plugin at this address.")
OPEN = Answer(
    403,
    "not_verified",
    "Other machines can reach the receiver, so a plugin without verification takes nothing.",
)


@dataclass(frozen=True, slots=True)
class Origin:
    """A plugin as the receiver needs it, its secret in the clear: never shown, never logged.

    `mapped` has the job types of its own mappings, by topic in lower case.
    """

    plugin_id: str
    name: str
    provider: str
    secret: str
    seller: str
    options: Options = field(default_factory=Options)
    mapped: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that proved its origin. The transaction id is the sender's; None means to make one.

    `job_type` is empty where nothing says what the payload asks for, and where its topic `keeps_only`;
    `named_type` is the one that the path or the body named, empty where the topic decides.
    """

    transaction_id: str | None
    job_type: str
    detail: str
    topic: str = ""
    named_type: str = ""
    keeps_only: bool = False


def judge(request: Request, origin: Origin, *, own_hosts: frozenset[str], now: int) -> Accepted | Answer:
    """Return how a request is taken, or the answer that refuses it; `now` is in epoch milliseconds.

    Without `own_hosts`, other machines can reach the receiver, and nothing is taken without verification.
    """
    if request.job_type and request.job_type.upper() not in catalogue().job_types:
        return Answer(404, "no_such_job_type", f"There is no job type {request.job_type}.")
    refusal = _browser(request, own_hosts) if origin.provider == "none" else None
    refusal = refusal or _content_type(request, origin.provider)
    if refusal:
        return refusal
    seen = Seen(request.headers, request.body, now, request.target, origin.options)
    try:
        verified = VERIFIERS[origin.provider](origin.secret, seen)
        if verified.handshake is not None:
            return Answer(200, content=verified.handshake)
        asked = forms.as_json(request.body)
        check_json(asked)
    except BadSignature as error:
        return Answer(401, error.code, str(error))
    except InvalidInput as error:
        return Answer(400, "not_json", str(error))
    return accepted(request.job_type, origin, verified, asked)


def own_hosts(host: str, port: int) -> frozenset[str]:
    """Return the values of `Host` that mean this receiver; one that listens everywhere is local too."""
    local = is_loopback(host) or host in ("0.0.0.0", "::")  # noqa: S104  # it is asked for, not chosen
    names = {host, f"[{host}]"} | ({"localhost", "127.0.0.1", "[::1]"} if local else set())
    return frozenset(f"{name}:{port}" for name in names) | (frozenset(names) if port == 80 else frozenset())


def _browser(request: Request, own: frozenset[str]) -> Answer | None:
    """Refuse what a page in the user's browser can send: it could make jobs without any signature."""
    headers = request.headers
    if not own:
        return OPEN
    if "origin" in headers or "sec-fetch-site" in headers:
        return Answer(
            403, "from_a_browser", "A plugin without verification takes no requests from web pages."
        )
    if headers.get("host", "").lower() not in own:
        return Answer(403, "wrong_host", "The Host header does not name this receiver.")
    return None


def _content_type(request: Request, provider: str) -> Answer | None:
    given = request.headers.get("content-type", "").split(";")[0].strip().lower()
    strict = provider == "none"
    if given == "application/json" or (not strict and given.endswith("+json")):
        return None
    if given == forms.CONTENT_TYPE and provider in FORMS:
        return None
    if strict:
        return Answer(
            403, "wrong_type", "A plugin without verification takes content-type application/json alone."
        )
    return Answer(415, "not_json", "The content-type must be application/json.")


def _transaction_id(verified: Verified) -> str | None:
    """Return the sender's id, in a form that fits a table whatever a stranger made of it."""
    given = verified.transaction_id
    if not given:
        return None
    if len(given) > MAX_ID or not given.isprintable():
        return hashlib.sha256(given.encode("utf-8", "surrogatepass")).hexdigest()
    return given


def accepted(in_path: str, origin: Origin, verified: Verified, body: bytes) -> Accepted:
    """Find the job type that the path, the topic or the body gives, in this order.

    A topic may be the name of a job type, or be mapped to one. A body that names a job type is in our
    own form, so what it asks for stays as it is now, however its topic is mapped later.
    """
    topic, named = _topic(verified), _known(in_path)
    by_topic = None if named or not topic else job_type_of(origin.provider, topic, origin.mapped)
    in_body = "" if named or by_topic == KEEP_ONLY else _said_in_body(body)
    named = named or _known(topic) or (in_body and (by_topic or in_body))
    job_type = named or by_topic or ""
    keeps_only = by_topic == KEEP_ONLY and not job_type
    return Accepted(_transaction_id(verified), job_type, _detail(origin), topic, named, keeps_only)


def _topic(verified: Verified) -> str:
    """Return what the sender calls its event; what fits no table is left out."""
    topic = (verified.topic or "").strip()
    return topic if topic.isprintable() and len(topic) <= MAX_TOPIC else ""


def _known(said: str) -> str:
    """Return the job type of this name, or nothing."""
    name = said.upper()
    return name if name in catalogue().job_types else ""


def _said_in_body(body: bytes) -> str:
    """Return the job type that the body names, or nothing."""
    if b'"job_type"' not in body:
        return ""
    try:
        content = json.loads(body, parse_int=str, parse_float=str)
    except RecursionError:  # large JSON was checked by SQLite, which goes some levels deeper
        return ""
    said = content.get("job_type") if isinstance(content, dict) else None
    return _known(said) if isinstance(said, str) else ""


def _detail(origin: Origin) -> str:
    if origin.provider == "none":
        return "Taken without verification: this plugin has the provider none."
    if origin.provider in SHOWING:
        return "It showed this plugin's secret. Its bytes are not signed."
    return "The signature matches: it was made with this plugin's secret key over these exact bytes."
