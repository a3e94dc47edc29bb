import pytest

from core.errors import BadSignature
from core.signing import VERIFIERS, Seen, Verified, nautical, standard
from core.signing.names import NAMES

NOW = 1_800_000_000_000
BODY = b'{"sku": "A-1"}'


def test_a_nautical_request_tells_its_event_and_its_unsigned_id():
    sent = {
        "x-nautical-signature": nautical.sign("key", BODY),
        "x-nautical-event": "product_created",
        "webhook-id": "evt_7",
    }
    assert VERIFIERS["nautical"]("key", Seen(sent, BODY, NOW)) == Verified("evt_7", "product_created")


def test_a_nautical_request_need_not_have_an_id():
    sent = {"x-nautical-signature": nautical.sign("key", BODY)}
    assert VERIFIERS["nautical"]("key", Seen(sent, BODY, NOW)) == Verified(None, None)


def test_a_standard_request_tells_its_id():
    secret = standard.generate_secret()
    stamp = NOW // 1000
    sent = {
        "webhook-id": "evt_7",
        "webhook-timestamp": str(stamp),
        "webhook-signature": standard.sign([secret], "evt_7", stamp, BODY),
    }
    assert VERIFIERS["standard"](secret, Seen(sent, BODY, NOW)) == Verified("evt_7")


def test_none_asks_for_no_proof():
    assert VERIFIERS["none"]("", Seen({}, BODY, NOW)) == Verified()
    assert VERIFIERS["none"]("", Seen({"webhook-id": "evt_7"}, BODY, NOW)) == Verified("evt_7")


@pytest.mark.parametrize("provider", sorted(set(VERIFIERS) - {"none"}))
@pytest.mark.parametrize("secret", ["", "key", "whsec_a2V5"])
def test_a_request_without_proof_is_refused(provider, secret):
    with pytest.raises(BadSignature):
        VERIFIERS[provider](secret, Seen({}, BODY, NOW))


def test_every_provider_has_a_name():
    assert list(NAMES) == list(VERIFIERS)
