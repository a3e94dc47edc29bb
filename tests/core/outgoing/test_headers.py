import h11
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import InvalidInput, KeyUnreadable, NotFound
from core.outgoing.headers import (
    basic,
    bearer,
    check_headers,
    custom_headers,
    reveal_authorization,
    reveal_header,
    shown_headers,
    with_kept,
)
from core.outgoing.sending import Sending
from core.outgoing.webhooks import get_webhook, update_webhook
from core.store.database import open_store
from core.store.vault import KEY_FILE
from tests.core import made


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("", "x"),
        ("x shop", "x"),
        ("x:", "x"),
        ("x\r\nhost", "x"),
        ("é", "x"),
        ("x-shop", ""),
        ("x-shop", "a\r\nb: c"),
        ("x-shop", "a\0"),
        ("x-shop", "Öl"),
        ("x-shop", "a\tb"),
        ("Content-Type", "text/plain"),
        ("HOST", "other.example"),
        ("content-length", "3"),
        ("Transfer-Encoding", "chunked"),
        ("webhook-id", "mine"),
        ("X-Nautical-Signature", "mine"),
        ("proxy-authorization", "x"),
        ("Authorization", "Basic x"),
        ("x" * 101, "x"),
    ],
)
def test_what_cannot_be_a_header_of_ones_own_is_refused(name, value):
    with pytest.raises(InvalidInput) as refused:
        check_headers([(name, value)])
    assert refused.value.field == "headers"


def test_names_are_lower_case_and_there_once_and_not_too_many():
    assert check_headers([(" X-Shop ", " Nord wind ")]) == (("x-shop", "Nord wind"),)
    for wrong in ([("a", "1"), ("A", "2")], [(f"x-{n}", "1") for n in range(51)], [("a", "x" * 9_000)]):
        with pytest.raises(InvalidInput):
            check_headers(wrong)


@given(st.lists(st.tuples(st.text(max_size=20), st.text(max_size=40)), max_size=4))
def test_whatever_is_taken_can_be_sent_and_whatever_cannot_is_refused_with_words(headers):
    try:
        checked = check_headers(headers)
    except InvalidInput as error:
        assert error.field == "headers"
    else:
        sent = [("host", "a.example"), *checked]
        request = h11.Request(method="POST", target="/", headers=sent)  # raises for what HTTP forbids
        assert [(name.decode(), value.decode()) for name, value in request.headers] == sent


@pytest.mark.parametrize("text", ["", "ann", ":pw", "ann:p\nw"])
def test_basic_authorisation_needs_a_user_and_a_password(text):
    with pytest.raises(InvalidInput) as refused:
        basic(text)
    assert refused.value.field == "authorization"


@pytest.mark.parametrize("token", ["", "two words", "a\nb", "tökén", "x" * 9_000])
def test_a_token_is_visible_ascii(token):
    with pytest.raises(InvalidInput):
        bearer(token)


def test_all_of_it_is_sealed_and_only_names_are_shown(store):
    hook = made.hook(store, headers=[("X-Key", "s3cret")], authorization=bearer("t0ken"))
    assert (hook.header_names, hook.authorization) == (("x-key",), "bearer")
    row = store.sql("SELECT headers, authorization FROM webhook").fetchone()
    assert not any(b"s3cret" in part or b"t0ken" in part for part in row)
    assert custom_headers(store, hook.id) == (("x-key", "s3cret"),)


def test_shown_are_the_values_that_carry_no_credentials_and_the_audit_knows_of_each_other(store):
    hook = made.hook(store, headers=[("x-shop", "7"), ("x-key", "k")], authorization=basic("ann:p:w"))
    assert shown_headers(store, hook.id) == (("x-shop", "7"), ("x-key", None))
    assert reveal_header(store, hook.id, "x-key") == "k"
    assert reveal_header(store, hook.id, "x-gone") == ""
    assert reveal_authorization(store, hook.id) == "ann:p:w"
    update_webhook(store, hook.id, authorization=bearer("t0ken"))
    assert reveal_authorization(store, hook.id) == "t0ken"
    acts = [act for (act,) in store.sql("SELECT act FROM audit ORDER BY id").fetchall()]
    shown = ["header x-key shown", "header x-gone shown", "authorisation shown", "authorisation shown"]
    assert acts == shown
    with pytest.raises(NotFound):
        reveal_authorization(store, 7)


def test_a_value_of_none_is_the_saved_one(store):
    hook = made.hook(store, headers=[("x-shop", "7"), ("x-key", "k")])
    assert with_kept(store, hook.id, [("x-key", None), ("x-new", "1")]) == [("x-key", "k"), ("x-new", "1")]
    assert with_kept(store, hook.id, [("x-gone", None)]) == [("x-gone", "")]  # refused when it is saved


def test_none_keeps_them_and_nothing_removes_them(store):
    hook = made.hook(store, headers=[("x-a", "1")], authorization=basic("a:b"), sending=Sending(timeout_s=3))
    assert update_webhook(store, hook.id, name="New").header_names == ("x-a",)
    bare = update_webhook(store, hook.id, headers=[], authorization="")
    assert (bare.header_names, bare.authorization, custom_headers(store, hook.id)) == ((), "", ())
    assert bare.sending == Sending(timeout_s=3)
    with pytest.raises(NotFound):
        custom_headers(store, 7)


@pytest.mark.parametrize(
    ("sending", "field"),
    [
        (Sending(retry="never"), "retry"),
        (Sending(timeout_s=0), "timeout_s"),
        (Sending(timeout_s=61), "timeout_s"),
        (Sending(at_once=0), "at_once"),
        (Sending(at_once=33), "at_once"),
        (Sending(per_second=0), "per_second"),
        (Sending(per_second=1_001), "per_second"),
    ],
)
def test_settings_that_cannot_be_are_named_and_not_kept(store, sending, field):
    hook = made.hook(store)
    with pytest.raises(InvalidInput) as refused:
        update_webhook(store, hook.id, sending=sending)
    assert refused.value.field == field
    assert get_webhook(store, hook.id) == hook


def test_how_a_webhook_sends_is_kept(store):
    sending = Sending("short", 60, 32, 1_000, True)
    assert get_webhook(store, made.hook(store, sending=sending).id).sending == sending


@pytest.mark.parametrize("values", [{"headers": [("x-key", "k")]}, {"authorization": bearer("t0ken")}])
def test_where_only_these_are_sealed_a_lost_key_is_not_replaced_by_a_new_one(store, values):
    made.hook(store, **values)
    folder = store.path.parent
    (folder / KEY_FILE).unlink()
    with pytest.raises(KeyUnreadable, match="key file is missing"):
        open_store(folder).vault.seal("s")
