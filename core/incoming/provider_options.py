"""What providers need to be told beside a secret: which options each has, and whether they make sense."""

import json
import re
from collections.abc import Callable, Mapping
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
        raise InvalidInput("Enter the host of your Saleor.", "For example shop.saleor.cloud.", field="host")
    return replace(_DEFAULTS, **values)


def check_option(name: str, text: str) -> str:
    """Return one option as it is kept; an empty one is the default. Raises InvalidInput."""
    text = text.strip() if name == "public_url" else text.strip().lower()
    if not text:
        return str(getattr(_DEFAULTS, name))
    is_good, what = _KINDS[name]
    if not is_good(text):
        raise InvalidInput(f"This is no {name.replace('_', ' ')}.", f"It is {what}.", field=name)
    return text


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and text.isprintable()


def _is_header(text: str) -> bool:
    return _HEADER.fullmatch(text) is not None


_NAME = _is_header, "a name such as x-signature"
_KINDS: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "public_url": (_is_url, "the whole URL that the sender was given, with https://"),
    "host": (lambda text: _HOST.fullmatch(text) is not None, "a name such as shop.saleor.cloud"),
    "algorithm": (lambda text: text in ALGORITHMS, "sha1, sha256 or sha512"),
    **dict.fromkeys(("header", "id_header", "topic_header"), _NAME),
}
"""What each option must be, and how that is said."""
