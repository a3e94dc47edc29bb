"""The pages of the window, and what of it is imported when."""

import importlib
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """A page: its row in the navigation, and where it comes from when it is first shown."""

    title: str
    icon: str
    module: str
    page: str


ENTRIES = (
    Entry("Overview", "chart-line-up", "desktop.pages.overview", "OverviewPage"),
    Entry("Event Logs", "list-bullets", "desktop.pages.event_logs", "EventLogsPage"),
    Entry("Webhook Jobs", "stack", "desktop.pages.jobs", "JobsPage"),
    Entry("Apps", "squares-four", "desktop.pages.apps", "AppsPage"),
    Entry("Plugins", "puzzle-piece", "desktop.pages.plugins", "PluginsPage"),
    Entry("Settings", "gear-six", "desktop.pages.settings", "SettingsPage"),
    Entry("Records", "database", "desktop.pages.records", "RecordsPage"),
    Entry("Verification lab", "flask", "desktop.pages.lab", "LabPage"),
)
LATER = (
    "desktop.inspector.payload_inspector",
    "desktop.inspector.case_inspector",
    "desktop.forms.resend_dialog",
    "desktop.forms.emit_dialog",
    "desktop.forms.replay_dialog",
    "desktop.forms.bulk_dialog",
    "desktop.pages.job_dialog",
)
"""Dialogs that are a click away, imported once the window stands."""


def import_later() -> None:
    """Import every page, and the dialogs that are a click away."""
    _import(entry.module for entry in ENTRIES)
    _import(LATER)


def _import(modules: Iterable[str]) -> None:
    for module in modules:
        importlib.import_module(module)
