"""Job types that take a list: each good item is kept, and each bad one is named."""

import pytest

from core.incoming import handlers
from core.incoming.values import BadPayload

VIN = {"vin": "A", "make": "Ford"}


@pytest.mark.parametrize("payload", [{"vehicles": [VIN, {"vin": "B"}]}, [VIN, {"vin": "B"}]])
def test_a_list_of_vehicles_touches_a_record_each(records, payload):
    done = records.run("VEHICLE_PAYLOAD", payload)

    assert [change.key for change in done.changes] == ["A", "B"]
    assert done.events == ()
    assert done.message == "Vehicles: 2 created."


def test_a_vehicle_listed_twice_is_one_record(records):
    done = records.run("VEHICLE_PAYLOAD", [VIN, {"vin": "A", "year": 2025}])

    assert [change.data for change in done.changes] == [{"vin": "A", "make": "Ford", "year": 2025}]


def test_the_outcomes_of_a_list_are_counted(records):
    records.run("VEHICLE_PAYLOAD", [VIN, {"vin": "B"}])

    done = records.run("VEHICLE_PAYLOAD", [VIN, {"vin": "B", "year": 2025}, {"vin": "C"}])

    assert done.message == "Vehicles: 1 unchanged, 1 updated, 1 created."


def test_a_list_without_anything_good_is_refused_and_says_which_item(records):
    with pytest.raises(BadPayload, match=r"“vin” is missing \(vehicle 1 of 2\)\."):
        records.run("VEHICLE_PAYLOAD", [{"make": "Ford"}, 7])


def test_what_is_good_in_a_list_is_kept_and_each_fault_is_told(records):
    done = records.run("VEHICLE_PAYLOAD", [VIN, {"make": "Ford"}, {"vin": "B"}, {"vin": "C", "year": "x"}, 7])

    assert [change.key for change in done.changes] == ["A", "B"]
    assert not done.is_whole
    assert done.message == (
        "3 of 5 vehicles could not be kept. “vin” is missing (vehicle 2 of 5)."
        " “year” must be a whole number, not text (vehicle 4 of 5)."
        " The payload must be an object, not a number (vehicle 5 of 5). The others are kept: 2 created."
    )


def test_a_list_with_faults_again_changes_nothing(records):
    records.run("VEHICLE_PAYLOAD", [VIN, {}])

    again = records.run("VEHICLE_PAYLOAD", [VIN, {}])

    assert again.changes == ()
    assert "The others are kept: 1 unchanged." in again.message


def test_of_many_faults_in_a_list_the_first_are_told_and_the_others_counted(records):
    done = records.run("VEHICLE_PAYLOAD", [VIN, *[{}] * 1_500])

    assert done.message.count("is missing") == handlers.TOLD
    assert "And 1,497 more." in done.message


@pytest.mark.parametrize("payload", [{}, {"vehicles": 1}, 7])
def test_a_list_that_is_none_is_refused(records, payload):
    with pytest.raises(BadPayload, match="“vehicles”"):
        records.run("VEHICLE_PAYLOAD", payload)
