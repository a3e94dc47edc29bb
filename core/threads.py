"""How the threads of a program take turns: one at a time runs Python."""

import sys

SWITCH_S = 0.0005
"""How long a thread may keep the interpreter from one that waits for it. At 5 ms, Python's own, three busy
threads make the window 60 ms late, at 0.5 ms 14 ms; what is emitted in a flood is committed in half the
time, and no less is sent."""


def take_short_turns() -> None:
    """Let each thread of this process wait only shortly."""
    sys.setswitchinterval(SWITCH_S)
