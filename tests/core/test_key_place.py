import errno
import os
import threading
from pathlib import Path

import pytest
from keyring.backends import chainer, fail, null

from core import key_place, settings
from core.errors import KeyUnreadable
from core.key_place import FILE, KEYCHAIN, adopt, has_keychain, move_to_file, move_to_keychain, place_of
from core.outgoing.emit import emit
from core.outgoing.webhooks import reveal_secret
from core.signing import nautical
from core.store import vault
from core.store.database import open_store
from core.store.vault import ENTRY_FILE, KEY_FILE, KeychainVault
from tests.core import made
from tests.core.outgoing.sending import running_sender
from tests.keychains import Asking, Forgetful, InMemory, Locked, Plain
from tests.waiting import eventually


@pytest.fixture
def sealed(store):
    return store.vault.seal("s3cret")


@pytest.fixture
def folder(store):
    return store.path.parent


def opened(folder):
    """Open the folder as another process would."""
    return open_store(folder)


def names(folder):
    return {path.name for path in folder.iterdir()} & {KEY_FILE, ENTRY_FILE}


def test_a_new_folder_keeps_its_key_in_the_file(folder):
    assert place_of(folder) == FILE


def test_the_key_moves_to_the_keychain_and_opens_the_same_secrets(store, folder, keychain, sealed):
    key = (folder / KEY_FILE).read_bytes()
    move_to_keychain(store)
    assert (place_of(folder), names(folder)) == (KEYCHAIN, {ENTRY_FILE})
    assert list(keychain.entries.values()) == [key.hex()]
    assert store.vault.open(sealed) == opened(folder).vault.open(sealed) == "s3cret"
    assert key.hex() not in (folder / ENTRY_FILE).read_text()
    if os.name != "nt":
        assert (folder / ENTRY_FILE).stat().st_mode & 0o777 == 0o600


def test_each_folder_has_an_entry_of_its_own(tmp_path, keychain):
    stores = [open_store(tmp_path / name) for name in ("one", "two")]
    for each in stores:
        with each.connection():
            move_to_keychain(each)
    assert len(set(keychain.entries.values())) == 2


def test_a_folder_finds_its_entry_after_it_was_renamed(store, folder, keychain, sealed, tmp_path):
    move_to_keychain(store)
    assert opened(folder.rename(tmp_path / "elsewhere")).vault.open(sealed) == "s3cret"


def test_the_key_moves_back_and_leaves_the_keychain(store, folder, keychain, sealed):
    key = (folder / KEY_FILE).read_bytes()
    move_to_keychain(store)
    move_to_file(store)
    assert (place_of(folder), names(folder), keychain.entries) == (FILE, {KEY_FILE}, {})
    assert (folder / KEY_FILE).read_bytes() == key
    assert opened(folder).vault.open(sealed) == "s3cret"


def test_moving_to_where_it_is_changes_nothing(store, folder, keychain):
    move_to_file(store)
    assert keychain.entries == {}
    move_to_keychain(store)
    before = dict(keychain.entries)
    move_to_keychain(store)
    assert keychain.entries == before


@pytest.mark.parametrize("backend", [Locked, Forgetful, Plain, fail.Keyring, null.Keyring])
def test_a_keychain_that_does_not_keep_it_leaves_the_key_in_its_file(
    store, folder, use_keychain, sealed, backend
):
    use_keychain(backend())
    with pytest.raises(KeyUnreadable) as refused:
        move_to_keychain(store, wait_s=5)
    assert refused.value.title
    assert place_of(folder) == FILE
    assert opened(folder).vault.open(sealed) == "s3cret"


def test_a_keychain_that_answers_too_late_leaves_the_key_in_its_file(store, folder, use_keychain, sealed):
    asking = use_keychain(Asking())
    with pytest.raises(KeyUnreadable, match="does not answer"):
        move_to_keychain(store, wait_s=0.01)
    asking.unlocked.set()
    assert names(folder) == {KEY_FILE}


def test_a_move_that_was_cut_short_loses_nothing(store, folder, keychain, sealed, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: (_ for _ in ()).throw(RuntimeError("power cut")))
        with pytest.raises(RuntimeError, match="power cut"):
            move_to_keychain(store)
    assert opened(folder).vault.open(sealed) == "s3cret"
    (folder / ENTRY_FILE).write_text("an entry that is not there")
    assert place_of(folder) == FILE
    move_to_keychain(store)
    assert opened(folder).vault.open(sealed) == "s3cret"


def test_what_a_kill_left_of_writing_the_key_leaves_the_folder_with_it(store, folder, keychain, monkeypatch):
    with monkeypatch.context() as patch:
        patch.setattr(Path, "unlink", lambda *_, **__: None)  # it was killed before
        vault.write_new(folder / KEY_FILE, b"k" * vault.KEY_BYTES)
    assert len(vault.drafts_of(folder / KEY_FILE)) == 1
    move_to_keychain(store)
    assert (names(folder), vault.drafts_of(folder / KEY_FILE)) == ({ENTRY_FILE}, [])


def test_a_full_disk_leaves_the_key_where_it_is_and_says_so(store, folder, keychain, sealed, monkeypatch):
    def full(*_):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patch, pytest.raises(KeyUnreadable, match="No space left"):
        patch.setattr(key_place, "write_new", full)
        move_to_keychain(store)
    assert (place_of(folder), opened(folder).vault.open(sealed)) == (FILE, "s3cret")
    move_to_keychain(store)
    with monkeypatch.context() as patch, pytest.raises(KeyUnreadable, match="No space left"):
        patch.setattr(key_place, "write_new", full)
        move_to_file(store)
    assert (place_of(folder), opened(folder).vault.open(sealed)) == (KEYCHAIN, "s3cret")


def test_a_key_in_the_keychain_is_never_replaced_by_a_new_one(store, folder, keychain):
    move_to_keychain(store)
    keychain.entries.clear()
    with pytest.raises(KeyUnreadable, match="not in the system's keychain"):
        opened(folder).vault.seal("s3cret")
    assert names(folder) == {ENTRY_FILE}


@pytest.mark.parametrize("text", ["", "zz", "ab" * 31])
def test_a_damaged_entry_is_one_kind_of_error(store, folder, keychain, sealed, text):
    move_to_keychain(store)
    for entry in keychain.entries:
        keychain.entries[entry] = text
    with pytest.raises(KeyUnreadable, match=r"damaged\. Restore the keychain"):
        opened(folder).vault.open(sealed)


def test_the_keychain_is_asked_only_when_a_secret_is_needed(store, folder, use_keychain, sealed):
    keychain = use_keychain(Asking())
    keychain.unlocked.set()
    move_to_keychain(store)
    keychain.unlocked.clear()
    vault = opened(folder).vault  # returns, though nobody answers
    threading.Timer(0.05, keychain.unlocked.set).start()
    assert vault.open(sealed) == "s3cret"


def test_a_prompt_that_nobody_answers_is_not_waited_for_and_its_late_answer_counts(
    store, folder, use_keychain, sealed
):
    keychain = use_keychain(Asking())
    keychain.unlocked.set()
    move_to_keychain(store)
    keychain.unlocked.clear()
    vault = KeychainVault(folder, limit=0.01)
    for act in (vault.ready, lambda: vault.open(sealed), lambda: vault.seal("x")):
        with pytest.raises(KeyUnreadable, match="does not answer"):
            act()
    keychain.unlocked.set()
    assert vault._asked
    vault._asked.wait(10)  # for the thread that asks
    assert vault.open(sealed) == "s3cret"


def test_a_process_that_opened_before_the_key_moved_back_still_finds_it(store, folder, keychain, sealed):
    move_to_keychain(store)
    other = opened(folder)
    move_to_file(store)
    assert other.vault.open(sealed) == "s3cret"


def test_where_there_is_a_keychain_the_key_is_adopted(store, folder, keychain, sealed):
    adopt(store)
    assert place_of(folder) == KEYCHAIN
    adopt(store)
    assert store.vault.open(sealed) == "s3cret"


def test_who_moved_it_back_keeps_it_in_the_file(store, folder, keychain):
    adopt(store)
    move_to_file(store)
    assert not settings.load(store).keychain
    adopt(store)
    assert place_of(folder) == FILE


@pytest.mark.parametrize("backend", [Locked, Forgetful, Plain, null.Keyring])
def test_where_none_works_nothing_is_said_and_the_file_stays(store, folder, use_keychain, backend):
    use_keychain(backend())
    adopt(store)
    assert place_of(folder) == FILE


@pytest.mark.parametrize(
    ("backend", "there"), [(InMemory, True), (Plain, False), (fail.Keyring, False), (null.Keyring, False)]
)
def test_only_a_keychain_that_keeps_secrets_counts(use_keychain, backend, there):
    use_keychain(backend())
    assert has_keychain() is there


def test_of_several_the_best_one_counts(use_keychain, monkeypatch):
    chain = chainer.ChainerBackend()
    monkeypatch.setattr(chainer.ChainerBackend, "backends", [InMemory(), Plain()])
    use_keychain(chain)
    assert has_keychain()


def test_every_move_is_noted(store, keychain):
    move_to_keychain(store)
    move_to_file(store)
    assert [act for (act,) in store.sql("SELECT act FROM audit")] == [
        "data key moved to the keychain",
        "data key moved to the file",
    ]


def test_a_webhooks_secret_is_still_the_same(store, folder, keychain):
    webhook = made.hook(store, secret="s3cret")
    move_to_keychain(store)
    other = opened(folder)
    with other.connection():
        assert reveal_secret(other, webhook.id) == "s3cret"
    assert key_place.place_of(folder) == KEYCHAIN


def test_nothing_is_sent_until_the_keychain_answers(store, folder, use_keychain, sink):
    keychain = use_keychain(Asking())
    keychain.unlocked.set()
    made.hook(store, sink.url, secret="s3cret")
    emit(store, "product_created")
    move_to_keychain(store)
    keychain.unlocked.clear()
    store.vault = KeychainVault(folder, limit=0.01)
    with running_sender(store) as sender:
        state = eventually(lambda: sender.state().title and sender.state())
        assert (state.running, state.title) == (False, "The system's keychain does not answer")
        assert sink.requests == []
        keychain.unlocked.set()
        [got] = eventually(lambda: sink.requests)
    assert got.headers["x-nautical-signature"] == nautical.sign("s3cret", got.body)
