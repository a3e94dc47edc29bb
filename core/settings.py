"""The settings of a desk, kept in its database so that every process sees the same."""

import ipaddress
import json
import re
from dataclasses import asdict, dataclass, fields, replace
from typing import Any

from core.bus import Change
from core.errors import InvalidInput
from core.outgoing.proxies import check_proxy
from core.store.database import Store
from core.store.records import SettingRecord

_NAME = re.compile(r"[0-9a-z]([0-9a-z.-]{0,252}[0-9a-z])?(:[0-9]{1,5})?")
THEMES = ("system", "light", "dark")


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, with its default."""

    receiver_host: str = "127.0.0.1"
    receiver_port: int = 8765
    payload_mb: int = 25
    """The largest body that is received, in millions of bytes."""
    received_per_second: int = 0
    """How many requests a second the receiver takes from all plugins together; 0 is no limit."""
    plugin_per_second: int = 0
    """How many of them one plugin may have; 0 is no limit."""
    public_names: str = ""
    """Hosts by which a tunnel or a proxy calls the receiver, separated by spaces."""
    repeat_days: int = 7
    """How long a transaction id that was received is remembered, in days."""
    theme: str = "system"
    marketplace_domain: str = ""
    """Sent with every delivery as `x-nautical-domain`."""
    proxy: str = ""
    """What deliveries go through: a proxy's address, `none`, or nothing for what the system says."""
    scheduling: bool = True
    """The switch over all jobs: off, received jobs stay PENDING."""
    keychain: bool = True
    """Whether the data key belongs in the system's keychain where there is one."""
    inspector_width: int = 0
    inspector_height: int = 0
    inspector_tab: str = ""
    inspector_level: int = 2
    """How the inspector was left; desktop.inspector.habits says what they mean."""
    log_columns: str = ""
    """The window's own text on which columns of the event log to show, and how."""


RANGES = {
    "receiver_port": (1, 65_535, "A port is a number from 1 to 65535.", "8765 is the usual one."),
    "payload_mb": (1, 100, "The largest payload is from 1 to 100 MB.", "25 MB is the usual limit."),
    "received_per_second": (0, 100_000, "The limit is at most 100,000 a second.", "0 means no limit."),
    "plugin_per_second": (0, 100_000, "The limit is at most 100,000 a second.", "0 means no limit."),
    "repeat_days": (1, 365, "Repeats are remembered from 1 to 365 days.", "7 days outlast most senders."),
}
"""What each number may be, and what to say of one that is not."""

NAMES = tuple(field.name for field in fields(Settings))


def load(store: Store) -> Settings:
    """Read the settings; what was never set has its default."""
    kept = store.sql("SELECT key, value FROM setting").fetchall()  # a hot path: receiving.py and jobs.py
    return Settings(**{key: json.loads(value) for key, value in kept if key in NAMES})


def scheduling(store: Store) -> bool:
    """Read the switch over all jobs alone: the runner asks twice a batch (tests/benchmarks/jobs.py)."""
    row = store.sql("SELECT value FROM setting WHERE key = 'scheduling'").fetchone()
    return bool(json.loads(row[0])) if row else Settings().scheduling


def save(store: Store, **changes: Any) -> Settings:
    """Change some settings and return all. Raises InvalidInput, naming the field that is wrong."""
    checked = {name: _check(name, value) for name, value in changes.items()}
    with store.write(Change.SETTINGS):
        for name, value in checked.items():
            store.run(SettingRecord.insert(key=name, value=json.dumps(value)).on_conflict_replace())
        return replace(load(store), **checked)


def faults(**changes: Any) -> dict[str, InvalidInput]:
    """Return what `save` would refuse, by name. Nothing is read or written."""
    found = {}
    for name, value in changes.items():
        try:
            _check(name, value)
        except InvalidInput as error:
            found[name] = error
    return found


def is_loopback(host: str) -> bool:
    """Tell whether a host to listen on can be reached from this machine alone."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def is_open(host: str) -> bool:
    """Tell whether a host is an address at which other machines may reach this one."""
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check(name: str, value: Any) -> Any:
    expected = type(asdict(Settings())[name])
    if type(value) is not expected:
        raise InvalidInput(f"{name} must be {expected.__name__}.", field=name)
    if name in RANGES:
        return _check_number(name, value)
    if name == "theme" and value not in THEMES:
        raise InvalidInput("The theme is system, light or dark.", field=name)
    checks = {
        "receiver_host": _check_host,
        "public_names": _check_names,
        "proxy": check_proxy,
        "marketplace_domain": _check_domain,
    }
    return checks[name](value.strip()) if name in checks else value


def _check_number(name: str, value: int) -> int:
    low, high, title, advice = RANGES[name]
    if not low <= value <= high:
        raise InvalidInput(title, advice, field=name)
    return value


def _check_host(value: str) -> str:
    if value == "localhost":
        return value
    try:
        return str(ipaddress.ip_address(value))
    except ValueError:
        raise InvalidInput(
            "The host to listen on is an address of this machine.",
            "127.0.0.1 means this machine alone.",
            field="receiver_host",
        ) from None


def _check_names(value: str) -> str:
    names = value.lower().replace(",", " ").split()
    if not all(_NAME.fullmatch(name) for name in names):
        raise InvalidInput(
            "A public name is a host such as hooks.example.",
            "Write it without https:// and without a path; several are separated by spaces.",
            field="public_names",
        )
    return " ".join(names)


def _check_domain(value: str) -> str:
    if len(value) > 255 or not value.isascii() or any(ord(sign) <= 32 or ord(sign) == 127 for sign in value):
        raise InvalidInput(
            "The marketplace domain is a name such as shop.example, without spaces.",
            field="marketplace_domain",
        )
    return value
