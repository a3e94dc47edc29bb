"""Decides, without touching the store, whether a received request is taken; contract: "The receiver"."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.catalogue import catalogue
from core.errors import BadSignature, InvalidInput
from core.incoming import forms
from core.json_text import check_json
from core.settings import is_loopback
from core.signing import FORMS, VERIFIERS, Options, Seen, Verified

MAX_ID = 255


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
    """A plugin as the receiver needs it, its secret in the clear: never shown, never logged."""

    plugin_id: str
    name: str
    provider: str
    secret: str
    seller: str
    options: Options = field(default_factory=Options)


@dataclass(frozen=True, slots=True)
class Accepted:
    """A request that proved its origin. The transaction id is the sender's; None means to make one.

    `job_type` is empty where nothing says what the payload asks for.
    """

    transaction_id: str | None
    job_type: str
    detail: str


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
    return Accepted(_transaction_id(verified), _job_type(request.job_type, verified, asked), _detail(origin))


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


def _job_type(in_path: str, verified: Verified, body: bytes) -> str:
    """Return the job type that the path, the topic or the body names, in this order."""
    known = catalogue().job_types
    for said in (in_path, verified.topic or "", *_said_in_body(body)):
        name = said.upper()
        if name in known:
            return name
    return ""


def _said_in_body(body: bytes) -> tuple[str, ...]:
    if b'"job_type"' not in body:
        return ()
    try:
        content = json.loads(body, parse_int=str, parse_float=str)
    except RecursionError:  # large JSON was checked by SQLite, which goes some levels deeper
        return ()
    said = content.get("job_type") if isinstance(content, dict) else None
    return (said,) if isinstance(said, str) else ()


def _detail(origin: Origin) -> str:
    if origin.provider == "none":
        return "Taken without verification: this plugin has the provider none."
    if origin.provider in ("basic", "bearer", "header"):
        return "It showed this plugin's secret. Its bytes are not signed."
    return "The signature matches: it was made with this plugin's secret key over these exact bytes."
