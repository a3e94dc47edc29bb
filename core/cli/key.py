"""`key`: where the data key of the secrets at rest is, and moving it."""

from argparse import Namespace
from collections.abc import Callable

from core.cli.output import Result, one
from core.key_place import FILE, KEYCHAIN, has_keychain, move_to_file, move_to_keychain, place_of
from core.store.database import Store

_MOVES: dict[str, Callable[[Store], None]] = {FILE: move_to_file, KEYCHAIN: move_to_keychain}


def key(store: Store, options: Namespace) -> Result:
    """Tell where the data key is, after moving it if a place was given."""
    if options.place:
        _MOVES[options.place](store)
    return one({"place": place_of(store.path.parent), "has_keychain": has_keychain()})
