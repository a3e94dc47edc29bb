import pytest

from core import settings
from core.bus import Bus, Change
from core.errors import InvalidInput
from core.settings import Settings
from core.store.database import open_store


def test_what_was_never_set_has_its_default(store):
    assert settings.load(store) == Settings()
    assert (Settings().receiver_host, Settings().receiver_port, Settings().scheduling) == (
        "127.0.0.1",
        8765,
        True,
    )


def test_what_is_saved_is_there_for_every_process_and_told(store):
    told: list[Change] = []
    store.bus.subscribe(told.append)
    saved = settings.save(store, theme="dark", receiver_port=9_000, marketplace_domain=" shop.example ")
    assert (saved.theme, saved.receiver_port, saved.marketplace_domain) == ("dark", 9_000, "shop.example")
    other = open_store(store.path.parent, bus=Bus())
    with other.connection():
        assert settings.load(other) == settings.load(store)
    assert set(told) == {Change.SETTINGS}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("receiver_port", 0),
        ("receiver_port", 65_536),
        ("receiver_port", "8765"),
        ("receiver_port", True),
        ("public_names", "https://hooks.example"),
        ("public_names", "hooks.example/path"),
        ("public_names", "a b, c_d"),
        ("payload_mb", 0),
        ("payload_mb", 101),
        ("received_per_second", -1),
        ("plugin_per_second", 100_001),
        ("repeat_days", 0),
        ("receiver_host", "shop.example"),
        ("receiver_host", ""),
        ("receiver_host", "127.0.0.1:80"),
        ("theme", "pink"),
        ("marketplace_domain", "a b"),
        ("marketplace_domain", "a\r\nx-evil: 1"),
        ("marketplace_domain", "\u00f6l.example"),
        ("marketplace_domain", "x" * 256),
        ("scheduling", 1),
    ],
)
def test_what_cannot_be_is_refused_by_name_and_nothing_is_saved(store, field, value):
    with pytest.raises(InvalidInput) as refused:
        settings.save(store, **{"theme": "dark", field: value})
    assert refused.value.field == field
    assert settings.load(store) == Settings()


def test_public_names_are_kept_as_a_request_has_them(store):
    saved = settings.save(store, public_names=" Hooks.Example, tunnel.example:8443 ")
    assert saved.public_names == "hooks.example tunnel.example:8443"


@pytest.mark.parametrize("host", ["localhost", "0.0.0.0", "::1", "::"])
def test_an_address_of_a_machine_is_a_host(store, host):
    assert settings.save(store, receiver_host=f" {host} ").receiver_host == host


@pytest.mark.parametrize(
    ("host", "loopback"),
    [("127.0.0.1", True), ("localhost", True), ("::1", True), ("0.0.0.0", False), ("x", False)],
)
def test_only_loopback_is_reached_from_this_machine_alone(host, loopback):
    assert settings.is_loopback(host) is loopback


def test_a_setting_that_a_newer_version_knows_is_passed_over(store):
    store.sql("INSERT INTO setting VALUES ('tides', '1')")
    assert settings.load(store) == Settings()
