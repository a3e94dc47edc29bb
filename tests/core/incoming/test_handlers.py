"""Every job type: what it makes of its sample, of a repeat, and of what is missing or wrong."""

import pytest

from core.catalogue import catalogue
from core.incoming import handlers, reading, values
from core.incoming.handlers import Known
from core.incoming.job_types import tasks
from core.incoming.values import BadPayload
from tests.core.incoming.kept import KEEPING, PLUGIN, TYPES, edited, first_run, sample

WRONG = {"text": 7.5, "id": ["x"], "whole": "40", "decimal": "dear", "measure": [], "flag": "yes"} | {
    "object": "x",
    "objects": [1],
    "texts": [1],
}
BARE = {"text": "A-1", "id": "A-1", "whole": 7, "flag": True}


def leaves(body):
    """Names and values of what is neither an object nor a list."""
    for name, value in body.items():
        for each in value if isinstance(value, list) else [value]:
            if isinstance(each, dict):
                yield from leaves(each)
            else:
                yield name, each


def shape(value):
    """Keys of keys; lists by their first item, and what is null or empty fits anything."""
    if isinstance(value, dict):
        return {key: shape(each) for key, each in value.items()}
    return [shape(value[0])] if isinstance(value, list) and value else None


def fits(found, wanted):
    if isinstance(found, dict):
        return (
            found == {}
            or wanted is None
            or (found.keys() == wanted.keys() and all(fits(found[key], wanted[key]) for key in found))
        )
    return not isinstance(found, list) or wanted is None or fits(found[0], wanted[0])


def test_every_job_type_of_the_catalogue_has_its_task_and_no_other_has():
    assert set(tasks()) == set(catalogue().job_types)


@pytest.mark.parametrize("job_type", KEEPING)
def test_every_event_of_a_task_is_in_the_catalogue(job_type):
    task = tasks()[job_type]

    assert {task.event, task.event_if_known} - {None} <= set(catalogue().events)


@pytest.mark.parametrize("job_type", [name for name in KEEPING if tasks()[name].action != "delete"])
def test_the_sample_makes_a_record_and_sets_off_the_types_event(records, job_type):
    done = records.run(job_type, sample(job_type))

    (change,) = done.changes
    event = tasks()[job_type].event
    assert change.kind == tasks()[job_type].kind
    assert [each.event for each in done.events] == ([] if event is None else [event])
    assert "created" in done.message.lower()


@pytest.mark.parametrize("job_type", [name for name in KEEPING if tasks()[name].action == "delete"])
def test_deleting_removes_the_record_and_sets_off_the_types_event(records, job_type):
    done = first_run(records, job_type)

    assert [each.event for each in done.events] == [tasks()[job_type].event]
    assert records.rows == {}
    assert done.message.startswith("Deleted")


@pytest.mark.parametrize("job_type", KEEPING)
def test_the_same_payload_again_changes_nothing_and_sets_off_nothing(records, job_type):
    first_run(records, job_type)

    again = records.run(job_type, sample(job_type))

    assert (again.changes, again.events) == ((), ())
    assert again.message


@pytest.mark.parametrize(
    ("job_type", "names"), [(name, names) for name in KEEPING for names in tasks()[name].required]
)
def test_a_required_field_that_is_missing_is_named(records, job_type, names):
    def remove(fields):
        for name in names.split("|"):
            fields.pop(name, None)

    with pytest.raises(BadPayload) as caught:
        records.run(job_type, edited(job_type, remove))

    assert all(f"“{name}”" in caught.value.title for name in names.split("|"))
    assert "missing" in caught.value.title


@pytest.mark.parametrize(
    ("job_type", "name", "kind"),
    [
        (job_type, name, kind)
        for job_type in KEEPING
        for names, kind in {**tasks()[job_type].required, **tasks()[job_type].optional}.items()
        for name in names.split("|")
    ],
)
def test_a_field_of_the_wrong_type_is_named(records, job_type, name, kind):
    with pytest.raises(BadPayload) as caught:
        records.run(job_type, edited(job_type, lambda fields: fields.update({name: WRONG[kind]})))

    assert f"“{name}” must be" in caught.value.title
    assert caught.value.field == name


@pytest.mark.parametrize("job_type", [name for name in KEEPING if tasks()[name].event])
def test_an_event_body_has_exactly_the_samples_keys(records, job_type):
    (event,) = first_run(records, job_type).events

    wanted = catalogue().events[event.event].sample
    assert list(event.body) == list(wanted)
    assert fits(shape(event.body), shape(wanted))


@pytest.mark.parametrize("job_type", [name for name in KEEPING if tasks()[name].event])
def test_an_event_body_holds_none_of_the_samples_invented_values(records, job_type):
    task = tasks()[job_type]
    bare = {name: BARE[kind] for names, kind in task.required.items() for name in names.split("|")}
    if task.action == "delete":
        records.run(job_type.replace("_DELETE", "_UPDATE"), {**bare, "quantity": 7}, seller="")

    (event,) = records.run(job_type, bare, seller="").events

    known = {*BARE.values(), *task.sets.values(), PLUGIN, None}
    assert {value for name, value in leaves(event.body) if name not in ("id", "type")} <= known


@pytest.mark.parametrize("job_type", [name for name in TYPES if name not in KEEPING])
@pytest.mark.parametrize("body", [b"{}", b"[]", b'"x"', b"null"])
def test_a_connectors_lifecycle_is_received_and_nothing_is_kept(records, job_type, body):
    done = records.run(job_type, body)

    assert (done.changes, done.events) == ((), ())
    assert "Nothing is kept" in done.message


def test_creating_what_exists_updates_it_and_sets_off_the_updated_event(records):
    records.run("PRODUCT_CREATE", sample("PRODUCT_CREATE"))

    done = records.run("PRODUCT_CREATE", {**sample("PRODUCT_CREATE"), "base_price": "36.00"})

    assert [each.event for each in done.events] == ["product_updated"]
    assert done.events[0].body["minimal_variant_price_amount"] == "36.00"
    assert done.message == "Updated product 8146205."


def test_an_update_keeps_what_it_does_not_speak_of(records):
    records.run("PRODUCT_CREATE", sample("PRODUCT_CREATE"))

    done = records.run("PRODUCT_UPDATE", {"external_id": "8146205", "name": "Cleat, galvanized"})

    assert records.only() == {
        **sample("PRODUCT_CREATE"),
        "name": "Cleat, galvanized",
        "seller": "Brightwater Supply Co.",
    }
    assert done.events[0].body["name"] == "Cleat, galvanized"
    assert done.events[0].body["currency"] == "CAD"


def test_deleting_what_is_unknown_succeeds_and_says_so(records):
    done = records.run("PRODUCT_DELETE", sample("PRODUCT_DELETE"))

    assert done == handlers.Applied((), (), "There was no product 8146205 to delete.")


def test_tracking_sets_off_variant_updated_also_for_a_variant_that_is_new_here(records):
    (event,) = records.run("INVENTORY_TRACKING_UPDATE", sample("INVENTORY_TRACKING_UPDATE")).events

    assert event.event == "variant_updated"
    assert event.body["track_inventory"] is False
    assert event.body["sku"] == "BW-CLT-08"
    assert event.body["price_amount"] is None


def test_cancelling_an_order_marks_it_and_sets_off_order_cancelled(records):
    records.run("ORDER_CREATE", sample("ORDER_CREATE"))

    (event,) = records.run("ORDER_CANCEL", sample("ORDER_CANCEL")).events

    assert event.event == "order_cancelled"
    assert event.body["status"] == "canceled"
    assert event.body["user_email"] == "maren.okafor@example.com"


def test_what_a_request_asks_for_is_no_part_of_the_record(records):
    records.run("STOCK_UPDATE", sample("STOCK_UPDATE"))

    again = records.run("STOCK_UPDATE", {**sample("STOCK_UPDATE"), "include_allocations": True})

    assert again.changes == ()


def test_fields_that_a_type_does_not_name_are_not_kept(records):
    records.run("PRODUCT_UPDATE", {"external_id": "1", "nautical_event_timestamp": "2026-01-01"})

    again = records.run("PRODUCT_UPDATE", {"external_id": "1", "nautical_event_timestamp": "2026-01-02"})

    assert again.events == ()
    assert "nautical_event_timestamp" not in records.only()


def test_the_plugins_seller_stands_in_the_record_and_in_the_event(records):
    (event,) = records.run("PRODUCT_CREATE", sample("PRODUCT_CREATE"), seller="Harbour & Sons").events

    assert records.only()["seller"] == "Harbour & Sons"
    assert event.body["seller"]["company_name"] == "Harbour & Sons"
    assert event.body["seller"]["slug"] == "harbour-sons"


def test_without_a_seller_the_event_has_none(records):
    (event,) = records.run("PRODUCT_CREATE", sample("PRODUCT_CREATE"), seller="").events

    assert event.body["seller"] is None


def test_figures_keep_the_characters_they_were_written_in(records):
    (event,) = records.run(
        "PRODUCT_CREATE", b'{"external_id": "1", "name": "Rope", "base_price": 1.10, "weight": 2}'
    ).events

    assert records.only()["base_price"] == "1.10"
    assert event.body["minimal_variant_price_amount"] == "1.10"
    assert event.body["weight"] == "2"


def test_a_price_in_words_is_refused_in_words(records):
    with pytest.raises(BadPayload, match="“base_price” must be a number, not text"):
        records.run("PRODUCT_CREATE", {**sample("PRODUCT_CREATE"), "base_price": "dear"})


def test_an_optional_field_may_be_null_and_a_required_one_may_not(records):
    records.run("PRODUCT_CREATE", {**sample("PRODUCT_CREATE"), "brand": None})

    with pytest.raises(BadPayload, match="“name” must be text, not null"):
        records.run("PRODUCT_CREATE", {**sample("PRODUCT_CREATE"), "name": None})


@pytest.mark.parametrize("body", [b"[]", b'"x"', b"7", b"null", b"true"])
def test_a_payload_that_is_no_object_is_refused(records, body):
    with pytest.raises(BadPayload, match="The payload must be an object"):
        records.run("PRODUCT_CREATE", body)


def test_half_a_character_deep_inside_does_no_harm(records):
    (event,) = records.run(
        "PRODUCT_CREATE", {"external_id": "1", "name": "Rope", "variants": [{"sku": "\ud800"}]}
    ).events

    assert values.dump(event.body).isascii()


def test_an_unknown_job_type_is_named(records):
    with pytest.raises(BadPayload, match="PRODUCT_EXPLODE"):
        records.run("PRODUCT_EXPLODE", {})


def later(job_type, payload, data, **known):
    """What a payload comes to where the record is known so, and later jobs have spoken of it."""
    asked = reading.read(job_type, payload, plugin_id=PLUGIN, seller="")
    return handlers.apply(asked, existing=lambda _kind, _key: Known(data, **known))


def test_what_a_later_job_has_said_is_left_as_it_is_and_the_rest_is_done():
    payload = {"external_id": "1", "name": "Old", "brand": "Tern"}
    data = {"external_source": PLUGIN, "external_id": "1", "name": "New"}

    done = later("PRODUCT_UPDATE", payload, data, later=frozenset({"external_id", "name"}))

    (change,) = done.changes
    assert (change.data["name"], change.data["brand"]) == ("New", "Tern")
    assert done.said[0].fields == ("brand",)


@pytest.mark.parametrize(
    ("job_type", "data", "known"),
    [
        ("PRODUCT_UPDATE", {"external_id": "1"}, {"later": frozenset({"external_id"})}),
        ("PRODUCT_UPDATE", None, {"gone": True}),
        ("PRODUCT_DELETE", {"external_id": "1"}, {"later": frozenset({"external_id"})}),
    ],
)
def test_a_job_of_which_a_later_one_has_said_everything_changes_nothing(job_type, data, known):
    done = later(job_type, {"external_id": "1"}, data, **known)

    assert (done.changes, done.events) == ((), ())
    assert done.message == "Nothing changed: a later job has said what product 1 is."
