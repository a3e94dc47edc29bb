"""The audit: lines on who did what, which outlive the rows they speak of."""

from core.store.database import Store
from core.store.records import AuditRecord


def note(store: Store, act: str, subject: str) -> None:
    """Add a line, never with a secret in it; call it inside the `write` that does what it tells of."""
    store.run(AuditRecord.insert(at=store.clock(), act=act, subject=subject))
