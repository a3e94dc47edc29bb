"""Python's garbage collector, where no window keeps it on its own thread."""

import gc

YOUNG = 20_000
"""Objects after which the young are looked through. Sending makes some hundred for each delivery and leaves
no cycles: at Python's own 700 a quarter of its time went into looking."""


def settle() -> None:
    """Take what the start has made out of every later collection, and collect less often from now on."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
