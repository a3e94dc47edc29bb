"""What of the log is kept, from the command line."""

import pytest

from core.bus import Change
from core.store.database import open_store

ANN = "ann.moor@quayside.example"


def end_all(desk):
    store = open_store(desk.folder)
    with store.write(Change.LOG):
        store.sql("UPDATE event_log SET status = 'DELIVERED'")
        store.sql("DELETE FROM outbox")


def test_rows_are_deleted_once_they_are_over(desk):
    desk.webhook()
    desk.json("emit", "product_created", "--count", 3)
    told = desk.json("logs", "delete", "--event", "product_created")
    assert (told["deleted"], told["kept"]) == (0, {"It is still owed.": 3})
    end_all(desk)
    assert desk.json("logs", "delete", 1, 2, "--dry-run")["deleted"] == 2
    assert desk.json("logs", "delete", 1, 2)["deleted"] == 2
    assert [row["id"] for row in desk.json("logs")] == [3]
    assert "Deleted 1 rows." in desk.run("logs", "delete", "--all").out


def test_not_everything_is_deleted_by_a_slip(desk):
    assert desk.refused("logs", "delete")["code"] == "usage"


def test_rules_of_retention_are_shown_tried_and_set(desk):
    desk.webhook()
    desk.json("emit", "product_created", "--count", 3)
    end_all(desk)
    assert {rule["days"] for rule in desk.json("logs", "retention")} == {None}
    tried = desk.json("logs", "retention", "DELIVERED", "--rows", 1, "--dry-run")
    assert tried[0] == {"status": "DELIVERED", "days": None, "rows": 1, "megabytes": None, "goes": 2}
    assert desk.json("logs", "retention")[0]["rows"] is None
    desk.json("logs", "retention", "DELIVERED", "--days", 90, "--megabytes", 500)
    assert desk.json("logs", "retention")[0]["megabytes"] == 500
    desk.json("logs", "retention", "DELIVERED", "--forever")
    assert desk.json("logs", "retention")[0]["days"] is None
    assert "any" in desk.run("logs", "retention").out
    assert desk.json("logs", "retention", "history", "--days", 365)[-1]["days"] == 365


@pytest.mark.parametrize("words", [("PENDING", "--days", 3), ("DELIVERED",), ("DELIVERED", "--days", 99_999)])
def test_a_wrong_rule_is_refused(desk, words):
    desk.refused("logs", "retention", *words)


def test_what_is_redacted_is_said_anew_each_time(desk):
    assert desk.json("logs", "redaction") == {"paths": [], "headers": []}
    said = desk.json("logs", "redaction", "--path", "$..email", "--header", "X-Mail")
    assert said == {"paths": ["$..email"], "headers": ["x-mail"]}
    assert desk.refused("logs", "redaction", "--path", "$$")["code"] == "invalid"
    assert desk.json("logs", "redaction", "--nothing") == {"paths": [], "headers": []}


def test_a_person_is_erased_after_a_look(desk, tmp_path):
    desk.webhook()
    payload = tmp_path / "payload.json"
    payload.write_text(f'{{"email": "{ANN}"}}')
    desk.json("emit", "product_created", "--payload", payload)
    looked = desk.json("logs", "erase", ANN, "--dry-run")
    assert (looked["rows"], looked["owed"]) == (1, 1)
    assert len(desk.json("logs")) == 1
    assert desk.json("logs", "erase", ANN)["rows"] == 1
    assert desk.json("logs") == []
    assert desk.refused("logs", "erase", "x")["code"] == "invalid"
