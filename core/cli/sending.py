"""The options of `webhook create` and `webhook update` that say how deliveries are sent."""

from argparse import Namespace
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from core.cli.files import read_bytes
from core.cli.output import when
from core.errors import InvalidInput
from core.outgoing import headers
from core.outgoing.authorities import MOST_BYTES, check_authorities, described
from core.outgoing.sending import Sending
from core.outgoing.webhooks import Webhook


def given_parts(options: Namespace, before: Sending) -> dict[str, Any]:
    """Return what was given, as `create_webhook` and `update_webhook` take it. Raises InvalidInput."""
    parts: dict[str, Any] = {"sending": _sending(options, before)}
    if options.header is not None:
        parts["headers"] = _headers(options.header)
    if options.basic is not None:
        parts["authorization"] = headers.basic(options.basic) if options.basic else ""
    if options.bearer is not None:
        parts["authorization"] = headers.bearer(options.bearer) if options.bearer else ""
    return parts


def as_dict(webhook: Webhook) -> dict[str, Any]:
    """Return how deliveries are sent; of headers the names, of authorisation the kind."""
    sending = webhook.sending
    return {
        "retry": sending.retry,
        "timeout_s": sending.timeout_s,
        "at_once": sending.at_once,
        "per_second": sending.per_second,
        "in_order": sending.in_order,
        "headers": list(webhook.header_names),
        "authorization": webhook.authorization or None,
        "authorities": [
            {"subject": each.subject, "expires_at": when(each.expires_at)}
            for each in described(sending.authorities)
        ],
        "disabled_reason": webhook.disabled_reason,
    }


def _sending(options: Namespace, before: Sending) -> Sending:
    """Return the settings with what was given changed; a limit of 0 is none."""
    names = {"retry": "retry", "timeout": "timeout_s", "in_order": "in_order"}
    limits = ("at_once", "per_second")
    given: dict[str, Any] = {field: getattr(options, name) for name, field in names.items()}
    given = {field: value for field, value in given.items() if value is not None}
    given |= _authorities(options)
    given |= {name: getattr(options, name) or None for name in limits if getattr(options, name) is not None}
    return replace(before, **given)


def _authorities(options: Namespace) -> dict[str, str]:
    """Return what a CA file holds if one is given, nothing in its place if none shall be there."""
    if options.ca_file is not None:
        data = read_bytes(options.ca_file, at_most=MOST_BYTES)
        if not data.strip():
            raise InvalidInput("The CA file is empty.", "--no-ca-file removes it.", field="authorities")
        return {"authorities": check_authorities(data)}
    return {"authorities": ""} if options.no_ca_file else {}


def _headers(lines: Iterable[str]) -> list[tuple[str, str]]:
    """Return the headers of lines such as `x-shop: 7`; an empty line is none."""
    pairs = []
    for line in filter(None, lines):
        name, colon, value = line.partition(":")
        if not colon:
            raise InvalidInput(f"“{line[:60]}” is not a header.", "Write NAME: VALUE.", field="headers")
        pairs.append((name, value))
    return pairs
