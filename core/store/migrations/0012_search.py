"""The text of the log, indexed behind it: the words of payloads, and parts of ids, types and addresses.

Both indexes hold no text of their own. They are written in small batches, and merged in small steps of
their own (`automerge` is off), so that no write takes long.
"""

from typing import Any

STATEMENTS = (
    """CREATE VIRTUAL TABLE log_words USING fts5(
        text, content='', detail=none, columnsize=0, tokenize='unicode61 remove_diacritics 0')""",
    """CREATE VIRTUAL TABLE log_names USING fts5(
        text, content='', detail=none, columnsize=0, tokenize='trigram')""",
    "INSERT INTO log_words (log_words, rank) VALUES ('automerge', 0)",
    "INSERT INTO log_names (log_names, rank) VALUES ('automerge', 0)",
    "CREATE TABLE log_indexed (id INTEGER PRIMARY KEY CHECK (id = 1), position INTEGER NOT NULL)",
    "INSERT INTO log_indexed VALUES (1, 0)",
)


def up(migrator: Any, db: Any) -> None:  # noqa: ARG001  # the runner's signature
    """Make both indexes; what is in the log already is indexed when the engine runs."""
    for statement in STATEMENTS:
        db.execute_sql(statement)
