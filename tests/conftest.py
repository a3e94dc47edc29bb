"""What every test stands on: Qt without a screen, and its objects destroyed on its own thread."""

import gc
import os
import sys

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


@pytest.fixture(autouse=True)
def collect_garbage_here():
    """Destroy Qt objects on this thread, never on one of the core's; see desktop.garbage."""
    gc.disable()
    yield
    gc.collect()


@pytest.fixture(autouse=True)
def end_of_the_ui_loop():
    """End the window's asyncio loop and its reading threads after a test that started them."""
    yield
    if tasks := sys.modules.get("desktop.tasks"):
        tasks.close_loop()
