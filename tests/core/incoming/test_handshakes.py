"""What some providers ask of a receiver beside taking JSON: answers to a first try, and forms."""

import base64
import hashlib
import hmac
import json
import time
from urllib.parse import urlencode

import pytest

from core import forms
from core.errors import InvalidInput
from core.incoming.jobs import of_transaction, retry
from core.incoming.mapping.mappings import set_mapping
from core.incoming.mapping.topic_mapping import TopicMapping
from core.incoming.mapping.trial import samples, try_mapping
from core.incoming.plugins import create_plugin, update_plugin
from core.incoming.runner import run_batch
from core.log import event_log

FORM = forms.CONTENT_TYPE
KEY = "k3y"


def signed(content, key=KEY):
    return hmac.digest(key.encode(), content, hashlib.sha256)


def slack(body, **headers):
    now = str(int(time.time()))
    signature = f"v0={signed(f'v0:{now}:'.encode() + body).hex()}"
    return {"x_slack_request_timestamp": now, "x_slack_signature": signature, **headers}


def test_the_first_try_of_woocommerce_is_answered_200_and_not_kept(desk):
    create_plugin(desk.store, name="Woo", provider="woocommerce", secret=KEY)
    heard = desk.post("/plugins/woo/", b"webhook_id=12", content_type=FORM)
    assert (heard.status, desk.rows()) == (200, [])


def test_a_delivery_of_woocommerce_without_a_signature_is_refused_all_the_same(desk):
    create_plugin(desk.store, name="Woo", provider="woocommerce", secret=KEY)
    assert desk.post("/plugins/woo/", b'{"id": 12}').status == 401
    body = b'{"id": 12}'
    signature = base64.b64encode(signed(body)).decode()
    assert desk.post("/plugins/woo/", body, x_wc_webhook_signature=signature).status == 204


def test_slacks_signed_challenge_is_answered_as_slack_wants_it_and_not_kept(desk):
    create_plugin(desk.store, name="Slack", provider="slack", secret=KEY)
    body = b'{"type": "url_verification", "challenge": "3eZ"}'
    heard = desk.post("/plugins/slack/", body, **slack(body))
    assert (heard.status, json.loads(heard.body), desk.rows()) == (200, {"challenge": "3eZ"}, [])
    assert desk.post("/plugins/slack/", body, **slack(b"{}")).status == 401


def test_a_form_of_github_is_kept_as_it_came_and_its_payload_becomes_the_job(desk):
    create_plugin(desk.store, name="Hub", provider="github", secret=KEY)
    payload = json.dumps({"external_id": "A-1", "name": "Größe & Farbe"})
    body = urlencode({"payload": payload}).encode()
    signature = f"sha256={signed(body).hex()}"
    path = "/plugins/hub/product_create"
    heard = desk.post(path, body, content_type=f"{FORM}; charset=utf-8", x_hub_signature_256=signature)
    assert heard.status == 204
    assert desk.rows()[0].size == len(body)
    with desk.store.connection():
        run_batch(desk.store)
        kept = json.loads(desk.store.sql("SELECT data FROM record").fetchone()[0])
    assert kept["name"] == "Größe & Farbe"


def test_the_fields_of_another_form_are_what_it_asks_for(desk):
    create_plugin(desk.store, name="Slack", provider="slack", secret=KEY)
    body = b"command=%2Fstock&job_type=product_create&external_id=A-1&name=Cleat"
    assert desk.post("/plugins/slack/", body, **slack(body, content_type=FORM)).status == 204
    assert desk.jobs() == [("PRODUCT_CREATE", "PENDING")]


def test_a_command_of_slack_is_mapped_and_the_mapping_is_tried_on_its_form(desk):
    create_plugin(desk.store, name="Slack", provider="slack", secret=KEY)
    body = b"command=%2Fstock&text=7&channel_name=A-1&team_domain=quayside"
    assert desk.post("/plugins/slack/", body, **slack(body, content_type=FORM)).status == 204
    fields = {"sku": "channel_name", "warehouse_external_id": "team_domain", "quantity": "text"}
    mapping = TopicMapping("/stock", "STOCK_UPDATE", fields)
    with desk.store.connection():
        (sample,) = samples(desk.store, "slack", "/stock")
        tried = try_mapping(mapping, event_log.payload(desk.store, sample.log_id), plugin_id="slack")
        assert (tried.works, tried.message) == (True, "Update stock A-1, quayside")
        set_mapping(desk.store, "slack", mapping)
        retry(desk.store, of_transaction(desk.store, sample.log_id).id)
        run_batch(desk.store)
    assert desk.jobs() == [("STOCK_UPDATE", "SUCCESS")]


@pytest.mark.parametrize("path", ["/plugins/shop/", "/plugins/std/"])
def test_who_does_not_send_forms_is_answered_415(desk, path):
    assert desk.post(path, b"a=1", content_type=FORM).status == 415
    assert desk.post("/plugins/open/", b"a=1", content_type=FORM).status == 403


@pytest.mark.parametrize(
    "body", [b"payload=%ff", b"payload=nonsense", b"payload=", b"&".join([b"a=1"] * 1_001)]
)
def test_a_form_without_json_is_answered_400(desk, body):
    create_plugin(desk.store, name="Hub", provider="github", secret=KEY)
    signature = f"sha256={signed(body).hex()}"
    heard = desk.post("/plugins/hub/", body, content_type=FORM, x_hub_signature_256=signature)
    assert (heard.status, heard.code) == (400, "not_json")


@pytest.mark.parametrize("body", [b'{"a": "b=c"}', b'"a=b"', b"[1]", b" true", b"null", b"-1", b""])
def test_json_is_not_taken_for_a_form(body):
    assert forms.as_json(body) == body


def test_a_form_of_bytes_that_are_no_text_is_one_kind_of_error():
    with pytest.raises(InvalidInput):
        forms.as_json(b"a=\xff")


def test_square_verifies_behind_a_tunnel_by_the_url_that_was_registered(desk):
    body = b'{"event_id": "sq_1"}'
    signature = base64.b64encode(signed(b"https://desk.example/hooks" + body)).decode()
    create_plugin(desk.store, name="Till", provider="square", secret=KEY)
    sent = {"x_square_hmacsha256_signature": signature}
    assert desk.post("/plugins/till/", body, **sent).status == 401
    update_plugin(desk.store, "till", options={"public_url": "https://desk.example/hooks"})
    assert desk.post("/plugins/till/", body, **sent).status == 204


def test_square_verifies_without_a_tunnel_by_the_url_that_it_asked_for(desk):
    create_plugin(desk.store, name="Till", provider="square", secret=KEY)
    url = f"http://127.0.0.1:{desk.port}/plugins/till/product_create?a=%2F"
    signature = base64.b64encode(signed(url.encode() + b"{}")).decode()
    heard = desk.post("/plugins/till/product_create?a=%2F", b"{}", x_square_hmacsha256_signature=signature)
    assert heard.status == 204
    with desk.store.connection():
        kept = desk.store.sql("SELECT target FROM receipt").fetchone()[0]
    assert kept == "/plugins/till/product_create?a=%2F"
