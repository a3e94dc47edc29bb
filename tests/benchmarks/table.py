"""How a benchmark prints what it found: one table, medians over interleaved rounds."""

import os
import platform
import statistics
from collections.abc import Sequence


def median(rates: Sequence[float]) -> float:
    """Return the median rate of some rounds."""
    return statistics.median(rates)


def spread(rates: Sequence[float]) -> str:
    """Return the lowest and the highest rate of some rounds."""
    return f"{min(rates):,.0f} to {max(rates):,.0f}"


def show(title: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    """Print a table whose first column is words and whose others are figures."""
    widths = [max(len(row[column]) for row in (head, *rows)) for column in range(len(head))]
    print(f"\n{title}")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    for row in (head, ["-" * width for width in widths], *rows):
        cells = [row[0].ljust(widths[0])]
        cells += [cell.rjust(width) for cell, width in zip(row[1:], widths[1:], strict=True)]
        print("  ".join(cells))
