"""No secret that a desk was given stands in its folder: not while it runs, and not afterwards."""

import base64
import logging

import httpx
import pytest

from core.incoming.fetching.access import reveal_key, set_access
from core.incoming.plugins import create_plugin, delete_plugin, update_plugin
from core.incoming.plugins import reveal_secret as reveal_plugin
from core.log_file import log_to_file
from core.outgoing.emit import emit
from core.outgoing.tokens import create_token
from core.outgoing.webhook_secrets import generate_secret
from core.outgoing.webhooks import delete_webhook, reveal_secret, update_webhook
from core.signing import nautical
from tests.core import made
from tests.waiting import eventually

WEBHOOK, CHANGED, PLUGIN, PASSWORD = "w-5ecret-one", "w-5ecret-two", "p-5ecret-key", "bearer-5ecret"
API_KEY = "sk-5ecret-api"


@pytest.fixture
def log(engine):
    """The log file of the process, which the tests' own handlers do not share."""
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    yield log_to_file(engine.data_dir)
    for handler in [each for each in root.handlers if each not in before]:
        root.removeHandler(handler)
        handler.close()


def spellings(secret):
    raw = secret.encode()
    key = base64.b64decode(secret.removeprefix("whsec_")) if secret.startswith("whsec_") else raw
    return {raw, raw.hex().encode(), base64.b64encode(raw), raw.decode().encode("utf-16-le"), key}


def found(folder, secrets):
    """Which secrets stand in which file."""
    kept = {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert "yardarm.db" in kept
    return [
        (name, secret)
        for name, content in kept.items()
        for secret in secrets
        if any(spelling in content for spelling in spellings(secret))
    ]


def test_no_secret_stands_in_the_folder_in_the_clear(engine, sink, log):
    store, key = engine.store, generate_secret("standard")
    hook = made.hook(store, sink.url, secret=WEBHOOK)
    made.hook(store, sink.url, scheme="standard", secret=key)
    create_plugin(store, id="shop", name="Shop", provider="nautical", secret=PLUGIN)
    create_plugin(store, id="pay", name="Pay", provider="stripe", secret=PLUGIN)
    set_access(store, "pay", key=API_KEY)
    assert reveal_key(store, "pay") == API_KEY
    _, token = create_token(store, hook.app_id, name="till")
    secrets = {WEBHOOK, CHANGED, key, PLUGIN, token, PASSWORD, API_KEY}

    sink.answers = [500]
    emit(store, "product_created")
    url, body = f"{engine.receiver_state().url}/plugins/shop/", b'{"a": 1}'
    asked = {"content-type": "application/json", "authorization": f"Bearer {PASSWORD}", "cookie": PASSWORD}
    httpx.post(url, content=body, headers=asked)
    httpx.post(url, content=body, headers={**asked, "x-nautical-signature": nautical.sign(PLUGIN, body)})
    events = f"{engine.receiver_state().url}/events/order_created"
    assert httpx.post(events, content=body, headers={"authorization": f"Bearer {token}"}).status_code == 202
    eventually(lambda: len(sink.requests) >= 4)
    assert (reveal_secret(store, hook.id), reveal_plugin(store, "shop")) == (WEBHOOK, PLUGIN)
    update_webhook(store, hook.id, secret=CHANGED)
    update_plugin(store, "shop", secret=PLUGIN + "2")
    logging.getLogger("test").warning("something in the log")
    assert found(engine.data_dir, secrets) == []

    delete_webhook(store, hook.id)
    delete_plugin(store, "shop")
    engine.stop()
    assert log.read_text()
    assert found(engine.data_dir, secrets) == []


def test_this_test_would_find_one(engine):
    made.app(engine.store, name=WEBHOOK)
    assert {secret for _, secret in found(engine.data_dir, {WEBHOOK, PLUGIN})} == {WEBHOOK}
