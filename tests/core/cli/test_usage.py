"""What is asked for wrongly, and where the data is."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli import main, parse
from core.cli.parser import build_parser

ROOT = Path(__file__).parents[3]


@pytest.mark.parametrize(
    "argv",
    [
        ["bogus"],
        ["app"],
        ["app", "create"],
        ["app", "show", "one"],
        ["app", "show", "0"],
        ["app", "show", "9" * 30],
        ["logs", "--limit", "0"],
        ["logs", "--direction", "SIDEWAYS"],
        ["logs", "--since", "soon"],
        ["serve", "--port", "70000"],
        ["jobs", "scheduling", "maybe"],
        ["app", "update", "1", "--active", "--inactive"],
        ["replay"],
        ["replay", "1", "--failed"],
        ["replay", "--failed", "--all"],
        ["app", "list", "--js"],
        ["app", "show", "\udcff"],
        ["app", "list", "--data-dir", ""],
        [],
    ],
)
def test_wrong_usage_is_status_2_and_one_json_error(desk, argv):
    error = desk.refused(*argv)

    assert error["code"] == "usage"
    assert error["message"]


def test_wrong_usage_without_json_is_told_in_words(desk):
    ran = desk.run("app", "show")

    assert (ran.status, ran.out) == (2, "")
    assert "ID" in ran.err
    assert "--help" in ran.err


@pytest.mark.parametrize(
    "argv",
    [["--json", "app", "list"], ["app", "--json", "list"], ["app", "list", "--json"]],
)
def test_json_and_the_data_folder_are_taken_at_any_place(tmp_path, capsys, argv):
    for at in range(len(argv) + 1):
        status = main([*argv[:at], "--data-dir", str(tmp_path / "desk"), *argv[at:]])

        assert status == 0
        assert json.loads(capsys.readouterr().out) == []
    assert (tmp_path / "desk" / "yardarm.db").exists()


def test_the_environment_names_the_data_folder_and_the_option_goes_before_it(tmp_path, monkeypatch):
    monkeypatch.setenv("YARDARM_DATA_DIR", str(tmp_path / "a"))

    assert parse(["app", "list"]).data_dir == tmp_path / "a"
    assert parse(["--data-dir", str(tmp_path / "b"), "app", "list"]).data_dir == tmp_path / "b"


def test_without_a_word_the_folder_is_the_platforms(monkeypatch):
    monkeypatch.delenv("YARDARM_DATA_DIR", raising=False)

    assert parse([]).data_dir.name == "Yardarm"
    assert parse([]).command is None


def every(parser):
    """A parser and those of all its commands."""
    yield parser
    for action in parser._actions:
        for child in action.choices.values() if hasattr(action, "add_parser") else ():
            yield from every(child)


def test_every_command_explains_itself():
    assert all(parser.description and parser.format_help() for parser in every(build_parser()))


def test_every_command_names_a_function_that_exists():
    runs = [run for parser in every(build_parser()) if (run := parser.get_default("run"))]

    assert len(runs) > 30
    for run in runs:
        module, name = run.split(".")
        assert callable(getattr(importlib.import_module(f"core.cli.{module}"), name))


def test_listing_the_catalogue_loads_neither_the_window_nor_the_network_nor_the_store():
    code = (
        "import sys; from core.cli import main; main(['catalogue', 'events']);"
        "sys.exit(any(name in sys.modules for name in"
        " ('PySide6', 'aiohttp', 'httpx', 'uvicorn', 'peewee', 'cryptography')))"
    )

    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=False)

    assert ran.returncode == 0
    assert b"product_created" in ran.stdout


def test_a_reader_that_has_had_enough_is_no_error(tmp_path):
    code = "import sys; from core.cli import main; sys.exit(main(['catalogue', 'events', '--json']))"
    out, into = os.pipe()
    os.close(out)

    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, stdout=into, stderr=subprocess.PIPE, check=False
    )

    os.close(into)
    assert (ran.returncode, ran.stderr) == (0, b"")


def test_a_data_folder_that_cannot_be_made_is_failed_work(tmp_path, capsys):
    (tmp_path / "file").write_text("")

    assert main(["--data-dir", str(tmp_path / "file" / "desk"), "app", "list", "--json"]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["code"] == "store"


def test_a_data_folder_of_nobody_is_bad_input(desk):
    assert desk.refused("app", "list", "--data-dir", "~nobody-has-this-name/desk")["code"] == "usage"


@pytest.mark.parametrize(
    ("command", "redirected", "status", "said"),
    [
        ("catalogue events", "> /dev/full", 1, "The output cannot be written"),
        ("logs payload 1", "> /dev/full", 1, "The output cannot be written"),
        ("serve --port 0", "> /dev/full", 1, "The output cannot be written"),
        ("catalogue events", ">&-", 0, ""),
        ("logs payload 1", ">&-", 0, ""),
        ("emit product_created --payload -", "<&-", 2, "Standard input is closed"),
    ],
)
@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")
def test_a_stream_that_is_full_or_closed_is_told_without_a_traceback(desk, command, redirected, status, said):
    desk.received(body=b"\xff" * 100_000)
    line = f"{sys.executable} {ROOT / 'main.py'} --data-dir {desk.folder} {command} {redirected}"

    ran = subprocess.run(["sh", "-c", line], capture_output=True, text=True, check=False)

    assert ran.returncode == status
    assert said in ran.stderr
    assert len(ran.stderr.splitlines()) == (2 if said else 0)
