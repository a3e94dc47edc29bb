"""Reading requests and secrets for the lab."""

from dataclasses import replace

import pytest

from core.errors import NotFound
from core.incoming.plugins import create_plugin
from core.lab.captured import own_secret, read_captured, stored_secrets
from core.lab.examine import Asked, examine
from core.outgoing.rotation import rotate_secret
from core.signing import keys, nautical
from core.store.database import open_store
from core.store.vault import KEY_FILE
from tests.core import made


def test_the_secrets_of_plugins_and_webhooks_are_tried_also_the_ones_before(store):
    create_plugin(store, name="Till", provider="stripe", secret="of till")
    hook = made.hook(store, secret="first", name="Feed")
    rotate_secret(store, hook.id, overlap_s=60, secret="second")
    found = {each.label: each.secret for each in stored_secrets(store)}
    label = f"the webhook Feed ({hook.id})"
    assert found == {
        "the plugin Till (till)": "of till",
        label: "second",
        f"{label} before it was replaced": "first",
    }
    assert "of till" not in repr(stored_secrets(store))


def test_of_a_key_pair_the_public_half_is_tried(store):
    pair = keys.generate_private()
    made.hook(store, secret=pair, scheme="standard")
    assert [each.secret for each in stored_secrets(store)] == [keys.public_key(pair)]


def test_secrets_that_cannot_be_read_are_left_out(store):
    create_plugin(store, name="Till", provider="stripe", secret="of till")
    (store.path.parent / KEY_FILE).write_bytes(b"k" * 32)
    locked = open_store(store.path.parent)
    with locked.connection():
        assert stored_secrets(locked) == []


def test_a_plugin_that_is_gone_has_no_secret_and_a_row_that_is_gone_is_not_found(store):
    assert own_secret(store, "gone") == ""
    with pytest.raises(NotFound):
        read_captured(store, 7)


def test_what_is_kept_of_secrets_does_not_get_out(store):
    create_plugin(store, name="Till", provider="nautical", secret="kept")
    create_plugin(store, name="Other", provider="nautical", secret="other")
    asked = Asked("nautical", plugin_id="till", body=b"{}")
    for key in ("kept", "other", "whsec_kept"):
        signed = replace(asked, headers=f"x-nautical-signature: {nautical.sign(key, b'{}')}")
        found = examine(store, signed)
        changed = found.cause.changed if found.cause else None
        assert changed is None or changed.secret == ""
    typed = replace(asked, headers=f"x-nautical-signature: {nautical.sign('other', b'{}')}", secret="typed")
    assert examine(store, typed).cause.title == "It matches the secret of the plugin Other (other)"
    assert examine(store, typed).cause.changed is None
    typed = replace(signed, secret="kept")
    assert examine(store, typed).cause.changed.secret == "whsec_kept"


def test_where_a_request_line_was_pasted_its_path_counts(store):
    asked = Asked("square", secret="k", headers="POST /a?b=c HTTP/1.1\nHost: desk.example", body=b"{}")
    [shown] = examine(store, asked).shown
    assert shown.content == b"https://desk.example/a?b=c{}"
