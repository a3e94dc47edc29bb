import pytest

from core.bus import Change
from core.errors import InvalidInput, NotFound
from core.outgoing import apps
from core.outgoing.emit import emit
from core.outgoing.webhooks import list_webhooks
from tests.core import made


def test_a_new_app_is_inactive_and_holds_what_it_was_given_in_the_catalogues_order(store, clock):
    app = apps.create_app(
        store, name=" Feed ", permissions=["MANAGE_PRODUCTS", "MANAGE_ORDERS", "MANAGE_ORDERS"]
    )
    assert (app.name, app.is_active, app.created_at, app.webhook_count) == ("Feed", False, clock.now, 0)
    assert sorted(app.permissions) == ["MANAGE_ORDERS", "MANAGE_PRODUCTS"]
    assert apps.get_app(store, app.id) == app


def test_only_what_is_named_changes(store):
    app = made.app(store)
    apps.update_app(store, app.id, name="New")
    changed = apps.update_app(store, app.id, permissions=[])
    assert (changed.name, changed.permissions, changed.is_active) == ("New", (), True)
    assert apps.update_app(store, app.id) == changed


def test_apps_are_listed_as_they_were_made_with_their_webhooks_counted(store):
    first, second = made.app(store, name="B"), made.app(store, name="A")
    made.hook(store, app_id=second.id)
    made.hook(store, app_id=second.id)
    assert [(app.name, app.webhook_count) for app in apps.list_apps(store)] == [("B", 0), ("A", 2)]
    assert first.id < second.id


@pytest.mark.parametrize("name", ["", "  ", "a\nb", "a\x00b", "\u202egnp.exe", "x" * 256])
def test_a_name_that_cannot_be_shown_in_a_list_is_refused(store, name):
    with pytest.raises(InvalidInput) as refused:
        apps.create_app(store, name=name)
    assert refused.value.field == "name"
    assert apps.list_apps(store) == []


def test_an_unknown_permission_changes_nothing(store):
    app = made.app(store)
    with pytest.raises(InvalidInput, match="FLY") as refused:
        apps.update_app(store, app.id, name="New", permissions=["FLY"])
    assert refused.value.field == "permissions"
    assert apps.get_app(store, app.id) == app


@pytest.mark.parametrize("act", [apps.get_app, apps.delete_app, apps.update_app])
def test_an_app_that_is_not_there_is_not_found(store, act):
    with pytest.raises(NotFound, match="no app 7"):
        act(store, 7)


def test_a_deactivated_app_holds_what_all_its_webhooks_are_owed(store):
    app, other = made.app(store), made.hook(store)
    made.hook(store, app_id=app.id)
    made.hook(store, app_id=app.id)
    emit(store, "product_created")
    apps.update_app(store, app.id, is_active=False)
    assert made.states(store) == [("PENDING", None), ("HELD", "App is inactive"), ("HELD", "App is inactive")]
    assert [made.rows(store)[0].id] == made.owed(store)
    assert made.rows(store)[0].webhook_id == other.id


def test_a_deleted_app_takes_its_webhooks_and_leaves_its_log(store):
    app = made.app(store)
    made.hook(store, app_id=app.id)
    emit(store, "product_created")
    apps.delete_app(store, app.id)
    assert (apps.list_apps(store), list_webhooks(store), made.owed(store)) == ([], [], [])
    assert made.states(store) == [("FAILED", "The webhook was deleted")]
    assert store.sql("SELECT act, subject FROM audit").fetchall() == [("app deleted", "app 1 Feed")]


def test_an_id_is_never_given_twice(store):
    app = made.app(store)
    apps.delete_app(store, app.id)
    assert made.app(store).id == app.id + 1


def test_deleting_says_what_else_it_changes(store):
    told: list[Change] = []
    app = made.app(store)
    store.bus.subscribe(told.append)
    apps.delete_app(store, app.id)
    assert told == [Change.APPS | Change.WEBHOOKS | Change.LOG | Change.OUTBOX]


def test_a_name_may_hold_joined_emoji(store):
    family = "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{GIRL}"
    assert apps.create_app(store, name=family).name == family
