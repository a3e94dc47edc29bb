"""What differs between the headers of two requests or responses: by name, in any case and order."""

from collections.abc import Mapping

from core.inspect.json_diff import Difference
from core.inspect.volatile import is_volatile_header
from core.log.event_log import Headers


def compare_headers(old: Headers, new: Headers, what: str = "header") -> list[Difference]:
    """Return what differs, in the new order and then what is gone; `what` begins each path."""
    before, after = _named(old), _named(new)
    names = [*after, *(name for name in before if name not in after)]
    return [_difference(what, name, before, after) for name in names if before.get(name) != after.get(name)]


def _named(headers: Headers) -> dict[tuple[str, int], str]:
    """Return the values by name, and by how often the name came before."""
    found, times = dict[tuple[str, int], str](), dict[str, int]()
    for name, value in headers:
        lower = name.lower()
        times[lower] = times.get(lower, -1) + 1
        found[lower, times[lower]] = value
    return found


def _difference(
    what: str,
    name: tuple[str, int],
    before: Mapping[tuple[str, int], str],
    after: Mapping[tuple[str, int], str],
) -> Difference:
    kind = "changed" if name in before and name in after else "added" if name in after else "removed"
    values = before.get(name, ""), after.get(name, "")
    return Difference(f"{what} {name[0]}", kind, *values, is_volatile_header(name[0]))
