"""A desk that is worked from the command line, in this process."""

import functools
import json
import shutil
from dataclasses import dataclass

import pytest

from core.cli import main
from core.cli.parser import build_parser
from core.store.database import open_store
from core.store.records import JobRecord, LogRecord, PayloadRecord

parser = functools.cache(build_parser)


@dataclass(frozen=True)
class Ran:
    status: int
    out: str
    err: str


class Desk:
    """Runs commands on one data folder."""

    def __init__(self, folder, capsys):
        self.folder = folder
        self._capsys = capsys

    def run(self, *argv):
        self._capsys.readouterr()
        status = main(["--data-dir", str(self.folder), *map(str, argv)])
        found = self._capsys.readouterr()
        return Ran(status, found.out, found.err)

    def unmake(self):
        """Delete the data folder, as it is before the first command that needs one."""
        shutil.rmtree(self.folder)

    def json(self, *argv):
        """Run a command that must succeed and return its document."""
        ran = self.run(*argv, "--json")
        assert (ran.status, ran.err) == (0, "")
        return json.loads(ran.out)

    def refused(self, *argv):
        """Run a command that must be refused and return the error."""
        ran = self.run(*argv, "--json")
        assert (ran.status, ran.out) == (2, "")
        return json.loads(ran.err)["error"]

    def sql(self, statement):
        """Change rows as no command does."""
        store = open_store(self.folder)
        with store.connection():
            store.sql(statement)

    def webhook(self, *options, url="http://127.0.0.1:9/hook", event="product_created"):
        """Make an active app and an active webhook."""
        app = self.json("app", "create", "Feed", "--permission", "MANAGE_PRODUCTS", "--active")
        base = ("--app", app["id"], "--name", "Hook", "--url", url, "--event", event, "--active")
        return self.json("webhook", "create", *base, *options)

    def received(self, job_type="PRODUCT_CREATE", status="PENDING", body=b"{}"):
        """Put a received payload and its job into the store; return the job's id."""
        store = open_store(self.folder)
        with store.connection():
            payload = store.run(PayloadRecord.insert(body=body))
            row = {
                "date": 1_700_000_000_000,
                "direction": "RECEIVED",
                "status": "ACCEPTED",
                "event_type": job_type,
            }
            row |= {"plugin_id": "shop", "attempts": 0, "payload_id": payload, "size": len(body)}
            log_id = store.run(LogRecord.insert(row))
            job = {"created_at": 1, "updated_at": 1, "source": "Shop", "job_type": job_type, "seller": "Ann"}
            job |= {"status": status, "scheduled": True, "message": "", "log_id": log_id, "plugin_id": "shop"}
            return store.run(JobRecord.insert(job | {"attempts": 0}))


@pytest.fixture(autouse=True)
def one_parser(monkeypatch):
    """Make the parser once: it takes most of a short command's time, and tests run hundreds of them."""
    monkeypatch.setattr("core.cli.build_parser", parser)


@pytest.fixture
def desk(tmp_path, capsys, new_desk):
    return Desk(shutil.copytree(new_desk, tmp_path / "desk"), capsys)
