"""Asking a provider's API: one request at a time, to its own host alone, and what its answers ask for."""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import httpx
import truststore

from core import VERSION
from core.errors import DeskError
from core.outgoing.retry_after import wait_ms
from core.settings import is_loopback

NAMES = {"stripe": "Stripe", "github": "GitHub"}
BASES = {"stripe": "https://api.stripe.com", "github": "https://api.github.com"}
TIMEOUT = 10.0
MAX_BODY = 32 * 1000 * 1000
LONGEST_WAIT = 15 * 60
"""Seconds; whoever asks for more is asked again by the user."""
PASSING = (500, 502, 503, 504)
WAITS = (2, 8, 30)
"""Seconds before each new try after a passing fault."""


class FetchError(DeskError):
    """The provider's API does not give what was asked for."""

    code = "fetch"


@dataclass(frozen=True, slots=True)
class Answer:
    """What the API answered; the names in `headers` are lower-case."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Unreachable(FetchError):
    """There was no answer, which may pass."""


class Api:
    """The client of one provider's API; `close` ends it. Redirects are not followed: the key stays here."""

    def __init__(self, provider: str, key: str) -> None:
        self.name = NAMES[provider]
        self.base = checked_base(BASES[provider], provider)
        headers = {"authorization": f"Bearer {key}", "user-agent": f"Yardarm/{VERSION}", **_EXTRA[provider]}
        tls = truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        self._client = httpx.Client(headers=headers, timeout=TIMEOUT, verify=tls, follow_redirects=False)

    def close(self) -> None:
        """End the connections."""
        self._client.close()

    def get(self, path: str) -> Answer:
        """Ask once; `path` begins with a slash. Raises FetchError where there is no answer to look at."""
        try:
            with self._client.stream("GET", f"{self.base}{path}") as answer:
                body = bytearray()
                for part in answer.iter_bytes():
                    body += part
                    if len(body) > MAX_BODY:
                        raise FetchError(
                            f"{self.name}'s answer is too large.", f"It has over {MAX_BODY:,} bytes."
                        )
                return Answer(answer.status_code, answer.headers, bytes(body))
        except httpx.HTTPError as error:
            raise Unreachable(
                f"{self.name} cannot be reached.",
                f"{type(error).__name__}: check the network, then fetch again. What was fetched is kept.",
            ) from error

    def wait_s(self, answer: Answer, tries: int, now: int) -> float | None:
        """Return the seconds to wait before the request is made again, or None to go on with the answer.

        `tries` is how often it was made, `now` in epoch milliseconds. Raises FetchError, in words, for what
        waiting does not mend.
        """
        if answer.status == 200:
            return None
        asked = _asked_wait(answer, now)
        if asked is not None:
            if asked > LONGEST_WAIT or tries > len(WAITS) + 5:
                raise FetchError(
                    f"{self.name} takes no more requests for {round(asked / 60) or 1} min.",
                    "Fetch again then. What was fetched is kept.",
                )
            return asked
        if answer.status in PASSING and tries <= len(WAITS):
            return WAITS[tries - 1]
        raise FetchError(*self._words(answer.status))

    def _words(self, status: int) -> tuple[str, str]:
        if status == 401:
            return f"{self.name} refuses the API key.", "Copy it from there again, and whole."
        if status == 403:
            return (
                f"The API key may not read what {self.name} sent.",
                "Give it the right to read events or webhooks.",
            )
        if status == 404:
            return f"{self.name} knows no such webhook.", "Check its address and that the key may see it."
        if status in PASSING:
            return f"{self.name} has trouble now ({status}).", "Fetch again later. What was fetched is kept."
        return f"{self.name} answered {status}.", "Check the API key, then fetch again."


def checked_base(base: str, provider: str) -> str:
    """Return where an API is: the provider's host over https. This machine stands in for it in tests."""
    parts = urlsplit(base)
    is_own = parts.scheme == "https" and parts.hostname == f"api.{provider}.com"
    if not is_own and not is_loopback(parts.hostname or ""):
        raise ValueError(f"the key of {provider} does not go to {parts.hostname}")
    return base.rstrip("/")


def _asked_wait(answer: Answer, now: int) -> float | None:
    """Return the seconds that an answer asks to wait; 403 says so too where GitHub's limit is used up."""
    if answer.status not in (403, 429, 503):
        return None
    if "retry-after" in answer.headers:
        asked = wait_ms(answer.headers["retry-after"], now=now)
        return max(1.0, (asked or 0) / 1000)
    if answer.headers.get("x-ratelimit-remaining") == "0":
        reset = answer.headers.get("x-ratelimit-reset", "")
        return max(1.0, int(reset) - now / 1000) if reset.isdigit() and len(reset) < 12 else 60.0
    return float(WAITS[-1]) if answer.status == 429 else None


_EXTRA: dict[str, dict[str, str]] = {
    "stripe": {},
    "github": {"accept": "application/vnd.github+json", "x-github-api-version": "2022-11-28"},
}
