"""`verify`: checking a captured request, and saying why it fails."""

import base64
from argparse import Namespace
from contextlib import suppress
from dataclasses import replace
from typing import Any

from core.cli.files import read_bytes
from core.cli.output import Result, escape
from core.clock import epoch_ms
from core.errors import BadSignature, InvalidInput, StoreError
from core.incoming.provider_options import check_option
from core.lab.captured import own_secret, read_captured, stored_secrets, subject_of
from core.lab.diagnosis import diagnose
from core.lab.pasted import read_head
from core.lab.report import Report, Shown, Subject
from core.signing import VERIFIERS, Seen
from core.store.database import FILE, Store, open_store
from core.times import read_time

HEADERS_SIZE = 256 * 1024
BODY_SIZE = 25 * 1024 * 1024
PREVIEW = 2_000
"""How many of the signed bytes are printed."""
NEEDED = ("provider", "secret", "headers", "body")


def verify(options: Namespace) -> Result:
    """Check the signature of a request that was kept in two files or in the log, and say why it fails.

    Where there is a database, its secrets are tried too; they are never printed.
    """
    store = _store(options)
    if store is None:
        return _result(diagnose(_in_files(options)), options.provider)
    with store.connection():
        subject = _in_log(store, options) if options.log else _in_files(options)
        return _result(diagnose(subject, stored_secrets(store)), subject.provider)


def _store(options: Namespace) -> Store | None:
    """Open the database that `--log` needs, or whose secrets may be tried if there is one."""
    if options.log:
        return open_store(options.data_dir)
    with suppress(StoreError):
        return open_store(options.data_dir) if (options.data_dir / FILE).exists() else None
    return None


def _in_files(options: Namespace) -> Subject:
    if missing := next((name for name in NEEDED if getattr(options, name) is None), None):
        raise InvalidInput(f"--{missing} is needed.", "Or name a row of the log with --log.", code="usage")
    head = read_head(read_bytes(options.headers, at_most=HEADERS_SIZE))
    body = read_bytes(options.body, at_most=BODY_SIZE)
    now = epoch_ms() if options.at is None else read_time(options.at, now=epoch_ms())
    return _as_asked(
        options, Subject(_provider(options.provider), "", Seen(head.headers, body, now, head.target))
    )


def _in_log(store: Store, options: Namespace) -> Subject:
    captured = read_captured(store, options.log)
    secret = own_secret(store, captured.plugin_id) if options.secret is None else ""
    return _as_asked(options, subject_of(captured, secret))


def _as_asked(options: Namespace, subject: Subject) -> Subject:
    """Put in what the options say of how to check a request."""
    told = subject.seen.options
    if options.url:
        told = replace(told, public_url=options.url)
    for name in ("header", "algorithm"):
        if text := getattr(options, name):
            told = replace(told, **{name: check_option(name, text)})
    seen = replace(subject.seen, options=told)
    provider = _provider(options.provider) if options.provider else subject.provider
    return replace(
        subject,
        provider=provider,
        secret=subject.secret if options.secret is None else options.secret,
        seen=seen,
    )


def _provider(name: str) -> str:
    if name not in VERIFIERS:
        known = ", ".join(VERIFIERS)
        raise InvalidInput(f"There is no provider {name}.", f"It is one of: {known}.", field="provider")
    return name


def _result(report: Report, provider: str) -> Result:
    if found := report.verified:
        data = {"verified": True, "transaction_id": found.transaction_id, "topic": found.topic}
        text = "There is nothing to verify." if provider == "none" else "The signature is right."
        return Result(data, text)
    error = BadSignature(report.title, report.advice)
    return Result(_failure(report), "\n".join(_lines(report)), status=1, error=error)


def _failure(report: Report) -> dict[str, Any]:
    cause = report.cause
    return {
        "verified": False,
        "reason": report.title,
        "advice": report.advice,
        "cause": cause and {"kind": cause.kind, "title": cause.title, "change": cause.advice},
        "signatures": [_shown(each) for each in report.shown],
    }


def _shown(each: Shown) -> dict[str, Any]:
    """Return what is signed, and both signatures; `signed` is base64 of all the bytes."""
    return {
        "signed": base64.b64encode(each.content).decode(),
        "size": len(each.content),
        "expected": each.expected or None,
        "given": list(each.offered),
    }


def _lines(report: Report) -> list[str]:
    lines = []
    for each in report.shown:
        start, more = each.content[:PREVIEW].decode("utf-8", "backslashreplace"), len(each.content) - PREVIEW
        lines += [
            f"signed    {escape(start)}{f'… {more:,} bytes more' if more > 0 else ''}",
            f"expected  {each.expected or '-'}",
            f"given     {escape(', '.join(each.offered)) or '-'}",
        ]
    if report.cause:
        lines += ["", f"{escape(report.cause.title)}.", escape(report.cause.advice)]
    elif report.shown:
        lines += ["", "No known cause explains it: most likely the secret is another one."]
    return lines
