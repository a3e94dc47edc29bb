"""The filters that `logs`, `logs export` and `replay` share."""

from argparse import Namespace
from typing import Any

from core.log.event_log import LogFilter
from core.store.database import Store
from core.times import read_time

_NAMES = {"event": "event_type", "app": "app_id", "webhook": "webhook_id", "plugin": "plugin_id"}


def log_filter(store: Store, options: Namespace) -> LogFilter:
    """Return the filter that was asked for. Raises InvalidInput for what is no time."""
    given: dict[str, Any] = {
        _NAMES.get(name, name): read_time(value, now=store.clock()) if name in ("since", "until") else value
        for name, value in vars(options).items()
    }
    return LogFilter(
        **{name: value for name, value in given.items() if name in LogFilter.__dataclass_fields__}
    )
