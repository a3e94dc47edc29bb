"""main -> desktop -> core, one way: the core imports no Qt, the desktop touches no record and no SQL."""

import ast
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
NO_QT = """
import importlib, pkgutil, sys
import core
for module in pkgutil.walk_packages(core.__path__, "core."):
    if ".migrations." not in module.name:
        importlib.import_module(module.name)
print(*(name for name in sys.modules if name.split(".")[0] in ("PySide6", "shiboken6", "qasync", "desktop")))
"""
EARLY = """
import sys
import core.engine, core.cli, desktop.app, desktop.pages.overview
print(*({"httpx", "aiohttp", "uvicorn", "cryptography", "pyqtgraph", "numpy"} & set(sys.modules)))
"""
DESKTOP = sorted((ROOT / "desktop").rglob("*.py"))
SQL = ("core.store.records", "core.store.keyset", "core.store.sqlite", "peewee", "playhouse", "sqlite3")


def said(code):
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return ran.stdout.split()


def test_the_core_imports_no_qt():
    assert said(NO_QT) == []


def test_neither_the_network_side_nor_what_draws_charts_is_imported_before_a_window_is_painted():
    assert said(EARLY) == []


def imports(path):
    """Every module that a file imports, wherever it does so, as written out in full."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{path} imports relatively"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def within(name, package):
    return name == package or name.startswith(f"{package}.")


def test_the_desktop_imports_no_record_and_no_sql():
    for path in DESKTOP:
        assert not [name for name in imports(path) if any(within(name, package) for package in SQL)], path


def calls(path):
    """Every method that a file calls on something named `store`."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = node.func.value
            if getattr(on, "id", getattr(on, "attr", "")) in ("store", "_store"):
                yield node.func.attr


def test_the_desktop_runs_no_statement_of_its_own():
    for path in DESKTOP:
        assert not {"sql", "rows", "one", "many", "run", "write"} & set(calls(path)), path


def test_only_the_main_module_and_tests_import_the_desktop():
    for path in (ROOT / "core").rglob("*.py"):
        assert not [name for name in imports(path) if within(name, "desktop") or within(name, "main")], path


def test_no_step_of_the_schema_imports_todays_models():
    for path in (ROOT / "core" / "store" / "migrations").glob("[0-9]*.py"):
        assert not [name for name in imports(path) if within(name, "core")], path
