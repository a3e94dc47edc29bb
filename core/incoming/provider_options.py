"""What providers need to be told beside a secret: which options each has, and whether they make sense."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict, replace
from urllib.parse import urlsplit

from core.errors import InvalidInput
from core.signing import Options
from core.signing.plain_hmac import ALGORITHMS

NAMES = ("public_url", "header", "algorithm", "id_header", "topic_header", "host")
USED: Mapping[str, tuple[str, ...]] = {
    "square": ("public_url",),
    "saleor-jws": ("host",),
    "hmac": ("header", "algorithm", "id_header", "topic_header"),
    "basic": ("id_header", "topic_header"),
    "bearer": ("id_header", "topic_header"),
    "header": ("header", "id_header", "topic_header"),
}
"""The options that each provider looks at; those that are not here have none."""
_HEADER = re.compile(r"[!#$%&'*+.^_`|~0-9a-z-]{1,64}")
_HOST = re.compile(r"[0-9a-z]([0-9a-z.-]{0,251}[0-9a-z])?(:[0-9]{1,5})?")
_DEFAULTS = Options()


def read_options(text: str) -> Options:
    """Return options as they are kept: a JSON object of those that are not the default."""
    return _DEFAULTS if text == "{}" else Options(**json.loads(text))


def write_options(options: Options) -> str:
    """Return options as they are kept."""
    return json.dumps(
        {name: value for name, value in asdict(options).items() if value != getattr(_DEFAULTS, name)}
    )


def check_options(provider: str, given: Mapping[str, str], kept: Options = _DEFAULTS) -> Options:
    """Return a provider's options: those that are given, and for the others what is kept.

    What the provider does not look at is left out; given, it is refused. Raises InvalidInput.
    """
    used = USED.get(provider, ())
    if unused := next((name for name, value in given.items() if value and name not in used), None):
        raise InvalidInput(
            f"The provider {provider} has no {unused.replace('_', ' ')}.", "Leave it out.", field=unused
        )
    values = {name: check_option(name, given.get(name, getattr(kept, name))) for name in used}
    if provider == "saleor-jws" and not values["host"]:
        raise InvalidInput(
            "The host is needed whose keys verify.", "For example shop.saleor.cloud.", field="host"
        )
    return replace(_DEFAULTS, **values)


def check_option(name: str, text: str) -> str:
    """Return one option as it is kept; an empty one is the default. Raises InvalidInput."""
    text = text.strip()
    if name == "public_url":
        return _check_url(text)
    text = text.lower()
    if name == "algorithm":
        return _checked(
            name, text or _DEFAULTS.algorithm, text in ("", *ALGORITHMS), "sha1, sha256 or sha512"
        )
    if name == "host":
        return _checked(
            name, text, not text or _HOST.fullmatch(text) is not None, "a name such as shop.saleor.cloud"
        )
    return _checked(name, text, not text or _HEADER.fullmatch(text) is not None, "a name such as x-signature")


def _checked(name: str, text: str, is_good: bool, what: str) -> str:
    if not is_good:
        raise InvalidInput(f"This is no {name.replace('_', ' ')}.", f"It is {what}.", field=name)
    return text


def _check_url(text: str) -> str:
    try:
        parts = urlsplit(text)
        is_good = not text or (
            parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()
        )
    except ValueError:
        is_good = False
    return _checked("public_url", text, is_good, "the whole URL that the sender was given, with https://")
