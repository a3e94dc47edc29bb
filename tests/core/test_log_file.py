"""The program's own log."""

import logging
import stat
from pathlib import Path

import pytest

from core.log_file import SAME_AGAIN, log_to_file


@pytest.fixture
def root():
    """The root logger, as it was before afterwards."""
    root = logging.getLogger()
    before = list(root.handlers)
    yield root
    for handler in [each for each in root.handlers if each not in before]:
        root.removeHandler(handler)
        handler.close()


def test_a_bug_is_kept_with_its_traceback_in_a_file_of_the_users_own(tmp_path, root):
    path = log_to_file(tmp_path)

    try:
        raise ZeroDivisionError("here")
    except ZeroDivisionError:
        logging.getLogger("core.somewhere").exception("it went wrong")

    text = path.read_text()
    assert "ERROR MainThread core.somewhere: it went wrong" in text
    assert "ZeroDivisionError: here" in text
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_what_is_no_trouble_is_not_kept(tmp_path, root):
    path = log_to_file(tmp_path)

    logging.getLogger("core.somewhere").info("all is well")

    assert path.read_text() == ""


def test_it_stays_small_however_long_it_is_written(tmp_path, root, monkeypatch):
    monkeypatch.setattr("core.log_file.BYTES", 1_000)
    path, log = log_to_file(tmp_path), logging.getLogger("core.somewhere")

    for number in range(200):
        log.warning("something else went wrong: %d", number)

    files = sorted(tmp_path.iterdir())
    assert [file.name for file in files] == [path.name, *(f"{path.name}.{copy}" for copy in (1, 2, 3))]
    assert all(file.stat().st_size <= 1_000 and stat.S_IMODE(file.stat().st_mode) == 0o600 for file in files)
    assert path.read_text().endswith("something else went wrong: 199\n")


def test_what_is_said_over_and_over_is_written_once_a_minute_with_its_number(tmp_path, root, monkeypatch):
    now = [1_000.0]
    monkeypatch.setattr("core.log_file.time.monotonic", lambda: now[0])
    path, log = log_to_file(tmp_path), logging.getLogger("core.somewhere")

    for _ in range(300):
        log.warning("cannot store %s: %s", "an event", "the disk is full")
        log.warning("jobs wait")
    now[0] += SAME_AGAIN
    log.warning("cannot store an event: the disk is full")
    log.warning("cannot store an event: the disk is full")

    said = [line.partition("core.somewhere: ")[2] for line in path.read_text().splitlines()]
    once = "cannot store an event: the disk is full"
    assert said == [once, "jobs wait", f"{once} (299 more since)"]


def test_another_error_is_another_line_and_few_are_remembered(tmp_path, root, monkeypatch):
    monkeypatch.setattr("core.log_file.MOST_LINES", 2)
    path, log = log_to_file(tmp_path), logging.getLogger("core.somewhere")

    for error in (ValueError("a"), ValueError("b"), ValueError("b"), KeyError("c"), ValueError("a")):
        log.error("it went wrong", exc_info=error)

    assert path.read_text().count("it went wrong") == 4


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="a device that is always full is Linux's")
def test_a_full_disk_is_not_told_line_by_line(tmp_path, root, capsys):
    (tmp_path / "yardarm.log").symlink_to("/dev/full")
    log_to_file(tmp_path)
    logging.getLogger("core.somewhere").warning("the disk is full")
    with pytest.raises(OSError, match="No space left"):  # it was tried
        root.handlers[-1].close()
    assert capsys.readouterr().err == ""
