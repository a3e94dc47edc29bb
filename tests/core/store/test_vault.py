import os
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.errors import KeyUnreadable
from core.store.vault import KEY_FILE, Vault


@pytest.fixture
def vault(tmp_path):
    return Vault.open_or_create(tmp_path, may_create=True)


def names_in(folder):
    return [path.name for path in folder.iterdir()]


def test_a_secret_comes_back_after_the_program_starts_again(vault, tmp_path):
    sealed = vault.seal("whsec_Öl")
    assert Vault.open_or_create(tmp_path, may_create=False).open(sealed) == "whsec_Öl"


def test_what_is_sealed_does_not_hold_the_secret_and_never_repeats(vault):
    one, other = vault.seal("s3cret-key"), vault.seal("s3cret-key")
    assert b"s3cret-key" not in one
    assert one != other
    assert one[1:13] != other[1:13]  # the nonces


@pytest.mark.skipif(os.name == "nt", reason="Windows guards files by the user's profile")
def test_the_key_is_32_bytes_for_this_user_alone_and_leaves_no_draft(vault, tmp_path):
    assert names_in(tmp_path) == [KEY_FILE]
    assert (tmp_path / KEY_FILE).stat().st_mode & 0o777 == 0o600
    assert len((tmp_path / KEY_FILE).read_bytes()) == 32


def test_each_folder_has_its_own_key(vault, tmp_path):
    (tmp_path / "other").mkdir()
    other = Vault.open_or_create(tmp_path / "other", may_create=True)
    with pytest.raises(KeyUnreadable):
        other.open(vault.seal("s3cret-key"))


def test_a_missing_key_is_never_replaced_by_a_new_one(tmp_path):
    with pytest.raises(KeyUnreadable, match="missing") as missing:
        Vault.open_or_create(tmp_path, may_create=False)
    assert missing.value.advice
    assert names_in(tmp_path) == []


@pytest.mark.parametrize("content", [b"", b"x" * 31, b"x" * 33])
@pytest.mark.parametrize("may_create", [True, False])
def test_a_key_of_the_wrong_size_is_damaged_and_stays(tmp_path, content, may_create):
    (tmp_path / KEY_FILE).write_bytes(content)
    with pytest.raises(KeyUnreadable, match="damaged"):
        Vault.open_or_create(tmp_path, may_create=may_create)
    assert (tmp_path / KEY_FILE).read_bytes() == content


@pytest.mark.parametrize("may_create", [True, False])
def test_a_key_that_cannot_be_read_says_so(tmp_path, may_create):
    (tmp_path / KEY_FILE).mkdir()  # fails for root too, unlike taking the rights away
    with pytest.raises(KeyUnreadable, match="cannot be read") as refused:
        Vault.open_or_create(tmp_path, may_create=may_create)
    assert str(tmp_path) in refused.value.advice


def test_a_folder_that_does_not_exist_says_so(tmp_path):
    with pytest.raises(KeyUnreadable):
        Vault.open_or_create(tmp_path / "gone", may_create=True)


@pytest.mark.parametrize("place", [0, 1, 12, 13, -1])
def test_a_changed_byte_anywhere_is_noticed(vault, place):
    sealed = bytearray(vault.seal("s3cret-key"))
    sealed[place] ^= 1
    with pytest.raises(KeyUnreadable):
        vault.open(bytes(sealed))


@given(st.binary(max_size=64))
def test_bytes_that_were_never_sealed_raise_one_kind_of_error(sealed):
    with pytest.raises(KeyUnreadable):
        Vault(b"k" * 32).open(sealed)
    with pytest.raises(KeyUnreadable):
        Vault(b"k" * 32).open(b"\x01" + sealed)


def test_the_key_is_not_shown(vault, tmp_path):
    key = (tmp_path / KEY_FILE).read_bytes()
    for shown in (repr(vault), str(vault)):
        assert repr(key) not in shown
        assert key.hex() not in shown


def test_processes_that_start_together_agree_on_one_key(tmp_path):
    with ProcessPoolExecutor(4, mp_context=get_context("spawn")) as pool:
        sealed = list(pool.map(_seal_in, [tmp_path] * 8, range(8)))
    vault = Vault.open_or_create(tmp_path, may_create=False)
    assert [vault.open(each) for each in sealed] == [str(n) for n in range(8)]
    assert names_in(tmp_path) == [KEY_FILE]


def _seal_in(folder, number):
    return Vault.open_or_create(folder, may_create=True).seal(str(number))


def test_opening_the_vault_does_not_load_cryptography(tmp_path):
    code = (
        "import sys, pathlib; from core.store.vault import Vault\n"
        "Vault.open_or_create(pathlib.Path(sys.argv[1]), may_create=True)\n"
        "sys.exit('cryptography' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code, str(tmp_path)], check=False).returncode == 0
