"""Webhooks that fail for days, or were disabled, are found; the others are not."""

import pytest

from core.bus import Change
from core.outgoing import breaker
from core.outgoing.disabling import disable
from core.outgoing.warned import Warned, warned
from core.outgoing.webhooks import update_webhook
from tests.core import made

ERROR = "500 Internal Server Error"


def gone(store, hook):
    with store.write(Change.WEBHOOKS):
        disable(store, hook.id, "Its endpoint answered 410 Gone.")


@pytest.mark.parametrize(
    ("failing_ms", "days"),
    [
        (0, []),
        (2 * breaker.DAY - 1, []),
        (2 * breaker.DAY, [2]),
        (4 * breaker.DAY - 1, [2]),
        (4 * breaker.DAY, [4]),
    ],
)
def test_it_is_warned_of_after_two_days_and_after_four(store, failing_ms, days):
    made.pause(store, made.hook(store), failing_ms=failing_ms)
    assert [(each.days, each.reason) for each in warned(store)] == [(number, ERROR) for number in days]


def test_the_disabled_come_first_and_then_what_failed_longest(store):
    hooks = [made.hook(store, name=name) for name in ("two", "four", "gone", "well", "off")]
    made.pause(store, hooks[0], failing_ms=2 * breaker.DAY)
    made.pause(store, hooks[1], failing_ms=4 * breaker.DAY)
    gone(store, hooks[2])
    made.pause(store, hooks[3])
    update_webhook(store, hooks[4].id, is_active=False)
    assert [each.name for each in warned(store)] == ["gone", "four", "two"]
    reason = "Its endpoint answered 410 Gone."
    assert warned(store)[0] == Warned(hooks[2].id, hooks[2].app_id, "gone", 0, reason)


def test_activated_again_it_is_warned_of_no_more(store):
    hook = made.hook(store)
    gone(store, hook)
    update_webhook(store, hook.id, is_active=True)
    assert warned(store) == ()
