"""The desk without a window, as a process."""

import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import pytest

from core.bus import Change
from core.store.database import open_store
from core.threads import SWITCH_S
from tests.core.incoming import speak
from tests.sink import running_sink
from tests.waiting import eventually

ROOT = Path(__file__).parents[3]
CODE = "import sys; from core.cli import main; sys.exit(main(sys.argv[1:]))"
SAYS_ITS_TURNS = """
import sys
from core.cli import main
status = main(sys.argv[1:])
print(sys.getswitchinterval())
sys.exit(status)
"""


@contextmanager
def serving(folder, *options, code=CODE):
    """Run `serve`; yield the process and what it said when it was ready."""
    argv = [sys.executable, "-c", code, "serve", "--port", "0", "--data-dir", str(folder), *options]
    process = subprocess.Popen(argv, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stdout is not None
    try:
        yield process, json.loads(process.stdout.readline())
    finally:
        process.terminate()
        process.communicate(timeout=10)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_serve_says_where_it_listens_takes_short_turns_and_ends_on_a_signal(desk, number):
    with serving(desk.folder, code=SAYS_ITS_TURNS) as (process, ready):
        assert ready["ready"] is True
        assert ready["pid"] == process.pid
        with urllib.request.urlopen(f"{ready['receiver']}/health") as answer:
            assert json.load(answer) == {"status": "ok"}

        started = time.monotonic()
        process.send_signal(number)

        assert process.wait(timeout=10) == 0
        assert time.monotonic() - started < 5
        assert float(process.stdout.read()) == SWITCH_S  # or three busy threads make each other late


@pytest.mark.long
def test_serve_ends_in_time_while_another_program_holds_the_database(desk):
    desk.webhook()
    desk.json("plugin", "create", "--name", "Shop", "--provider", "none")
    desk.json("emit", "product_created", "--count", 300)
    with serving(desk.folder) as (process, ready), open_store(desk.folder).write(Change.NONE):
        port = int(ready["receiver"].rpartition(":")[2])
        assert speak.ask(port, speak.request("/plugins/shop/STOCK_UPDATE", port=port)).status == 503
        started = time.monotonic()
        process.terminate()
        assert process.wait(timeout=20) == 0
        assert time.monotonic() - started < 5


def test_serve_may_refuse_private_targets(desk):
    with running_sink() as sink, serving(desk.folder, "--refuse-private-targets"):
        desk.webhook(url=sink.url)
        log_id = desk.json("emit", "product_created")["deliveries"][0]

        row = eventually(lambda: (found := desk.json("logs", "show", log_id))["attempts"] and found)

    assert (row["status"], sink.requests) == ("PENDING", [])
    assert "private network" in row["error"]


def test_what_a_command_emits_is_sent_by_serve(desk):
    with running_sink() as sink, serving(desk.folder):
        desk.webhook("--secret", "s", url=sink.url)
        log_id = desk.json("emit", "product_created")["deliveries"][0]

        eventually(lambda: desk.json("logs", "show", log_id)["status"] == "DELIVERED")

    row = desk.json("logs", "show", log_id)
    assert (row["attempts"], row["status_code"]) == (1, 200)
    assert row["history"][0]["response_body"] == "ok"
    assert "200" in desk.run("logs", "show", log_id).out


def test_without_sending_everything_stays_owed(desk):
    with serving(desk.folder, "--no-send"):
        desk.webhook()
        log_id = desk.json("emit", "product_created")["deliveries"][0]

        assert desk.json("logs", "show", log_id)["status"] == "PENDING"


def test_a_plugins_url_is_where_serve_listens_and_the_settings_afterwards(desk):
    desk.json("plugin", "create", "--name", "Shop", "--provider", "none")
    with serving(desk.folder) as (_process, ready):
        assert desk.json("plugin", "show", "shop")["url"] == f"{ready['receiver']}/plugins/shop/"

    assert desk.json("plugin", "show", "shop")["url"] == "http://127.0.0.1:8765/plugins/shop/"


def ended(folder, *options):
    """Run a `serve` that cannot; return its exit status and the code of what it says."""
    status, error = said(folder, *options)
    return status, error["code"]


def said(folder, *options):
    argv = [sys.executable, "-c", CODE, "serve", "--json", "--data-dir", str(folder), *options]
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)
    assert ran.stdout == ""
    return ran.returncode, json.loads(ran.stderr)["error"]


def test_a_second_engine_on_the_same_folder_is_refused(desk):
    with serving(desk.folder):
        assert ended(desk.folder, "--port", "0") == (1, "already_running")


def test_a_taken_port_is_failed_work(desk):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        status, error = said(desk.folder, "--port", str(taken.getsockname()[1]))
    assert (status, error["code"]) == (1, "receiver")
    assert "is taken. Choose another with --port or --host. Port" in error["message"]
    assert "by itself" not in error["message"]  # it has ended


def test_a_host_that_others_reach_needs_a_word(desk):
    assert ended(desk.folder, "--host", "0.0.0.0") == (2, "remote_host")


def test_a_host_that_others_reach_says_which_plugins_take_nothing_there(desk):
    desk.json("plugin", "create", "--name", "Open", "--provider", "none")
    desk.json("plugin", "create", "--name", "Shop", "--provider", "nautical", "--secret", "s3cret")
    with serving(desk.folder, "--host", "0.0.0.0", "--allow-remote") as (process, _ready):
        process.terminate()
        said = process.stderr.read()
    assert "0.0.0.0" in said
    assert ("plugin open" in said, "plugin shop" in said) == (True, False)


def test_without_the_keychain_that_holds_its_key_serve_refuses_in_a_sentence(desk, keychain):
    desk.webhook("--secret", "s3cret")
    desk.json("emit", "product_created")
    desk.json("key", "keychain")
    assert ended(desk.folder, "--port", "0") == (1, "key_unreadable")  # that process finds no keychain
    desk.json("key", "file")
    with running_sink() as sink, serving(desk.folder):
        desk.json("webhook", "update", 1, "--url", sink.url)
        eventually(lambda: desk.json("logs")[0]["attempts"] > 0)


def test_without_its_key_file_serve_runs_sends_nothing_and_says_so(desk):
    with running_sink() as sink:
        desk.webhook("--secret", "s3cret", url=sink.url)
        (desk.folder / "key").rename(desk.folder / "away")
        with serving(desk.folder):
            log_id = desk.json("emit", "product_created")["deliveries"][0]
            log = desk.folder / "yardarm.log"
            eventually(lambda: "nothing is sent: The key file is missing" in log.read_text())
            assert desk.json("logs", "show", log_id)["status"] == "PENDING"
            assert sink.requests == []
