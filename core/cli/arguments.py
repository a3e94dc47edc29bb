"""What the arguments of all commands are made of: parsers, and types of values.

What a command does is named as `module.function`, and imported when it is run.
"""

import argparse
from pathlib import Path
from typing import Any, NoReturn

from core import statuses
from core.errors import InvalidInput

_LARGEST_ID = 2**63 - 1

Group = Any
"""What `add_subparsers` returns: a generic class that argparse keeps to itself."""


class Parser(argparse.ArgumentParser):
    """A parser that raises what is wrong instead of printing it, because --json prints errors its own way."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_abbrev=False, **options)

    def error(self, message: str) -> NoReturn:
        """Raise InvalidInput."""
        raise InvalidInput(f"{message[:1].upper()}{message[1:]}.", f"See {self.prog} --help.", code="usage")


def noun(commands: Group, name: str, text: str) -> Group:
    """Add a noun whose actions are commands of their own."""
    parser = commands.add_parser(name, help=text, description=_sentence(text))
    common(parser)
    return parser.add_subparsers(dest="action", metavar="ACTION", required=True)


def command(group: Group, name: str, run: str, text: str, *, needs_store: bool = True) -> Parser:
    """Add a command that `run` carries out: `module.function` of this package."""
    parser: Parser = group.add_parser(name, help=text, description=_sentence(text))
    parser.set_defaults(run=run, needs_store=needs_store)
    common(parser)
    return parser


def with_id(group: Group, name: str, run: str, text: str) -> Parser:
    """Add a command on one row of the log, or one app, webhook or job."""
    parser = command(group, name, run, text)
    parser.add_argument("id", type=row_id, metavar="ID")
    return parser


def common(parser: Parser) -> None:
    """Add what is taken at any place; without defaults, so that no place undoes another."""
    nothing = argparse.SUPPRESS
    parser.add_argument("--json", action="store_true", default=nothing, help="print one JSON document")
    text = "the folder of the database, the key and the logs"
    parser.add_argument("--data-dir", type=_folder, default=nothing, metavar="DIR", help=text)


def filters(parser: Parser) -> None:
    """Add which rows of the log are meant; without defaults for the same reason."""

    def add(name: str, **options: Any) -> None:
        parser.add_argument(name, default=argparse.SUPPRESS, **options)

    add("--direction", type=str.upper, choices=("EMITTED", "RECEIVED"))
    add("--event", metavar="TYPE", help="an event or a job type")
    add("--status", type=str.upper, choices=statuses.LOG)
    add("--app", type=row_id, metavar="ID")
    add("--webhook", type=row_id, metavar="ID")
    add("--plugin", metavar="PLUGIN_ID")
    add("--since", metavar="TIME", help="ISO 8601, or an age such as 2h")
    add("--until", metavar="TIME", help="ISO 8601, or an age such as 2h")
    search = (
        "words of a payload, part of an id, a type or a URL, and terms such as status:failed or sku:ABC-1"
    )
    add("--search", metavar="TEXT", help=search)


def activity(parser: Parser) -> None:
    """Add whether it is active."""
    choice = parser.add_mutually_exclusive_group()
    choice.add_argument("--active", action="store_const", const=True, default=None, dest="is_active")
    choice.add_argument("--inactive", action="store_const", const=False, default=None, dest="is_active")


def row_id(text: str) -> int:
    """Read the id of a row."""
    return _whole(text, 1, _LARGEST_ID)


def count(text: str) -> int:
    """Read how many."""
    return _whole(text, 1, 1_000_000)


def seconds(text: str) -> int:
    """Read a length of time."""
    return _whole(text, 0, 1_000_000_000)


def port(text: str) -> int:
    """Read a port; 0 picks a free one."""
    return _whole(text, 0, 65_535)


def _folder(text: str) -> Path:
    if not text:  # of a variable that is not set, say; as a path it would be the folder one stands in
        raise argparse.ArgumentTypeError("it names no folder")
    return Path(text)


def _whole(text: str, least: int, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most):
        raise argparse.ArgumentTypeError(f"{text} is not a whole number from {least} to {most}")
    return int(text)


def _sentence(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}."
