"""Short ways to what most tests of the core start from."""

import json
from collections.abc import Callable

from core.bus import Change
from core.catalogue import catalogue
from core.log import event_log
from core.log.event_log import LogRow
from core.outgoing.apps import App, create_app
from core.outgoing.webhooks import Webhook, create_webhook
from core.store.database import Store

NOWHERE = "http://127.0.0.1:9/hook"


def app(store: Store, **values) -> App:
    """Make an active app that holds every permission, but for what `values` say."""
    return create_app(
        store, **{"name": "Feed", "permissions": catalogue().permissions, "is_active": True, **values}
    )


def hook(store: Store, url: str = NOWHERE, **values) -> Webhook:
    """Make an active webhook for every event, of an app of its own, but for what `values` say."""
    base = {"name": "Hook", "events": ["any_events"], "is_active": True}
    owner = values.pop("app_id", None) or app(store).id
    return create_webhook(store, app_id=owner, target_url=url, **{**base, **values})


def rows(store: Store) -> list[LogRow]:
    """Return the whole log, oldest first."""
    with store.connection():
        return event_log.older(store, None, limit=10_000)[::-1]


def states(store: Store) -> list[tuple[str, str | None]]:
    """Return the status and the error of every row, oldest first."""
    return [(row.status, row.error) for row in rows(store)]


def owed(store: Store) -> list[int]:
    """Return the ids of what is in the outbox."""
    with store.connection():
        return [log_id for (log_id,) in store.sql("SELECT log_id FROM outbox ORDER BY log_id").fetchall()]


def many(store: Store, webhook: Webhook, count: int) -> None:
    """Owe a webhook many deliveries at once, faster than `emit` would."""
    with store.write(Change.LOG | Change.OUTBOX):
        payload = store.sql("INSERT INTO payload (body) VALUES (x'7b7d')").lastrowid
        now = store.clock()
        row = (now, webhook.target_url, webhook.id, webhook.app_id, now, payload)
        store.many(
            "INSERT INTO event_log (date, direction, status, event_type, target_url, webhook_id, app_id, uid,"
            " next_attempt_at, payload_id, size)"
            " VALUES (?, 'EMITTED', 'PENDING', 'product_created', ?, ?, ?, 'u', ?, ?, 2)",
            [row] * count,
        )
        store.sql(
            "INSERT INTO outbox SELECT id, webhook_id, next_attempt_at FROM event_log WHERE payload_id = ?",
            (payload,),
        )


def pause(store: Store, webhook: Webhook, *, failing_ms: int = 0) -> None:
    """Put a webhook into its pause, as the sender would after many failures."""
    now = store.clock()
    values = (
        webhook.id,
        10,
        "5xx",
        "500 Internal Server Error",
        now - 60_000,
        now,
        failing_ms,
        1,
        now + 60_000,
    )
    with store.write(Change.WEBHOOKS):
        store.sql("INSERT OR REPLACE INTO webhook_health VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)", values)


def jobs(store: Store, *payloads: object, job_type: str = "STOCK_UPDATE", plugin: str = "shop") -> list[int]:
    """Let payloads come in, each with its job; return the jobs' ids. Bytes come in as they are."""
    made = []
    with store.write(Change.LOG | Change.JOBS):
        now = store.clock()
        for each in payloads:
            body = each if isinstance(each, bytes) else json.dumps(each).encode()
            payload = store.sql("INSERT INTO payload (body) VALUES (?)", (body,)).lastrowid
            log_id = store.sql(
                "INSERT INTO event_log (date, direction, status, event_type, plugin_id, payload_id, size)"
                " VALUES (?, 'RECEIVED', 'ACCEPTED', ?, ?, ?, ?)",
                (now, job_type, plugin, payload, len(body)),
            ).lastrowid
            row = store.sql(
                "INSERT INTO job (created_at, updated_at, source, job_type, seller, status, scheduled,"
                " message, log_id, plugin_id, attempts)"
                " VALUES (?, ?, 'Shop', ?, 'Ann', 'PENDING', 1, '', ?, ?, 0)",
                (now, now, job_type, log_id, plugin),
            ).lastrowid
            made.append(row or 0)
    return made


def steps(store: Store, act: Callable[[], object]) -> int:
    """Run what uses this thread's connection; return how many hundred steps SQLite took for it."""
    taken: list[None] = []
    connection = store.db.connection()
    connection.set_progress_handler(lambda: taken.append(None), 100)
    act()
    connection.set_progress_handler(None, 100)
    return len(taken)
