import os
import shutil
import subprocess

import pytest
from PySide6.QtWidgets import QDialog

from core.bus import Change
from core.incoming import jobs
from core.incoming.curl_line import PLACEHOLDER
from core.incoming.plugins import create_plugin
from core.incoming.receiver import ReceiverState
from desktop.desk import Place
from tests.desktop.pages.plugins.hands import LEFT, button, copied, post
from tests.waiting import eventually

SECRETS = {"nautical": '$HOME "quoted" `id` \\ é', "none": ""}  # nothing that a shell may take for its own
needs_tools = pytest.mark.skipif(
    not (shutil.which("curl") and shutil.which("openssl")), reason="needs curl and openssl"
)


def test_a_new_plugin_has_no_url_before_it_is_saved(new_form):
    assert new_form.sender_side.later.isVisible()
    assert not new_form.sender_side.url.isVisible()
    assert not new_form.sender_side.lines.isVisible()


def test_the_url_for_the_sender_is_copied(qtbot, form, engine):
    url = f"{engine.receiver_state().url}/plugins/nautical.fulfillment.shopify/"
    assert form.sender_side.url_edit.text() == url
    assert copied(qtbot, form, "Copy the URL") == url


@pytest.mark.parametrize("provider", ["nautical", "none"])
@needs_tools
def test_the_copied_line_makes_a_job_when_it_is_pasted_into_a_shell(
    qtbot, provider, page, engine, store, tmp_path
):
    secret = SECRETS[provider]
    create_plugin(store, name="Trial", provider=provider, secret=secret, id="a.trial-1")
    page.open(Place("Plugins", plugin_id="a.trial-1"))
    qtbot.waitUntil(lambda: page.form is not None)
    lines = copied(qtbot, page.form, "Copy the curl line")
    assert (PLACEHOLDER in lines) == bool(secret)
    assert not secret or secret not in lines
    answer = _in_shell(lines.replace(PLACEHOLDER, secret), tmp_path)
    assert answer.startswith("HTTP/1.1 204")
    [job] = eventually(lambda: jobs.older(store, None, limit=9, match=jobs.JobFilter(status="SUCCESS")))
    assert job.job_type == "PRODUCT_CREATE"
    qtbot.waitUntil(lambda: page.form.sender_side.pill.accessibleName() == "Status: Accepted")


def test_what_only_the_sender_can_sign_has_no_lines_to_try(qtbot, page, store):
    create_plugin(store, name="Saleor", provider="saleor-jws", options={"host": "shop.saleor.cloud"})
    page.open(Place("Plugins", plugin_id="saleor"))
    qtbot.waitUntil(lambda: page.form is not None)
    assert page.form.sender_side.url.isVisible()
    assert not page.form.sender_side.lines.isVisible()


@needs_tools
def test_without_the_secret_put_in_the_line_is_refused(qtbot, form, engine, tmp_path, said):
    assert _in_shell(copied(qtbot, form, "Copy the curl line"), tmp_path).startswith("HTTP/1.1 401")
    qtbot.waitUntil(lambda: form.sender_side.pill.accessibleName() == "Status: Refused")
    assert form.sender_side.words.text().startswith("Bad signature, ")
    qtbot.mouseClick(button(form, "Why it was refused"), LEFT)
    assert [place.page for place in said.places] == ["Verification lab"]


def _in_shell(lines, folder):
    """Return what a shell prints for lines that are pasted into it; a failed command is an error."""
    kept = {name: value for name, value in os.environ.items() if not name.lower().endswith("_proxy")}
    done = subprocess.run(
        ["bash", "-eu", "-o", "pipefail"],
        input=lines,
        env=kept,
        cwd=folder,
        capture_output=True,
        text=True,
        timeout=20,
        check=True,
    )
    return done.stdout


def test_the_payload_of_the_last_request_is_a_click_away(qtbot, form, page, plugin, engine, store):
    assert not form.sender_side.outcome.isVisible()
    post(engine, plugin.id)
    qtbot.waitUntil(form.sender_side.outcome.isVisible)
    qtbot.mouseClick(button(form, "View payload"), LEFT)
    inspector = page.window().findChild(QDialog, "payloadInspector")
    assert inspector.isVisible()
    inspector.close()


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (
            ReceiverState(False, "127.0.0.1", 8765, "The receiver could not start", "Port 8765 is taken."),
            "The receiver could not start. Port 8765 is taken.",
        ),
        (
            ReceiverState(False, "127.0.0.1", 8765),
            "The receiver does not run. Nothing can be received until it does.",
        ),
    ],
)
def test_a_receiver_that_does_not_listen_is_said_where_its_url_is(
    qtbot, form, engine, monkeypatch, said, state, words
):
    notes = form.sender_side.receiver_notes
    assert notes.reasons() == []
    monkeypatch.setattr(engine, "receiver_state", lambda: state)
    engine.bus.publish(Change.RECEIVER)
    qtbot.waitUntil(lambda: notes.reasons() == [words])
    assert form.sender_side.url_edit.text().startswith("http://127.0.0.1:8765/plugins/")
    qtbot.mouseClick(button(notes, "Open Settings"), LEFT)
    assert said.places == [Place("Settings")]


def test_while_the_port_is_not_known_there_is_no_url_to_copy(qtbot, form, engine, monkeypatch):
    monkeypatch.setattr(engine, "receiver_state", lambda: ReceiverState(False, "127.0.0.1", 0))
    engine.bus.publish(Change.RECEIVER)
    qtbot.waitUntil(lambda: form.sender_side.url_edit.text() == "")
    assert not form.sender_side.copy_url.isEnabled()
    assert not form.sender_side.copy_lines.isEnabled()


def test_a_receiver_that_others_reach_is_not_said_to_be_of_this_machine_alone(
    qtbot, form, engine, monkeypatch
):
    monkeypatch.setattr(engine, "receiver_state", lambda: ReceiverState(True, "192.0.2.7", 80))
    engine.bus.publish(Change.RECEIVER)
    qtbot.waitUntil(lambda: "192.0.2.7:80/" in form.sender_side.url_edit.text())
    assert form.sender_side.url_edit.accessibleDescription() == "Enter this at the sender."
