"""Ways in which programs write the same JSON.

A text is taken apart into its tokens and written again, so that order and repeated keys stay, and numbers
but where JavaScript would write them otherwise.
"""

import json
import re
from collections.abc import Callable, Iterator
from decimal import Decimal

OPENS, CLOSES = ("{", "["), ("}", "]")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+', re.DOTALL)
_ESCAPE = re.compile(r"\\(?:u[0-9a-fA-F]{4}(?:\\u[0-9a-fA-F]{4})*|.)", re.DOTALL)
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_IN_HTML = re.compile("[<>&\u2028\u2029]")


def ways(text: str) -> Iterator[tuple[str, str]]:
    """Return a JSON text in other ways, each with words for it: "without spaces"."""
    tokens = _TOKEN.findall(text)
    for spelling, spell in _SPELLINGS.items():
        spelled = [spell(each) for each in tokens]
        for layout, write in _LAYOUTS.items():
            yield layout + spelling, write(spelled)
    content = json.loads(text)
    for layout, separators in (("without spaces", (",", ":")), ("with spaces", (", ", ": "))):
        for only_ascii in (False, True):
            made = json.dumps(content, sort_keys=True, separators=separators, ensure_ascii=only_ascii)
            yield f"{layout} and with its keys in order", made


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


def _as_it_is(token: str) -> str:
    return token


def _plain(token: str) -> str:
    r"""Write characters themselves where they may stand: not \u00f6 and \/."""
    return _ESCAPE.sub(_character, token) if token[0] == '"' else token


def _character(match: re.Match[str]) -> str:
    if match[0][1] not in "u/":
        return match[0]
    text: str = json.loads(f'"{match[0]}"')
    return text if text.isprintable() and '"' not in text and "\\" not in text else match[0]


def _ascii(token: str) -> str:
    return _BEYOND_ASCII.sub(lambda found: json.dumps(found[0])[1:-1], _plain(token))


def _slashed(token: str) -> str:
    return _ascii(token).replace("/", "\\/")


def _for_html(token: str) -> str:
    return _IN_HTML.sub(lambda found: f"\\u{ord(found[0]):04x}", _plain(token))


def _javascript(token: str) -> str:
    """Write a number as JavaScript does, which keeps some 16 digits; a text as it does."""
    if token[0] not in "-0123456789":
        return _plain(token)
    value = float(token)
    if value != value or abs(value) == float("inf"):
        return "null"
    if value and not 1e-6 <= abs(value) < 1e21:
        return re.sub(r"e([+-])0?(\d)", r"e\1\2", repr(value).replace(".0e", "e"))
    plain = format(Decimal(repr(value)), "f").removesuffix(".0")
    return "0" if plain == "-0" else plain


_LAYOUTS: dict[str, Callable[[list[str]], str]] = {
    "without spaces": _spaced(",", ":"),
    "with a space after each comma and colon": _spaced(", ", ": "),
    "indented by two": _indented("  "),
    "indented by four": _indented("    "),
    "indented by tabs": _indented("\t"),
}
_SPELLINGS: dict[str, Callable[[str], str]] = {
    "": _as_it_is,
    ", with letters such as ö as they are": _plain,
    ", with letters such as ö escaped": _ascii,
    ", with letters such as ö and each slash escaped": _slashed,
    ", with the signs <, > and & escaped": _for_html,
    ", with numbers as JavaScript writes them": _javascript,
}
