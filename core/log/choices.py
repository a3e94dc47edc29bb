"""What the log can be filtered by: the types, sellers, apps, webhooks and plugins that there are."""

from dataclasses import dataclass

from core.log.event_log import event_types
from core.store.database import Store


@dataclass(frozen=True, slots=True)
class Choices:
    """Names to choose from, each in alphabetical order; pairs are an id and a name."""

    types: tuple[str, ...] = ()
    sellers: tuple[str, ...] = ()
    apps: tuple[tuple[int, str], ...] = ()
    webhooks: tuple[tuple[int, str], ...] = ()
    plugins: tuple[tuple[str, str], ...] = ()


def choices(store: Store) -> Choices:
    """Return what there is to choose from."""
    sellers = store.sql(
        "SELECT seller FROM plugin WHERE seller <> '' UNION SELECT seller FROM job WHERE seller <> ''"
        " ORDER BY 1"
    )
    return Choices(
        tuple(event_types(store)),
        tuple(name for (name,) in sellers.fetchall()),
        *(tuple(store.sql(f"SELECT id, name FROM {table} ORDER BY name").fetchall()) for table in _TABLES),
    )


_TABLES = ("app", "webhook", "plugin")
