"""Journeys start from an empty data folder."""

import pytest

from tests.journeys.program import Program


@pytest.fixture
def program(tmp_path):
    """The program over a new data folder."""
    return Program(tmp_path / "desk")
