"""What a Saleor publishes and signs."""

import json

import jwt
from jwt.algorithms import RSAAlgorithm


def key_set(key, kid="1"):
    """Return the key set that holds the public half of a key."""
    made = json.loads(RSAAlgorithm.to_jwk(key.public_key()))
    return json.dumps({"keys": [made | {"kid": kid, "use": "sig", "alg": "RS256"}]})


def jws(key, body, kid="1", **head):
    """Return a detached signature as Saleor makes it: over the raw body, which the header says."""
    named = {"kid": kid} if kid else {}
    given = {**named, "crit": ["b64"], **head}
    return jwt.api_jws.encode(body, key, "RS256", given, is_payload_detached=True)
