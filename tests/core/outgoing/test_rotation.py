import pytest
import standardwebhooks
import svix.webhooks

from core.clock import epoch_ms
from core.engine import Engine
from core.errors import InvalidInput, KeyUnreadable, NotFound
from core.outgoing import outbox
from core.outgoing.emit import emit
from core.outgoing.rotation import (
    OVERLAP,
    end_rotation,
    forget_expired,
    is_rotating,
    rotate_secret,
    signing_secrets,
)
from core.outgoing.webhook_secrets import generate_secret
from core.outgoing.webhooks import get_webhook, reveal_secret, update_webhook
from core.signing import keys, nautical, standard
from core.store.vault import LockedVault
from tests.core import made
from tests.core.outgoing.sending import running_sender
from tests.waiting import eventually

HOUR = 3_600


@pytest.fixture
def webhook(store):
    return made.hook(store, secret="first")


@pytest.fixture
def pair(store):
    return made.hook(store, scheme="standard", secret=keys.generate_private())


def stored(store):
    """Return what the table holds of old secrets."""
    return store.sql("SELECT old_secret, old_until FROM webhook").fetchone()


def signing(store, webhook, now):
    """Return the secrets that sign for a webhook, as the sender finds them."""
    target = outbox.targets(store)[webhook.id]
    secret, old = (
        store.vault.open(sealed) if sealed else "" for sealed in (target.sealed, target.old_sealed)
    )
    return signing_secrets(target.scheme, secret, old, target.old_until, now)


def test_the_marketplaces_scheme_goes_on_with_the_old_key_and_then_takes_the_new_one(store, webhook, clock):
    rotated = rotate_secret(store, webhook.id, overlap_s=HOUR)
    ends = clock.now + HOUR * 1000
    new = reveal_secret(store, webhook.id)
    assert new != "first"
    assert (rotated.old_until, is_rotating(rotated, ends - 1), is_rotating(rotated, ends)) == (
        ends,
        True,
        False,
    )
    assert signing(store, webhook, ends - 1) == ("first",)
    assert signing(store, webhook, ends) == (new,)


def test_standard_webhooks_sign_with_both_the_new_one_first(store, clock):
    webhook = made.hook(store, scheme="standard")
    old = reveal_secret(store, webhook.id)
    rotate_secret(store, webhook.id)
    new = reveal_secret(store, webhook.id)
    ends = clock.now + OVERLAP * 1000
    assert signing(store, webhook, clock.now) == signing(store, webhook, ends - 1) == (new, old)
    assert signing(store, webhook, ends) == (new,)


def test_a_pair_is_followed_by_a_pair(store, pair):
    rotated = rotate_secret(store, pair.id)
    assert rotated.public_key.startswith("whpk_")
    assert rotated.public_key != pair.public_key
    assert keys.public_key(reveal_secret(store, pair.id)) == rotated.public_key


def test_a_secret_can_be_given_where_the_receiver_has_made_it(store, webhook):
    rotate_secret(store, webhook.id, secret=" second ")
    assert reveal_secret(store, webhook.id) == "second"


def test_without_an_overlap_or_a_key_before_the_new_one_counts_at_once(store, webhook, clock):
    assert rotate_secret(store, webhook.id, overlap_s=0, secret="second").old_until is None
    assert signing(store, webhook, clock.now) == ("second",)
    unsigned = made.hook(store)
    assert rotate_secret(store, unsigned.id).old_until is None
    assert signing(store, unsigned, clock.now) == (reveal_secret(store, unsigned.id),)


def test_the_old_secret_is_sealed_and_gone_once_it_is_over(store, webhook, clock):
    rotate_secret(store, webhook.id, overlap_s=HOUR)
    sealed, _ = stored(store)
    assert b"first" not in sealed
    assert store.vault.open(sealed) == "first"
    forget_expired(store)
    assert stored(store)[0] == sealed
    clock.now += HOUR * 1000
    forget_expired(store)
    assert stored(store) == (None, None)
    assert get_webhook(store, webhook.id).has_secret


def test_a_start_of_the_engine_forgets_what_is_over(tmp_path, store, webhook, clock):
    rotate_secret(store, webhook.id, overlap_s=1)
    clock.now += 1000
    engine = Engine(store.path.parent, receiver_port=0, sends=False, clock=clock)
    engine.start()
    engine.stop()
    assert stored(store) == (None, None)


def test_ending_it_early_leaves_the_new_key_alone(store, webhook, clock):
    rotate_secret(store, webhook.id, secret="second")
    assert end_rotation(store, webhook.id).old_until is None
    assert signing(store, webhook, clock.now) == ("second",)
    assert stored(store) == (None, None)


def test_a_second_rotation_waits_for_the_first(store, webhook, clock):
    rotate_secret(store, webhook.id, overlap_s=HOUR, secret="second")
    with pytest.raises(InvalidInput, match="signs until 2026") as refused:
        rotate_secret(store, webhook.id)
    assert refused.value.code == "rotating"
    assert reveal_secret(store, webhook.id) == "second"
    clock.now += HOUR * 1000
    rotate_secret(store, webhook.id, secret="third")
    assert signing(store, webhook, clock.now) == ("second",)


@pytest.mark.parametrize("change", [{"secret": "third"}, {"secret": ""}, {"scheme": "standard"}])
def test_a_key_that_is_set_outright_ends_the_rotation(store, webhook, clock, change):
    rotate_secret(store, webhook.id)
    assert update_webhook(store, webhook.id, **change).old_until is None
    assert stored(store) == (None, None)


def test_other_changes_leave_the_rotation_alone(store, webhook):
    until = rotate_secret(store, webhook.id).old_until
    update_webhook(store, webhook.id, is_active=False, scheme="nautical")
    assert update_webhook(store, webhook.id, name="New", is_active=True).old_until == until


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"overlap_s": -1}, "overlap"),
        ({"overlap_s": 31 * 86_400}, "overlap"),
        ({"secret": "x" * 256}, "secret"),
    ],
)
def test_what_is_wrong_is_named_and_nothing_changes(store, webhook, values, field):
    with pytest.raises(InvalidInput) as refused:
        rotate_secret(store, webhook.id, **values)
    assert refused.value.field == field
    assert get_webhook(store, webhook.id) == webhook


def test_a_vault_that_cannot_be_opened_rotates_nothing(store, webhook):
    store.vault = LockedVault(KeyUnreadable("The key file is missing"))
    with pytest.raises(KeyUnreadable):
        rotate_secret(store, webhook.id)
    assert get_webhook(store, webhook.id) == webhook


@pytest.mark.parametrize("act", [rotate_secret, end_rotation])
def test_a_webhook_that_is_not_there_is_not_found(store, act):
    with pytest.raises(NotFound):
        act(store, 7)


def test_each_act_is_noted_without_the_secret(store, webhook):
    rotate_secret(store, webhook.id, secret="second")
    end_rotation(store, webhook.id)
    end_rotation(store, webhook.id)
    subject = f"webhook {webhook.id}"
    assert store.sql("SELECT act, subject FROM audit").fetchall() == [
        ("secret rotated", subject),
        ("rotation ended early", subject),
    ]


@pytest.fixture
def sender(store):
    """A sender that a new delivery wakes."""
    with running_sender(store) as running:
        yield running


def test_what_is_sent_carries_the_old_signature_until_its_time_and_no_later(store, sink, clock, sender):
    webhook = made.hook(store, sink.url, secret="first")
    rotate_secret(store, webhook.id, overlap_s=HOUR, secret="second")
    for step, secret in [(0, "first"), (HOUR * 1000 - 1, "first"), (1, "second")]:
        clock.now += step
        emit(store, "product_created")
        sent = eventually(lambda: sink.requests and sink.requests.pop())
        assert sent.headers["x-nautical-signature"] == nautical.sign(secret, sent.body)


@pytest.mark.parametrize("library", [standardwebhooks.Webhook, svix.webhooks.Webhook])
def test_receivers_with_either_key_verify_what_is_sent_meanwhile(store, sink, clock, sender, library):
    clock.now = epoch_ms()  # the libraries have a clock of their own
    old, new = generate_secret("standard"), generate_secret("standard")
    webhook = made.hook(store, sink.url, scheme="standard", secret=old)
    rotate_secret(store, webhook.id, secret=new)
    emit(store, "product_created")
    eventually(lambda: len(sink.requests) == 1)
    [sent] = sink.requests
    for secret in (old, new):
        library(secret).verify(sent.body, dict(sent.headers))


def test_a_pair_signs_what_is_sent_with_both_halves_keys(store, sink, clock, sender):
    webhook = made.hook(store, sink.url, scheme="standard", secret=keys.generate_private())
    rotated = rotate_secret(store, webhook.id)
    emit(store, "product_created")
    eventually(lambda: len(sink.requests) == 1)
    [sent] = sink.requests
    for public in (webhook.public_key, rotated.public_key):
        standard.verify(public, sent.headers, sent.body, now_ms=clock.now)
