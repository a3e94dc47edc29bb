import pytest
from PySide6.QtWidgets import QLineEdit

from core.incoming import jobs
from core.incoming.mapping.mappings import delete_mapping, find_mapping, get_mapping, set_mapping
from core.incoming.mapping.topic_mapping import TopicMapping
from core.log.deleting import delete
from desktop.desk import Place
from desktop.forms.mapping_rows import MappingRow
from tests.believable_topics import add_shop
from tests.desktop.pages.plugins.hands import LEFT, Key, button, type_into


@pytest.fixture
def shop(engine, store):
    jobs.set_scheduling(store, False)  # what came stays as it came
    return add_shop(store)


@pytest.fixture
def at(shop, page, qtbot):
    """Open the mappings of the shop, or the editor of a topic."""

    def go(topic=""):
        page.open(Place("Plugins", plugin_id=shop.id, topic=topic))
        qtbot.waitUntil(lambda: page.mappings is not None)
        view = page.mappings
        qtbot.waitUntil(lambda: view.form is not None if topic else view.list.model.rowCount() > 0)
        if topic:
            qtbot.waitUntil(
                lambda: view.form.payload.index.data != b"" and view.form._tried.trial is not None
            )
        return view.form if topic else view.list

    return go


def words(row):
    return row.field._words.text()


def test_the_form_of_a_plugin_says_which_topics_have_no_mapping(qtbot, shop, page):
    page.open(Place("Plugins", plugin_id=shop.id))
    qtbot.waitUntil(lambda: page.form is not None and page.form.mappings.unmapped.reasons() != [])
    note = page.form.mappings
    assert note.words.text().endswith("1 of them by you.")
    assert note.unmapped.reasons() == [
        "Payloads came with topics that have no mapping: “orders/edited”, “refunds/create”."
        " Their jobs failed."
    ]
    qtbot.mouseClick(button(note, "Add a mapping"), LEFT)
    qtbot.waitUntil(lambda: page.mappings is not None and page.mappings.form is not None)
    assert page.mappings.form.title() == "orders/edited"


def test_the_list_shows_what_has_no_mapping_first(at):
    rows = at().model.rows()
    assert [(each.topic, each.mapping, each.failed) for each in rows[:2]] == [
        ("orders/edited", None, 1),
        ("refunds/create", None, 1),
    ]
    changed = next(each for each in rows if each.topic == "products/update")
    assert (changed.mapping.is_own, changed.is_shipped) == (True, True)


def test_each_expression_shows_what_it_finds_while_it_is_typed(qtbot, at):
    form = at("products/create")
    name = form.fields.rows["name"]
    assert words(name) == '"Galvanized Cleat"'
    type_into(qtbot, name.edit, "variants[1].title")
    qtbot.waitUntil(lambda: words(name) == '"10 in"')
    type_into(qtbot, name.edit, "nothing")
    qtbot.waitUntil(lambda: words(name) == "“name” is missing.")
    assert form.payload._outcome.text() == "1 field is wrong in this payload."
    type_into(qtbot, name.edit, "upper(title)")
    qtbot.waitUntil(lambda: words(name) == "There is no function upper().")
    qtbot.waitUntil(lambda: not form.foot.save_button.isEnabled())
    assert form.foot.words.text() == "1 field needs correction"


def test_a_topic_gets_its_mapping_and_its_failed_jobs_run_again(qtbot, said, store, shop, page, at):
    form = at("orders/edited")
    assert form.foot.words.text() == "Not mapped yet"
    form.fields.asks.setCurrentIndex(form.fields.asks.findData("ORDER_UPDATE"))
    form.payload.view.open_to(3)
    order = next(
        node for node in range(len(form.payload.index)) if form.payload.path(node, "").endswith("order_id")
    )
    form.payload.picked.emit(order)
    assert form.fields.rows["external_id"].text() == "order_edit.order_id"
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: form._failed.reasons() == ["1 job of this topic has failed."])
    assert get_mapping(store, shop.id, "orders/edited").fields == {"external_id": "order_edit.order_id"}
    qtbot.mouseClick(button(form._failed, "Retry failed jobs"), LEFT)
    qtbot.waitUntil(lambda: form._failed.reasons() == [])
    qtbot.waitUntil(lambda: [text for text, _ in said.toasts][-1:] == ["1 job runs again"])


def test_enter_on_a_value_takes_its_path_into_the_field_that_is_edited(qtbot, page, at):
    page.window().activateWindow()
    form = at("inventory_levels/update")
    sku = form.fields.rows["sku"].edit
    sku.setFocus()
    view = form.payload.view
    view.setFocus()
    view.setCurrentIndex(view.tree.index(1, 0))
    qtbot.keyClick(view, Key.Key_Return)
    qtbot.waitUntil(lambda: sku.text() == "location_id")
    assert sku.hasFocus()


def test_a_payload_that_was_deleted_elsewhere_is_offered_no_more(qtbot, store, at):
    form = at("refunds/create")
    form.fields.asks.setCurrentIndex(form.fields.asks.findData("STOCK_UPDATE"))  # unsaved: it stays open
    payload = form.payload
    gone = payload.choice.currentData()
    assert delete(store, [gone]) == {}
    payload._reader.ask()
    qtbot.waitUntil(lambda: payload.choice.findData(gone) == -1)


def test_what_is_missing_is_told_on_save(qtbot, at):
    form = at("refunds/create")
    form.fields.asks.setCurrentIndex(form.fields.asks.findData("STOCK_UPDATE"))
    assert words(form.fields.rows["sku"]) == ""
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: words(form.fields.rows["sku"]) == "sku needs an expression.")
    assert form.foot.words.text() == "3 fields need correction"


def test_what_the_other_fields_find_stays_in_sight_when_one_is_missing(qtbot, at):
    form = at("products/create")
    rows = form.fields.rows
    qtbot.waitUntil(lambda: words(rows["external_id"]) != "")
    found = words(rows["external_id"])
    rows["name"].show_text("")
    form.fields.changed.emit()
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: words(rows["name"]) == "name needs an expression.")
    assert words(rows["external_id"]) == found


def test_a_changed_mapping_is_reset_to_the_shipped_one(qtbot, store, shop, page, at, answer):
    form = at("products/update")
    assert "You have changed" in form._note.text()
    form.undo_button.click()
    assert "came with Yardarm" in answer(page, "Reset")
    qtbot.waitUntil(lambda: not get_mapping(store, shop.id, "products/update").is_own)
    qtbot.waitUntil(lambda: form.fields.rows["brand"].text() == "vendor")


def test_another_job_type_keeps_the_expressions_of_the_fields_they_share(qtbot, at):
    form = at("products/create")
    asks = form.fields.asks
    asks.setCurrentIndex(asks.findData("PRODUCT_DELETE"))
    assert form.fields.draft().fields == {"external_id": "id"}
    asks.setCurrentIndex(asks.findData("PRODUCT_CREATE"))
    assert not form.changed()


def test_a_new_mapping_is_made_from_the_list(qtbot, store, shop, page, at):
    view = page.mappings if page.mappings else at() and page.mappings
    qtbot.mouseClick(view.list.new_button, LEFT)
    form = view.form
    type_into(qtbot, form.fields.topic_edit, "carts/create")
    qtbot.mouseClick(form.foot.save_button, LEFT)
    qtbot.waitUntil(lambda: find_mapping(store, shop.id, "shopify", "carts/create") is not None)
    qtbot.waitUntil(lambda: view.form.row_id == "carts/create")


def test_leaving_asks_before_unsaved_changes_are_lost(qtbot, page, at, answer):
    form = at("products/create")
    type_into(qtbot, form.fields.rows["name"].edit, "handle")
    qtbot.keyClick(form, Key.Key_Escape)
    assert "products/create" in answer(page, "Keep editing")
    assert page.mappings.form is form
    qtbot.keyClick(form, Key.Key_Escape)
    answer(page, "Discard changes")
    assert page.mappings.form is None
    page.mappings.list.trail.chosen.emit(1)
    assert page.mappings is None
    assert page.form is not None


def test_the_way_from_an_edited_plugin_to_its_mappings_asks_first(qtbot, page, shop, answer):
    page.open(Place("Plugins", plugin_id=shop.id))
    qtbot.waitUntil(lambda: page.form is not None)
    type_into(qtbot, page.form.fields.name_edit, "Another name")
    page.form.mappings.show_button.click()
    answer(page, "Discard changes")
    qtbot.waitUntil(lambda: page.mappings is not None)
    assert page.form.title() == shop.name


def test_a_mapping_that_another_process_changed_shows_unless_it_is_being_edited(qtbot, store, shop, at):
    form = at("orders/cancelled")
    changed = TopicMapping("orders/cancelled", "ORDER_CANCEL", {"external_id": "order_id"})
    set_mapping(store, shop.id, changed)
    qtbot.waitUntil(lambda: form.fields.rows["external_id"].text() == "order_id")
    type_into(qtbot, form.fields.rows["reason"].edit, "why")
    delete_mapping(store, shop.id, "orders/cancelled")
    qtbot.waitUntil(lambda: not form.undo_button.isVisible())
    assert form.fields.rows["external_id"].text() == "order_id"


def test_every_expression_has_a_name_for_screen_readers(at):
    form = at("products/create")
    names = [edit.accessibleName() for edit in form.findChildren(QLineEdit)]
    assert all(names)
    assert "Expression for external_id" in names


def test_a_plugin_to_which_nothing_came_says_so(qtbot, page, plugin):
    page.open(Place("Plugins", plugin_id=plugin.id, topic="product_created"))
    qtbot.waitUntil(lambda: page.mappings is not None and page.mappings.form is not None)
    form = page.mappings.form
    qtbot.waitUntil(lambda: form.payload._stack.currentIndex() == 1)
    assert isinstance(form._found, MappingRow)
