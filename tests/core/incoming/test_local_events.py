"""`POST /events/<event>`: programs on this machine emit with an app's token."""

import httpx
import peewee
import pytest

from core.incoming import local_events
from core.outgoing.apps import create_app, update_app
from core.outgoing.tokens import app_of, create_token, list_tokens, revoke_token
from core.outgoing.webhooks import create_webhook
from tests.waiting import eventually


@pytest.fixture
def app(engine):
    return create_app(engine.store, name="Till", permissions=["MANAGE_ORDERS"], is_active=True)


@pytest.fixture
def token(engine, app):
    return create_token(engine.store, app.id, name="till")[1]


def post(engine, event, token=None, body=b'{"total": 1.10}', **headers):
    url = f"{engine.receiver_state().url}/events/{event}"
    given = {"authorization": f"Bearer {token}"} if token else {}
    return httpx.post(url, content=body, headers={"content-type": "application/json", **given, **headers})


def test_an_event_of_a_program_reaches_a_webhook(engine, app, token, sink):
    create_webhook(
        engine.store, app_id=app.id, name="w", target_url=sink.url, events=["any_events"], is_active=True
    )
    answer = post(engine, "order_created", token)
    assert answer.status_code == 202
    (got,) = eventually(lambda: sink.requests)
    assert got.headers["webhook-id"] == answer.json()["uid"]
    assert got.body.startswith(b'{"total": 1.10,')
    assert len(answer.json()["deliveries"]) == 1


@pytest.mark.parametrize("given", [b"", b"Bearer", b"Bearer yrd_wrong", b"Bearer \xfc", b"Basic eDp5"])
def test_without_a_valid_token_nothing_is_emitted(engine, given):
    assert post(engine, "order_created", authorization=given).status_code == 401


def test_a_revoked_token_is_worthless_at_once(engine, app, token):
    with engine.store.connection():
        (made,) = list_tokens(engine.store, app.id)
    revoke_token(engine.store, made.id)
    assert post(engine, "order_created", token).status_code == 401


def test_the_app_needs_the_permission_of_the_event(engine, token):
    answer = post(engine, "product_created", token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "no_permission")


def test_an_inactive_app_emits_nothing(engine, app, token):
    update_app(engine.store, app.id, is_active=False)
    assert post(engine, "order_created", token).json()["error"]["code"] == "app_inactive"


def test_an_idempotency_key_gives_the_first_answer_again(engine, token):
    first, second = (post(engine, "order_created", token, **{"idempotency-key": "k1"}) for _ in range(2))
    assert second.json() == first.json()
    other = post(engine, "order_created", token, **{"idempotency-key": "k2"})
    assert other.json()["uid"] != first.json()["uid"]


@pytest.mark.parametrize(
    ("event", "body", "status"),
    [("order_created", b"no", 400), ("order_created", b"[]", 400), ("nothing_happened", b"{}", 404)],
)
def test_what_cannot_be_emitted_is_refused(engine, token, event, body, status):
    assert post(engine, event, token, body=body).status_code == status


def test_programs_wait_while_too_much_is_owed(engine, app, token, sink, monkeypatch):
    monkeypatch.setattr(local_events, "MAX_OWED", 0)
    answer = post(engine, "order_created", token)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "30")


def test_only_a_hash_of_a_token_is_kept(store):
    app = create_app(store, name="Till", is_active=True)
    _, text = create_token(store, app.id, name="till")
    assert app_of(store, text) == app.id
    (kept,) = store.sql("SELECT * FROM app_token").fetchall()
    assert all(text not in str(value) for value in kept)


@pytest.mark.parametrize("blamed", ["write", "sql"])
def test_while_the_store_fails_the_program_is_asked_to_come_again(engine, token, monkeypatch, blamed):
    def fail(*_args, **_options):
        raise peewee.OperationalError("disk I/O error")

    with monkeypatch.context() as patch:
        patch.setattr(engine.store, blamed, fail)
        answer = post(engine, "order_created", token)
    assert (answer.status_code, answer.json()["error"]["code"]) == (503, "cannot_write")
    assert post(engine, "order_created", token).status_code == 202
