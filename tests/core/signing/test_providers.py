"""Each provider's scheme against its own library where there is one, and the traps of each."""

import base64
import hashlib
import hmac
import json
from datetime import UTC, datetime

import pytest
import standardwebhooks
import svix.webhooks

from core.signing import FORMS, SCHEMES, VERIFIERS, Options, Verified, scheme
from core.signing.scheme import Proof, holds
from tests.core.signing.sent import AT, BODY, SECRET, digest, in_base64, refused, seen

# GitHub


def test_a_delivery_of_github_is_known_by_its_guid():
    sent = {"x_hub_signature_256": f"sha256={digest().hexdigest()}", "x_github_delivery": "guid-1"}
    assert VERIFIERS["github"](SECRET, seen(**sent, x_github_event="push")) == Verified("guid-1", "push")


def test_githubs_own_example_is_taken():
    """The values that its documentation gives for testing an implementation."""
    signature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17"
    request = seen(b"Hello, World!", x_hub_signature_256=signature)
    VERIFIERS["github"]("It's a Secret to Everybody", request)


def test_the_form_itself_is_what_github_signs():
    body = b"payload=%7B%22action%22%3A%22opened%22%7D"
    VERIFIERS["github"](SECRET, seen(body, x_hub_signature_256=f"sha256={digest(body=body).hexdigest()}"))
    refused("github", seen(body, x_hub_signature_256=f"sha256={digest(body=b'{}').hexdigest()}"))
    assert "github" in FORMS


def test_the_older_signature_of_github_is_not_enough():
    sha1 = digest(algorithm="sha1").hexdigest()
    refused("github", seen(x_hub_signature=f"sha1={sha1}"), match="No signature")
    refused("github", seen(x_hub_signature_256=f"sha1={sha1}"))


# Shopify, WooCommerce


def test_a_delivery_of_shopify_is_known_by_its_webhook_id():
    sent = {"x_shopify_webhook_id": "b54557e4", "x_shopify_topic": "orders/create"}
    request = seen(**sent, x_shopify_hmac_sha256=in_base64(), x_shopify_event_id="other")
    assert VERIFIERS["shopify"](SECRET, request) == Verified("b54557e4", "orders/create")


def test_shopify_signs_in_base64_with_the_secret_as_it_is_written():
    refused("shopify", seen(x_shopify_hmac_sha256=digest().hexdigest()))
    refused("shopify", seen(x_shopify_hmac_sha256=in_base64().swapcase()))


def test_a_delivery_of_woocommerce_is_known_by_its_webhook_and_its_own_id():
    sent = {"x_wc_webhook_id": "7", "x_wc_webhook_delivery_id": "ab12", "x_wc_webhook_topic": "order.created"}
    request = seen(**sent, x_wc_webhook_signature=in_base64())
    assert VERIFIERS["woocommerce"](SECRET, request) == Verified("7:ab12", "order.created")


def test_the_first_try_of_woocommerce_is_a_handshake_whatever_the_secret():
    assert VERIFIERS["woocommerce"]("", seen(b"webhook_id=12")).handshake == {"status": "ok"}


@pytest.mark.parametrize(
    "body", [b"webhook_id=", b"webhook_id=1&a=1", b"webhook_id=x", b"webhook_id=1\n", b"{}"]
)
def test_nothing_else_of_woocommerce_goes_without_a_signature(body):
    refused("woocommerce", seen(body), match="No signature")
    refused("woocommerce", seen(b"webhook_id=12", x_wc_webhook_signature="bad"))


# Standard Webhooks under other names and keys


def test_what_svixs_library_signs_is_taken():
    sign = svix.webhooks.Webhook(SECRET).sign
    signature = sign("msg_1", datetime.fromtimestamp(AT, UTC), BODY.decode())
    for prefix in ("svix", "webhook"):
        sent = {f"{prefix}_id": "msg_1", f"{prefix}_timestamp": str(AT), f"{prefix}_signature": signature}
        assert VERIFIERS["svix"](SECRET, seen(**sent)) == Verified("msg_1", "order.paid")


def test_headers_of_svix_are_not_mixed_with_the_standards():
    refused("svix", seen(svix_id="a", webhook_timestamp=str(AT), webhook_signature="v1,x"), match="No sig")


def bigcommerce(secret=SECRET):
    coded = base64.b64encode(
        secret.encode()
    ).decode()  # as BigCommerce's page does before it calls the library
    signature = standardwebhooks.Webhook(coded).sign("bc_1", datetime.fromtimestamp(AT, UTC), BIG.decode())
    return {"webhook_id": "bc_1", "webhook_timestamp": str(AT), "webhook_signature": signature}


BIG = b'{"scope": "store/order/created", "hash": "7ee67cd1cf2ca60bc1aa9e5fe957d2de373be4ca"}'


def test_the_key_of_bigcommerce_is_the_client_secret_as_it_is_written():
    found = VERIFIERS["bigcommerce"]("c1ient-secret", seen(BIG, **bigcommerce("c1ient-secret")))
    assert found == Verified("bc_1", "store/order/created")
    refused("bigcommerce", seen(BIG + b" ", **bigcommerce()))
    refused("bigcommerce", seen(BIG, late=301, **bigcommerce()), match="Too old")


def test_neither_the_hash_in_a_body_of_bigcommerce_nor_a_header_that_others_name_is_a_proof():
    body = b'{"scope": "store/order/created", "hash": "%s"}' % hashlib.sha1(b"{}").hexdigest().encode()
    signature = hmac.digest(b"c1ient-secret", body, hashlib.sha256).hex()
    refused("bigcommerce", seen(body, x_bc_signature=signature), "c1ient-secret")


# Saleor, and senders without a name


def test_saleor_signs_in_hexadecimal_under_its_name_of_now_or_the_one_before():
    signature = digest().hexdigest()
    found = VERIFIERS["saleor"](SECRET, seen(saleor_signature=signature, saleor_event="order_paid"))
    assert found == Verified(None, "order_paid")
    old = seen(x_saleor_signature=signature, x_saleor_event="order_paid")
    assert VERIFIERS["saleor"](SECRET, old) == Verified(None, "order_paid")
    refused("saleor", seen(saleor_signature="", x_saleor_signature=signature))
    refused("saleor", seen(saleor_signature=in_base64()))


def test_a_signature_by_saleors_own_key_says_what_to_choose():
    refused("saleor", seen(saleor_signature="eyJh..c2ln"), match="saleor-jws")


@pytest.mark.parametrize("algorithm", ["sha1", "sha256", "sha512"])
def test_any_sender_may_sign_the_body_in_a_header_of_its_own(algorithm):
    options = Options(header="x-acme-sign", algorithm=algorithm, id_header="x-acme-id", topic_header="x-acme")
    made = digest(algorithm=algorithm)
    for text in (
        made.hexdigest(),
        f"{algorithm}={made.hexdigest()}",
        base64.b64encode(made.digest()).decode(),
    ):
        request = seen(options=options, x_acme_sign=text, x_acme_id="7", x_acme="paid", webhook_id="no")
        assert VERIFIERS["hmac"](SECRET, request) == Verified("7", "paid")
    refused("hmac", seen(options=options, x_signature=made.hexdigest()), match="x-acme-sign")


def test_without_a_name_of_its_own_the_header_is_the_usual_one():
    assert VERIFIERS["hmac"](SECRET, seen(x_signature=digest().hexdigest(), webhook_id="7")) == Verified("7")


def test_a_user_and_password_are_taken_as_they_are_written():
    sent = "Basic " + base64.b64encode(b"shop:pa:ss \xc3\xb6").decode()
    assert VERIFIERS["basic"]("shop:pa:ss ö", seen(authorization=sent, webhook_id="7")) == Verified("7")
    VERIFIERS["basic"]("shop:pa:ss ö", seen(authorization=sent.replace("Basic", "basic")))
    for wrong in ("Basic", "Basic !", "Bearer x", "", "Basic " + base64.b64encode(b"shop:").decode()):
        refused("basic", seen(authorization=wrong), "shop:pa:ss ö")


def test_a_token_is_taken_with_the_word_bearer_before_it():
    VERIFIERS["bearer"]("t0ken", seen(authorization="bearer  t0ken"))
    for wrong in ("t0ken", "Token t0ken", "Bearer t0ke", "Bearer", ""):
        refused("bearer", seen(authorization=wrong), "t0ken")


def test_a_token_may_stand_in_a_header_that_the_configuration_names():
    VERIFIERS["header"]("t0ken", seen(x_api_key="t0ken"))
    VERIFIERS["header"]("t0ken", seen(options=Options(header="x-gitlab-token"), x_gitlab_token="t0ken"))
    refused("header", seen(options=Options(header="x-gitlab-token"), x_api_key="t0ken"), "t0ken")


# All of them


@pytest.mark.parametrize("provider", SCHEMES)
def test_all_signatures_and_both_writings_are_compared_so_that_time_tells_nothing(provider, monkeypatch):
    compared = []

    def is_same(*given):
        compared.append(given)
        return True

    monkeypatch.setattr(scheme, "is_same", is_same)
    assert holds(b"k", Proof((b"a", b"b"), ("x", "y", "z")), SCHEMES[provider].writings)
    assert len(compared) == 6 * len(SCHEMES[provider].writings)


def by_stripe(body):
    signature = digest(body=f"{AT}.".encode() + body).hexdigest()
    return seen(body, stripe_signature=f"t={AT},v1={signature}")


@pytest.mark.parametrize("size", [10, 300_000])
def test_what_an_event_says_of_itself_is_found_in_a_large_body_too(size):
    body = json.dumps({"fill": "x" * size, "id": "evt_1", "type": "paid"}).encode()
    assert VERIFIERS["stripe"](SECRET, by_stripe(body)) == Verified("evt_1", "paid")


@pytest.mark.parametrize("size", [10, 300_000])
@pytest.mark.parametrize("body", [b"[]", b"no json", b"\xff", b'{"id": {}, "type": null}', b"[" * 3_000])
def test_a_signed_body_that_says_nothing_of_itself_is_still_verified(body, size):
    body += b" " * size
    found = VERIFIERS["stripe"](SECRET, by_stripe(body))
    assert not (found.topic or (found.transaction_id or "").strip("{}"))
