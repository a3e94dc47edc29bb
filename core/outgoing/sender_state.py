"""What the sender is doing, for those who look at it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SenderState:
    """Whether deliveries are being sent, and if not, why and what to do."""

    running: bool
    title: str = ""
    advice: str = ""


OFFLINE = SenderState(
    False,
    "This computer is offline.",
    "What is owed to others waits, without an attempt being counted, and goes on by itself.",
)
