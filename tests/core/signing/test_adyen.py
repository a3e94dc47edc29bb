"""What Adyen signs, against its own library."""

import json

from Adyen.util import generate_notification_sig, generate_payload_sig

from core.signing import VERIFIERS, Verified
from tests.core.signing.sent import BODY, refused, seen

HEX_KEY = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056"


def item(**changes):
    made = {
        "additionalData": {},
        "eventCode": "AUTHORISATION",
        "success": "true",
        "merchantAccountCode": "Acme:ECOM",
        "merchantReference": "Öl-1",
        "pspReference": "881",
        "amount": {"currency": "EUR", "value": 1130},
        **changes,
    }
    made["additionalData"] = {"hmacSignature": generate_notification_sig(made, HEX_KEY).decode()}
    return made


def adyen(*items):
    boxes = [{"NotificationRequestItem": each} for each in items]
    return seen(json.dumps({"live": "false", "notificationItems": boxes}).encode())


def test_what_adyens_library_signs_is_taken_with_its_missing_fields():
    assert VERIFIERS["adyen"](HEX_KEY, adyen(item())) == Verified("881:AUTHORISATION:true", "AUTHORISATION")
    VERIFIERS["adyen"](HEX_KEY.lower(), adyen(item(originalReference="880")))


def test_every_item_of_adyen_must_hold():
    good, bad = item(), {**item(pspReference="882"), "success": "false"}
    found = VERIFIERS["adyen"](HEX_KEY, adyen(good, item(pspReference="882")))
    assert found.transaction_id == "881:AUTHORISATION:true,882:AUTHORISATION:true"
    refused("adyen", adyen(good, bad), HEX_KEY)
    refused("adyen", adyen(good, {"pspReference": "1"}), HEX_KEY, match="No signature")


def test_a_request_without_items_proves_nothing():
    refused("adyen", adyen(), HEX_KEY, match="No signature")
    refused("adyen", seen(b'{"notificationItems": [1, null]}'), HEX_KEY)


def test_a_key_of_adyen_that_is_not_hexadecimal_is_named():
    refused("adyen", adyen(item()), "not hex", match="HMAC key")


def test_other_kinds_of_adyen_sign_the_whole_body_in_a_header():
    signature = generate_payload_sig(BODY, HEX_KEY).decode()
    found = VERIFIERS["adyen"](HEX_KEY, seen(hmacsignature=signature))
    assert found == Verified(None, "order.paid")
    refused("adyen", seen(BODY + b"\n", hmacsignature=signature), HEX_KEY)
