"""A case goes out of one desk's inspector and into another one's window."""

import pytest
import shiboken6
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMainWindow

from desktop.case_door import CaseDoor
from desktop.inspector.case_inspector import CaseInspector
from desktop.tasks import problems

BODY = b'{"sku": "BW-1", "price": 1.10}'


def exported(made, path, qtbot):
    qtbot.waitUntil(made.acts.export.isEnabled)
    made.acts.export.trigger()
    dialog = made.findChild(QFileDialog)
    assert dialog.selectedFiles()[0].endswith(f"event-{made._log_id}.json")
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    qtbot.waitUntil(lambda: made.banner.title() != "")
    return made.banner.title()


def window_of(engine, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    window.show()
    return window, CaseDoor(engine.store, window)


def test_a_case_is_exported_and_opened_again(inspect, still_engine, tmp_path, qtbot):
    path = tmp_path / "one.json"
    made = inspect(BODY)
    assert exported(made, path, qtbot) == f"Event {made._log_id} is in one.json"
    window, door = window_of(still_engine, qtbot)
    door.ask()
    window.findChild(QFileDialog).fileSelected.emit(str(path))
    qtbot.waitUntil(lambda: window.findChild(CaseInspector) is not None)
    case = window.findChild(CaseInspector)
    qtbot.waitUntil(lambda: "reading" not in case.tabs.tree_tab.foot.facts())
    assert case.tabs.text_tab.view.toPlainText().splitlines()[1] == '  "sku": "BW-1",'
    assert case.tabs.tree_tab.foot.facts() == f"{len(BODY)} bytes · UTF-8 · application/json"
    assert not case.head.send_button.isVisible()
    qtbot.mouseClick(case.head.copy_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: QApplication.clipboard().text() == BODY.decode())
    qtbot.keyClick(case, Qt.Key.Key_Return)
    assert case.isVisible()
    qtbot.keyClick(case, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not shiboken6.isValid(case))


def test_where_it_cannot_be_written_it_says_so(inspect, tmp_path, qtbot):
    assert "cannot be written" in exported(inspect(BODY), tmp_path / "nowhere" / "one.json", qtbot)


# Qt 6.12 has another way to make the event, which 6.11 does not have yet.
@pytest.mark.filterwarnings("ignore:Function. 'QDragEnterEvent.QDragEnterEvent:DeprecationWarning")
def test_a_case_can_be_dropped_on_the_window(inspect, still_engine, tmp_path, qtbot):
    path = tmp_path / "one.json"
    exported(inspect(BODY), path, qtbot)
    window, _ = window_of(still_engine, qtbot)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where, left, none = QPointF(5, 5), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), Qt.DropAction.CopyAction, data, left, none)
    QApplication.sendEvent(window, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(window, QDropEvent(where, Qt.DropAction.CopyAction, data, left, none))
    qtbot.waitUntil(lambda: window.findChild(CaseInspector) is not None)


def test_a_file_that_is_no_case_is_told(still_engine, tmp_path, qtbot):
    (tmp_path / "no.json").write_text("{}")
    _, door = window_of(still_engine, qtbot)
    with qtbot.waitSignal(problems.raised) as told:
        door.open(str(tmp_path / "no.json"))
    assert told.args[0] == "no.json is not a case of Yardarm."


def test_a_case_is_opened_from_the_inspector_too(inspect, tmp_path, qtbot):
    path = tmp_path / "one.json"
    made = inspect(BODY)
    exported(made, path, qtbot)
    made.acts.open_case.trigger()
    made.findChildren(QFileDialog)[-1].fileSelected.emit(str(path))
    qtbot.waitUntil(lambda: made.findChild(CaseInspector) is not None)
