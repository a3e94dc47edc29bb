"""What a body may have been when it was signed: before somebody on the way wrote it anew.

JSON is taken apart into its tokens and written again, so that numbers, order and repeated keys stay.
"""

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

MOST_BYTES = 512 * 1024
"""Larger bodies are not written anew: each way takes as long as reading them."""
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPE = re.compile(r"\\u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*")
OPENS, CLOSES = ("{", "["), ("}", "]")
RAW = "Verify the raw bytes as they came; parse or write JSON only after that."


@dataclass(frozen=True, slots=True)
class Variant:
    """A body that may have been signed, and what that says."""

    title: str
    advice: str
    body: bytes


def variants(body: bytes) -> Iterator[Variant]:
    """Return what a body may have been, the smallest change first; none is the body itself."""
    seen = {body}
    for each in (*_by_ends(body), *_by_lines(body), *_rewritten(body)):
        if each.body not in seen:
            seen.add(each.body)
            yield each


def _by_ends(body: bytes) -> Iterator[Variant]:
    yield Variant("A line break was added after the body", RAW, body.rstrip(b"\r\n"))
    yield Variant("The line break at the body's end was lost", RAW, body + b"\n")
    yield Variant("The line break at the body's end was lost", RAW, body + b"\r\n")
    yield Variant("Spaces around the body were added", RAW, body.strip())
    mark = b"\xef\xbb\xbf"
    yield Variant("A byte order mark was added before the body", RAW, body.removeprefix(mark))
    yield Variant("The byte order mark before the body was lost", RAW, mark + body)


def _by_lines(body: bytes) -> Iterator[Variant]:
    unix = body.replace(b"\r\n", b"\n")
    for text in (unix, unix.rstrip(b"\n"), unix + b"\n"):
        yield Variant("Its line endings were changed from LF to CRLF", RAW, text)
    windows = unix.replace(b"\n", b"\r\n")
    for text in (windows, windows.rstrip(b"\r\n"), windows + b"\r\n"):
        yield Variant("Its line endings were changed from CRLF to LF", RAW, text)


def _rewritten(body: bytes) -> Iterator[Variant]:
    try:
        if len(body) > MOST_BYTES:
            return
        text = body.decode()
        json.loads(text)
    except (ValueError, RecursionError):
        return
    tokens = _TOKEN.findall(text)
    for how, write in _WRITINGS.items():
        for spelled, spell in _SPELLINGS.items():
            made = write([spell(token) if token[0] == '"' else token for token in tokens])
            yield Variant(
                "The JSON was written anew", _how(how, spelled), made.encode("utf-8", "surrogatepass")
            )
    for how, separators in (("without spaces", (",", ":")), ("with spaces", (", ", ": "))):
        for ascii_only in (False, True):
            made = json.dumps(
                json.loads(text), sort_keys=True, separators=separators, ensure_ascii=ascii_only
            )
            words = f"It was signed {how} and with its keys in order. {RAW}"
            yield Variant("The JSON was written anew", words, made.encode("utf-8", "surrogatepass"))


def _how(how: str, spelled: str) -> str:
    return f"It was signed {how}{spelled}. {RAW}"


def _spaced(comma: str, colon: str) -> Callable[[list[str]], str]:
    return lambda tokens: "".join({",": comma, ":": colon}.get(each, each) for each in tokens)


def _indented(step: str) -> Callable[[list[str]], str]:
    def write(tokens: list[str]) -> str:
        parts, depth = [], 0
        for before, each, after in zip(["", *tokens], tokens, [*tokens[1:], ""], strict=False):
            depth += (each in OPENS) - (each in CLOSES)
            line = f"\n{step * depth}"
            if each in CLOSES:
                parts.append(each if before in OPENS else line + each)
            elif each in OPENS:
                parts.append(each if after in CLOSES else each + line)
            else:
                parts.append({",": f",{line}", ":": ": "}.get(each, each))
        return "".join(parts)

    return write


def _plain(token: str) -> str:
    r"""Write characters themselves where they may stand: not \u00f6 and \/."""
    return _ESCAPE.sub(_character, token).replace("\\/", "/")


def _character(match: re.Match[str]) -> str:
    text: str = json.loads(f'"{match[0]}"')
    return text if text.isprintable() and '"' not in text and "\\" not in text else match[0]


def _ascii(token: str) -> str:
    escaped = json.dumps(_plain(token))[1:-1]
    return escaped.replace('\\"', '"').replace("\\\\", "\\")


def _slashed(token: str) -> str:
    return _ascii(token).replace("/", "\\/")


_WRITINGS: dict[str, Callable[[list[str]], str]] = {
    "without spaces": _spaced(",", ":"),
    "with a space after each comma and colon": _spaced(", ", ": "),
    "indented by two": _indented("  "),
    "indented by four": _indented("    "),
    "indented by tabs": _indented("\t"),
}
_SPELLINGS: dict[str, Callable[[str], str]] = {
    "": lambda token: token,
    ", with letters such as ö as they are": _plain,
    ", with letters such as ö escaped": _ascii,
    ", with letters such as ö and each slash escaped": _slashed,
}
