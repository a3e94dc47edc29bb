"""What a sender signs, and what is seen of it."""

import base64
import hmac

import pytest

from core.errors import BadSignature
from core.signing import VERIFIERS, Options, Seen

AT = 1_800_000_000
NOW = AT * 1000
BODY = '{"id": "evt_1", "type": "order.paid", "price": 1.10, "name": "Öl"}'.encode()
SECRET = "whsec_dGhpcyBpcyBhIHRlc3Qga2V5IG9mIDMyIGJ5dGVz"


def seen(body=BODY, *, late=0, target="", options=None, **headers):
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return Seen(given, body, NOW + late * 1000, target, options or Options())


def digest(key=SECRET, body=BODY, algorithm="sha256"):
    return hmac.new(key.encode(), body, algorithm)


def in_base64(key=SECRET, body=BODY):
    return base64.b64encode(digest(key, body).digest()).decode()


def refused(provider, request, secret=SECRET, match=None):
    with pytest.raises(BadSignature, match=match):
        VERIFIERS[provider](secret, request)
