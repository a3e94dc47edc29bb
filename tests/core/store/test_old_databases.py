"""Files that earlier versions wrote are opened, with everything in them."""

import gzip

import pytest

from core import settings
from core.incoming import jobs
from core.incoming.plugins import get_plugin
from core.incoming.plugins import reveal_secret as reveal_plugin
from core.incoming.runner import run_batch
from core.log import event_log
from core.outgoing import held
from core.outgoing.emit import emit
from core.outgoing.webhooks import get_webhook, reveal_secret, update_webhook
from core.store.database import FILE, open_store
from core.store.schema import STEPS
from core.store.vault import KEY_FILE
from tests.core import made
from tests.old_databases.make import HERE, KEY, PAYLOAD, SECRET, fill

KEPT = sorted(HERE.glob("*.db.gz"))


@pytest.fixture(params=[*KEPT, None], ids=lambda kept: kept.name if kept else "today's")
def old(request, tmp_path):
    """A desk as a version wrote it, opened by this one."""
    if request.param is None:
        fill(tmp_path)
    else:
        (tmp_path / KEY_FILE).write_bytes(KEY)
        (tmp_path / FILE).write_bytes(gzip.decompress(request.param.read_bytes()))
    store = open_store(tmp_path)
    with store.connection():
        yield store


def test_databases_of_earlier_versions_are_kept_to_be_opened():
    assert KEPT


def test_it_is_brought_up_to_date(old):
    steps = [name for (name,) in old.sql("SELECT name FROM schema_migration ORDER BY name").fetchall()]
    assert steps == sorted(step.stem for step in STEPS.glob("[0-9]*.py"))
    assert old.sql("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert old.sql("PRAGMA foreign_key_check").fetchall() == []
    assert old.sql("PRAGMA auto_vacuum").fetchone() == (2,)


def test_its_schema_is_that_of_a_new_file(old, store):
    question = "SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name"
    assert old.sql(question).fetchall() == store.sql(question).fetchall()


def test_everything_in_it_is_there(old):
    hook = get_webhook(old, 1)
    assert (hook.name, hook.target_url, hook.is_active) == ("Hook", "https://shop.example/in", False)
    assert (reveal_secret(old, 1), reveal_plugin(old, "till"), get_plugin(old, "till").seller) == (
        SECRET,
        SECRET,
        "Ann",
    )
    assert (settings.load(old).marketplace_domain, settings.load(old).receiver_port) == (
        "shop.example",
        9_000,
    )
    assert [row.status for row in made.rows(old)] == ["DELIVERED", "HELD", "HELD", "ACCEPTED"]
    assert event_log.payload(old, 1).startswith(PAYLOAD[:-2])
    (attempt,) = event_log.attempts(old, 1)
    assert (attempt.status_code, attempt.request_headers) == (200, (("a", "b"),))


def test_work_goes_on_in_it(old):
    update_webhook(old, 1, is_active=True)
    assert held.release(old, 1) == 2
    assert run_batch(old) == 1
    assert jobs.get_job(old, 1).status == "SUCCESS"
    assert len(emit(old, "product_created").deliveries) == 1
    assert len(made.owed(old)) == 4
