"""Counts of the log and of the jobs, kept by triggers in the transaction that changes them.

Whoever writes a row need not know of them, so they cannot be forgotten: a status that changes moves a
row from one count to another, and a row that is deleted takes its count along.
"""

from typing import Any

MINUTE, SPAN = 60_000, 300_000

STEP = (  # milliseconds of an answer, cut to a step that is at most a tenth of its power of ten wide
    "CASE WHEN {ms} < 20 THEN {ms} WHEN {ms} < 200 THEN {ms} / 10 * 10 WHEN {ms} < 2000 THEN {ms} / 100 * 100"
    " WHEN {ms} < 20000 THEN {ms} / 1000 * 1000 ELSE {ms} / 10000 * 10000 END"
)
FAILING = "{row}status IN ('FAILED', 'PENDING') AND {row}error IS NOT NULL AND {row}attempts > 0"
ANSWERED = "{row}status = 'DELIVERED' AND {row}duration_ms IS NOT NULL"
MOVED = "status, date, error, attempts, duration_ms"

TABLES = (
    """CREATE TABLE log_tally (
        status TEXT NOT NULL,
        minute INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (status, minute)) WITHOUT ROWID""",
    """CREATE TABLE answer_tally (
        span INTEGER NOT NULL,
        step_ms INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (span, step_ms)) WITHOUT ROWID""",
    """CREATE TABLE failing_tally (
        webhook_id INTEGER NOT NULL,
        span INTEGER NOT NULL,
        count INTEGER NOT NULL,
        PRIMARY KEY (webhook_id, span)) WITHOUT ROWID""",
    """CREATE TABLE job_tally (
        status TEXT PRIMARY KEY,
        count INTEGER NOT NULL) WITHOUT ROWID""",
    f"CREATE INDEX log_failing ON event_log (webhook_id) WHERE {FAILING.format(row='')}",
)


def _more(table: str, key: str) -> str:
    return f"INSERT INTO {table} VALUES ({key}, 1) ON CONFLICT DO UPDATE SET count = count + 1"


def _log(row: str) -> str:
    return f"{row}status, {row}date / {MINUTE}"


def _answer(row: str) -> str:
    return f"{row}date / {SPAN}, {STEP.format(ms=f'{row}duration_ms')}"


def _failing(row: str) -> str:
    return f"{row}webhook_id, {row}date / {SPAN}"


def _less(table: str, names: tuple[str, ...], key: str) -> str:
    """Take one off the count at a key. The names before the last hold no comma in their values."""
    values = key.split(", ", len(names) - 1)
    where = " AND ".join(f"{name} = {value}" for name, value in zip(names, values, strict=True))
    return f"UPDATE {table} SET count = count - 1 WHERE {where}"


def _triggers() -> list[str]:
    """Return a trigger for each table and each way in which its rows come, move and go."""
    made = []
    kinds = (
        ("log_tally", "event_log", ("status", "minute"), _log, "", "status, date"),
        ("answer_tally", "event_log", ("span", "step_ms"), _answer, ANSWERED, MOVED),
        ("failing_tally", "event_log", ("webhook_id", "span"), _failing, FAILING, MOVED),
        ("job_tally", "job", ("status",), lambda row: f"{row}status", "", "status"),
    )
    for table, source, names, key, condition, moved in kinds:
        comes, goes = (condition.format(row=row) or "1" for row in ("NEW.", "OLD."))
        more, less = _more(table, key("NEW.")), _less(table, names, key("OLD."))
        made += [
            f"CREATE TRIGGER {table}_in AFTER INSERT ON {source} WHEN {comes} BEGIN {more}; END",
            f"CREATE TRIGGER {table}_off AFTER UPDATE OF {moved} ON {source} WHEN {goes} BEGIN {less}; END",
            f"CREATE TRIGGER {table}_on AFTER UPDATE OF {moved} ON {source} WHEN {comes} BEGIN {more}; END",
            f"CREATE TRIGGER {table}_out AFTER DELETE ON {source} WHEN {goes} BEGIN {less}; END",
        ]
    return made


def _counts() -> tuple[str, ...]:
    """Return what counts the rows that are there already."""
    return (
        f"INSERT INTO log_tally SELECT {_log('')}, count(*) FROM event_log GROUP BY 1, 2",
        f"INSERT INTO answer_tally SELECT {_answer('')}, count(*) FROM event_log"
        f" WHERE {ANSWERED.format(row='')} GROUP BY 1, 2",
        f"INSERT INTO failing_tally SELECT {_failing('')}, count(*) FROM event_log"
        f" WHERE {FAILING.format(row='')} GROUP BY 1, 2",
        "INSERT INTO job_tally SELECT status, count(*) FROM job GROUP BY 1",
    )


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Make the tables, count what is there, and count on from now."""
    for statement in (*TABLES, *_counts(), *_triggers()):
        db.execute_sql(statement)
