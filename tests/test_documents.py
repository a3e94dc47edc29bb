"""What the documents say can be done is what is done."""

import importlib.util
import os
import re
import shlex
import tomllib
from pathlib import Path

import pytest

from core.cli import parse

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_checks_run_the_very_test_command_of_the_readme():
    script = ROOT / ".ci" / "run"
    (command,) = re.findall(r"^python3 .*pytest$", README, re.MULTILINE)
    assert command in script.read_text(encoding="utf-8")
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize("module", sorted(set(re.findall(r"python -m (tests[\w.]+)", README))))
def test_every_benchmark_that_the_readme_names_exists(module):
    assert importlib.util.find_spec(module) is not None


@pytest.mark.parametrize("line", re.findall(r"main\.py ([^`\n]+?)(?: &)?(?:`|$)", README, re.MULTILINE))
def test_every_command_of_the_readme_is_one(line):
    assert parse(shlex.split(line)).command


@pytest.mark.parametrize("document", ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"])
def test_documents_link_to_what_is_there(document):
    links = re.findall(r"\]\(([^)#:]+)\)", (ROOT / document).read_text(encoding="utf-8"))
    assert [link for link in links if not (ROOT / link).exists()] == []


def test_the_rooms_of_the_architecture_exist():
    rooms = re.findall(
        r"^\| `([\w./]+)` \|", (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert len(rooms) > 10
    assert [room for room in rooms if not (ROOT / room).exists()] == []


def test_what_is_installed_are_all_packages_of_the_tree():
    listed = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"][
        "packages"
    ]
    folders = (
        found.parent for top in ("core", "desktop", "resources") for found in (ROOT / top).rglob("*.py")
    )
    assert listed == sorted({".".join(folder.relative_to(ROOT).parts) for folder in folders})
