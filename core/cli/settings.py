"""`settings`: what the whole desk goes by, as the window's settings have it."""

from argparse import Namespace

from core import settings
from core.cli.output import Result, one
from core.store.database import Store

SHOWN = (
    "proxy",
    "marketplace_domain",
    "public_names",
    "payload_mb",
    "received_per_second",
    "plugin_per_second",
    "repeat_days",
)
"""Where the receiver listens is said to `serve`, or in the window, which says what other addresses mean."""


def change(store: Store, options: Namespace) -> Result:
    """Show the settings, after changing those that were given. Raises InvalidInput."""
    given = {name: getattr(options, name) for name in SHOWN if getattr(options, name) is not None}
    kept = settings.save(store, **given) if given else settings.load(store)
    return one({name: getattr(kept, name) for name in SHOWN})
