"""A merchant's first five minutes, with the mouse and the keyboard, over a real engine and real HTTP."""

import hashlib
import hmac
import json
import sys

import httpx
import shiboken6
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QTableView,
    QTreeView,
    QWidget,
)

from core.engine import Engine
from desktop.entries import LATER
from desktop.tasks import close_loop
from desktop.window import MainWindow
from tests.desktop.inspector.turns import Turns
from tests.sink import running_sink

LEFT = Qt.MouseButton.LeftButton
PAGES = ("Overview", "Event Logs", "Webhook Jobs", "Apps", "Plugins", "Settings")
SECRET, PLUGIN_SECRET = "3f1c9a77", "b0a7d2c4"
LONGEST_TURN_MS = 100


class Merchant:
    """Sees what is visible and uses it: nothing is called that a person could not click or type."""

    def __init__(self, qtbot, window):
        self.qtbot = qtbot
        self.window = window

    def sees(self, kind, name):
        """Return the visible widget of a name, once there is one."""

        def found():
            return [each for each in self.window.findChildren(kind, name) if each.isVisible()]

        self.qtbot.waitUntil(lambda: bool(found()), timeout=10_000)
        return found()[-1]

    def opens(self, page):
        navigation = self.sees(QListWidget, "navigation")
        box = navigation.visualItemRect(navigation.item(PAGES.index(page)))
        self.qtbot.mouseClick(navigation.viewport(), LEFT, pos=box.center())

    def clicks(self, name):
        button = self.sees(QAbstractButton, name)
        self.qtbot.waitUntil(button.isEnabled, timeout=10_000)
        self.qtbot.mouseClick(button, LEFT, pos=QPoint(10, button.height() // 2))

    def says_yes_to(self, words):
        """Click a button by its words."""

        def found():
            buttons = self.window.findChildren(QAbstractButton)
            return [each for each in buttons if each.text() == words and each.isVisible()]

        self.qtbot.waitUntil(lambda: bool(found()), timeout=10_000)
        self.qtbot.mouseClick(found()[-1], LEFT)

    def reads(self, words):
        """Wait for a text to be in sight."""

        def found():
            return any(each.text() == words for each in self.window.findChildren(QLabel) if each.isVisible())

        self.qtbot.waitUntil(found, timeout=10_000)

    def types(self, name, text):
        field = self.sees(QLineEdit, name)
        field.clear()
        self.qtbot.keyClicks(field, text)

    def row(self, table, **words):
        """Return the index of the first row whose columns say these words, once it does."""

        def found():
            model = table.model()
            heads = [model.headerData(at, Qt.Orientation.Horizontal) for at in range(model.columnCount())]
            for number in range(model.rowCount()):
                texts = {head: str(model.index(number, at).data()) for at, head in enumerate(heads) if head}
                if all(
                    texts.get(head.replace("_", " "), "").casefold() == word.casefold()
                    for head, word in words.items()
                ):
                    return model.index(number, heads.index(next(iter(words)).replace("_", " ")))
            return None

        self.qtbot.waitUntil(lambda: found() is not None, timeout=15_000)
        return found()

    def double_clicks(self, table, index):
        box = table.visualRect(index).center()
        self.qtbot.mouseClick(table.viewport(), LEFT, pos=box)
        self.qtbot.mouseDClick(table.viewport(), LEFT, pos=box)


def test_the_first_five_minutes_of_a_merchant(qtbot, tmp_path):
    """What is long because the machine has other work is short another time; what is long is so each time."""
    longest = walk(qtbot, tmp_path / "first")
    for again in ("second", "third"):
        if max(longest.values()) >= LONGEST_TURN_MS:
            other = walk(qtbot, tmp_path / again)
            longest = {chapter: min(ms, other[chapter]) for chapter, ms in longest.items()}
    assert {chapter: ms for chapter, ms in longest.items() if ms >= LONGEST_TURN_MS} == {}


def walk(qtbot, folder):
    """Go the whole way on a new desk; return the longest turn of the UI thread in each chapter, in ms."""
    engine = Engine(folder, receiver_port=0)
    engine.start()
    window = MainWindow(engine)
    try:
        with running_sink() as sink:
            return chapters(Merchant(qtbot, window), engine, sink)
    finally:
        window.close()
        close_loop()
        engine.stop()
        shiboken6.delete(window)


def chapters(merchant, engine, sink):
    merchant.window.show()
    merchant.qtbot.waitExposed(merchant.window)
    merchant.qtbot.waitUntil(lambda: LATER[-1] in sys.modules, timeout=10_000)  # a person looks first
    turns, longest = Turns(merchant.window), {}
    for chapter, needs in (
        (makes_an_app, ()),
        (makes_a_webhook, (sink,)),
        (sends_a_test_and_opens_its_payload, (sink,)),
        (makes_a_plugin, ()),
        (holds_and_schedules_a_job, (engine,)),
        (sees_the_event_that_the_job_set_off, (sink,)),
    ):
        chapter(merchant, *needs)
        longest[chapter.__name__] = turns.longest_ms()
    return longest


def makes_an_app(merchant):
    merchant.opens("Apps")
    merchant.says_yes_to("New app")
    merchant.types("appNameField", "Storefront sync")
    merchant.qtbot.mouseClick(merchant.sees(QCheckBox, "MANAGE_PRODUCTS"), LEFT, pos=QPoint(8, 8))
    merchant.clicks("appActiveSwitch")
    merchant.clicks("saveButton")
    merchant.row(merchant.sees(QTableView, "appsTable"), Name="Storefront sync")


def makes_a_webhook(merchant, sink):
    merchant.says_yes_to("Create Webhook")
    merchant.types("webhookNameField", "Catalogue feed")
    chooses_events(merchant, "product_updated", "product_created")
    merchant.types("targetUrlField", sink.url)
    merchant.types("secretKeyField", SECRET)
    merchant.clicks("saveButton")
    merchant.reads("Webhook 1")
    merchant.clicks("webhookActiveCheck")
    merchant.clicks("saveButton")


def chooses_events(merchant, *names):
    tree = merchant.sees(QTreeView, "eventsField")
    for name in names:
        index = in_tree(tree.model(), QModelIndex(), name)
        tree.setCurrentIndex(index)  # as the arrow keys would
        merchant.qtbot.keyClick(tree, Qt.Key.Key_Space)
        assert index.data(Qt.ItemDataRole.CheckStateRole) in (2, Qt.CheckState.Checked)


def in_tree(model, parent, name):
    """Return the index under which the exact name stands, in any of its roles."""
    for number in range(model.rowCount(parent)):
        index = model.index(number, 0, parent)
        if name in [index.data(Qt.ItemDataRole.UserRole + each) for each in range(1, 60)]:
            return index
        if (below := in_tree(model, index, name)) is not None:
            return below
    return None


def sends_a_test_and_opens_its_payload(merchant, sink):
    merchant.clicks("sendTestButton")
    merchant.qtbot.waitUntil(lambda: len(sink.requests) == 1, timeout=10_000)
    (got,) = sink.requests
    assert got.headers["x-nautical-signature"] == signed(got.body, SECRET)
    merchant.opens("Event Logs")
    table = merchant.sees(QTableView, "eventLogTable")
    index = merchant.row(table, Event_Type=got.headers["x-nautical-event"], Direction="Emitted")
    merchant.double_clicks(table, index)
    inspector = merchant.sees(QWidget, "payloadInspector")
    tree = merchant.sees(QTreeView, "payloadTree")
    merchant.qtbot.waitUntil(lambda: tree.model().rowCount() > 5, timeout=10_000)
    inspector.show_tab("Text")
    text = merchant.sees(QWidget, "payloadText")
    assert json.loads(text.toPlainText()) == json.loads(got.body)
    merchant.qtbot.keyClick(inspector, Qt.Key.Key_Escape)
    merchant.qtbot.waitUntil(lambda: not inspector.isVisible())


def makes_a_plugin(merchant):
    merchant.opens("Plugins")
    merchant.says_yes_to("New plugin")
    merchant.types("pluginNameField", "Harbour ERP")
    merchant.types("pluginSecretField", PLUGIN_SECRET)
    merchant.types("pluginSellerField", "Tern & Tide")
    merchant.clicks("saveButton")
    merchant.qtbot.waitUntil(
        lambda: any(
            "harbour-erp" in each.toPlainText() for each in merchant.window.findChildren(QPlainTextEdit)
        )
    )


def holds_and_schedules_a_job(merchant, engine):
    merchant.opens("Webhook Jobs")
    merchant.clicks("schedulingSwitch")
    merchant.reads("Scheduling is off: received jobs wait")
    body = b'{"external_id": "8146205", "name": "Galvanized Cleat", "base_price": 34.50}'
    answer = httpx.post(
        f"{engine.receiver_state().url}/plugins/harbour-erp/product_create",
        content=body,
        headers={"content-type": "application/json", "x-nautical-signature": signed(body, PLUGIN_SECRET)},
    )
    assert answer.status_code == 204
    table = merchant.sees(QTableView, "jobsTable")
    words = {"Job_Type": "PRODUCT_CREATE", "Seller": "Tern & Tide", "Source": "Harbour ERP"}
    merchant.double_clicks(table, merchant.row(table, **words, Scheduled="Scheduled"))
    merchant.double_clicks(table, merchant.row(table, **words, Scheduled="Held"))
    merchant.row(table, **words, Scheduled="Scheduled")
    merchant.clicks("schedulingSwitch")
    merchant.row(table, **words, Status="Success")
    merchant.clicks("refreshJobsButton")
    merchant.row(table, **words, Status="Success")


def sees_the_event_that_the_job_set_off(merchant, sink):
    merchant.qtbot.waitUntil(lambda: len(sink.requests) == 2, timeout=10_000)
    set_off = sink.requests[1]
    assert set_off.headers["x-nautical-event"] == "product_created"
    assert json.loads(set_off.body)["name"] == "Galvanized Cleat"
    merchant.opens("Event Logs")
    table = merchant.sees(QTableView, "eventLogTable")
    merchant.row(table, Event_Type="PRODUCT_CREATE", Direction="Received", Plugin_ID="harbour-erp")
    merchant.row(table, Event_Type="product_created", Direction="Emitted")


def signed(body, secret):
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
