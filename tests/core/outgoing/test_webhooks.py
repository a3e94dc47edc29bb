import base64

import pytest

from core.errors import InvalidInput, NotFound
from core.outgoing import webhooks
from core.outgoing.apps import create_app
from core.outgoing.emit import emit
from core.outgoing.last_delivery import last_deliveries
from core.outgoing.webhook_secrets import SCHEMES, generate_secret
from core.outgoing.webhooks import create_webhook, get_webhook, reveal_secret, update_webhook
from core.signing import keys, standard
from tests.core import made


@pytest.fixture
def app(store):
    return made.app(store)


def create(store, app, **values):
    base = {"name": "Hook", "target_url": "https://shop.example/in", "events": ["product_created"]}
    return create_webhook(store, app_id=app.id, **{**base, **values})


def test_a_new_webhook_is_inactive_and_never_was_active(store, app, clock):
    webhook = create(store, app)
    assert (webhook.is_active, webhook.activated_at, webhook.has_secret) == (False, None, False)
    assert (webhook.scheme, webhook.events, webhook.created_at) == (
        "nautical",
        ("product_created",),
        clock.now,
    )
    assert get_webhook(store, webhook.id) == webhook


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"name": " "}, "name"),
        ({"target_url": "ftp://shop.example"}, "target_url"),
        ({"target_url": "https://ann:pw@shop.example/"}, "target_url"),
        ({"events": []}, "events"),
        ({"events": ["product_created", "tide_turned"]}, "events"),
        ({"scheme": "rot13"}, "scheme"),
        ({"secret": "x" * 256}, "secret"),
        ({"secret": keys.generate_private()}, "secret"),
        ({"scheme": "standard", "secret": "not base64!"}, "secret"),
        ({"scheme": "standard", "secret": keys.public_key(keys.generate_private())}, "secret"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_is_kept(store, app, values, field):
    with pytest.raises(InvalidInput) as refused:
        create(store, app, **values)
    assert refused.value.field == field
    assert webhooks.list_webhooks(store) == []

    webhook = create(store, app)
    with pytest.raises(InvalidInput) as refused:
        update_webhook(store, webhook.id, **{"name": "New", **values})
    assert refused.value.field == field
    assert get_webhook(store, webhook.id) == webhook


def test_an_app_that_is_not_there_can_own_nothing(store):
    with pytest.raises(NotFound):
        create_webhook(store, app_id=7, name="w", target_url="http://a.example", events=["any_events"])
    assert store.sql("SELECT count(*) FROM webhook_event").fetchone() == (0,)


def test_only_what_is_named_changes(store, app):
    webhook = create(store, app, secret="s3cret")
    changed = update_webhook(store, webhook.id, events=["any_events", "order_created", "any_events"])
    assert sorted(changed.events) == ["any_events", "order_created"]
    assert (changed.name, changed.has_secret, changed.target_url) == ("Hook", True, webhook.target_url)
    assert update_webhook(store, webhook.id) == changed


@pytest.mark.parametrize(("is_active", "status"), [(True, "PENDING"), (False, "HELD")])
def test_a_webhook_moves_to_another_app_with_what_it_is_owed(store, app, is_active, status):
    hook = made.hook(store)
    emit(store, "product_created")
    other = create_app(store, name="Other", is_active=is_active)
    assert update_webhook(store, hook.id, app_id=other.id).app_id == other.id
    assert [row.status for row in made.rows(store)] == [status]
    with pytest.raises(NotFound):
        update_webhook(store, hook.id, app_id=99)
    assert get_webhook(store, hook.id).app_id == other.id


def test_a_secret_is_kept_by_none_and_removed_by_nothing(store, app):
    webhook = create(store, app, secret=" s3cret ")
    update_webhook(store, webhook.id, name="New")
    assert reveal_secret(store, webhook.id) == "s3cret"
    assert not update_webhook(store, webhook.id, secret="").has_secret
    assert reveal_secret(store, webhook.id) == ""


def test_showing_a_secret_is_noted_without_it(store, app):
    webhook = create(store, app, secret="s3cret")
    reveal_secret(store, webhook.id)
    assert store.sql("SELECT act, subject FROM audit").fetchall() == [
        ("secret shown", f"webhook {webhook.id}")
    ]


def test_the_standard_scheme_makes_a_secret_where_none_is_given(store, app):
    webhook = create(store, app, scheme="standard")
    secret = reveal_secret(store, webhook.id)
    assert len(base64.b64decode(secret.removeprefix("whsec_"))) == 32
    update_webhook(store, webhook.id, scheme="standard", name="Same")
    assert reveal_secret(store, webhook.id) == secret


def test_changing_to_the_standard_scheme_makes_a_key_of_its_form(store, app):
    webhook = create(store, app, secret="any words")
    update_webhook(store, webhook.id, scheme="standard")
    assert reveal_secret(store, webhook.id).startswith("whsec_")


def test_a_private_key_shows_its_public_half_while_it_is_the_webhooks_key(store, app):
    private = keys.generate_private()
    webhook = create(store, app, scheme="standard", secret=private)
    assert webhook.public_key == keys.public_key(private)
    assert webhooks.list_webhooks(store) == [webhook]
    assert update_webhook(store, webhook.id, secret=standard.generate_secret()).public_key == ""
    assert update_webhook(store, webhook.id, secret=private).public_key == webhook.public_key


def test_a_private_key_does_not_become_one_that_is_shared(store, app):
    webhook = create(store, app, scheme="standard", secret=keys.generate_private())
    changed = update_webhook(store, webhook.id, scheme="nautical")
    assert (changed.has_secret, changed.public_key) == (True, "")
    assert len(bytes.fromhex(reveal_secret(store, webhook.id))) == 32


def test_a_shared_secret_stays_when_the_scheme_becomes_the_marketplaces(store, app):
    webhook = create(store, app, scheme="standard")
    secret = reveal_secret(store, webhook.id)
    update_webhook(store, webhook.id, scheme="nautical")
    assert reveal_secret(store, webhook.id) == secret


def test_the_standard_scheme_is_never_without_a_secret(store, app):
    webhook = create(store, app, scheme="standard")
    with pytest.raises(InvalidInput) as refused:
        update_webhook(store, webhook.id, secret="")
    assert refused.value.field == "secret"


def test_when_it_was_first_active_stays(store, app, clock):
    webhook = create(store, app)
    clock.now += 5
    first = update_webhook(store, webhook.id, is_active=True).activated_at
    clock.now += 5
    update_webhook(store, webhook.id, is_active=False)
    assert update_webhook(store, webhook.id, is_active=True).activated_at == first == clock.now - 5


@pytest.mark.parametrize(
    "act", [webhooks.get_webhook, webhooks.delete_webhook, webhooks.update_webhook, webhooks.reveal_secret]
)
def test_a_webhook_that_is_not_there_is_not_found(store, act):
    with pytest.raises(NotFound, match="no webhook 7"):
        act(store, 7)


def test_a_deleted_webhook_leaves_its_log_and_a_line_in_the_audit(store):
    webhook = made.hook(store)
    emit(store, "product_created")
    webhooks.delete_webhook(store, webhook.id)
    assert (made.states(store), made.owed(store)) == ([("FAILED", "The webhook was deleted")], [])
    assert store.sql("SELECT count(*) FROM webhook_event").fetchone() == (0,)
    assert store.sql("SELECT act, subject FROM audit").fetchall() == [("webhook deleted", "webhook 1 Hook")]


def test_webhooks_are_listed_for_one_app_or_all(store, app):
    first, second = create(store, app), made.hook(store)
    assert webhooks.list_webhooks(store) == [first, second]
    assert webhooks.list_webhooks(store, app.id) == [first]


def test_the_newest_attempt_of_each_webhook_is_told(store, app):
    webhook, quiet = create(store, app, is_active=True), create(store, app)
    for _ in range(2):
        emit(store, "product_created")
    for log_id, number, at in ((1, 1, 100), (2, 1, 200), (2, 2, 300)):
        store.sql("UPDATE event_log SET attempts = ? WHERE id = ?", (number, log_id))
        store.sql(
            "INSERT INTO attempt (log_id, number, at, status_code, duration_ms, request_headers,"
            " response_headers, response_body) VALUES (?, ?, ?, 500, 7, '[]', '[]', x'')",
            (log_id, number, at),
        )
    last = last_deliveries(store, app.id)
    assert set(last) == {webhook.id}
    assert (last[webhook.id].at, last[webhook.id].status_code, last[webhook.id].duration_ms) == (300, 500, 7)
    assert quiet.id not in last


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_generated_secret_is_accepted_by_its_scheme(store, app, scheme):
    secret = generate_secret(scheme)
    assert secret != generate_secret(scheme)
    assert reveal_secret(store, create(store, app, scheme=scheme, secret=secret).id) == secret
