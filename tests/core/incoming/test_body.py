"""Bodies that come in pieces, compressed, or without end."""

import asyncio
import gzip
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.incoming import body
from core.incoming.body import Room

LIMIT = 10_000


def bare(content):
    """Compress without the header that RFC 9110 asks for, as some senders do."""
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(content) + packer.flush()


def read(sent, *, coding="", piece=1_000, room=None, limit=LIMIT):
    """Read a body that comes in pieces."""
    pieces = [sent[start : start + piece] for start in range(0, len(sent), piece)] or [b""]
    messages = [{"type": "http.request", "body": each, "more_body": True} for each in pieces]
    messages[-1]["more_body"] = False

    async def receive():
        return messages.pop(0)

    async def go():
        with (room or Room()).share() as share:
            return await body.read(receive, share, limit=limit, coding=coding)

    return asyncio.run(go())


PACKED = {"gzip": gzip.compress, "deflate": zlib.compress, "bare": bare}


@given(
    st.binary(max_size=3_000) | st.just(b"x" * LIMIT),
    st.sampled_from(list(PACKED)),
    st.integers(1, 2_000),
    st.integers(1, 300),
)
def test_what_was_compressed_is_read_as_it_was_whatever_its_pieces(content, kind, piece, step):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(body, "STEP", step)
        coding = "gzip" if kind == "gzip" else "deflate"
        assert read(PACKED[kind](content), coding=coding, piece=piece) == content


def test_gzip_files_one_after_the_other_are_one_body():
    assert read(gzip.compress(b"ab") + gzip.compress(b"c"), coding="gzip") == b"abc"


@pytest.mark.parametrize("coding", ["gzip", "deflate"])
@pytest.mark.parametrize(
    "broken",
    [
        b"{}",
        gzip.compress(b"{}", mtime=0)[:-1],
        zlib.compress(b"{}")[:-1],
        zlib.compress(b"{}") + b"{}",
        b"\x78",
        b"\x1f",
    ],
    ids=repr,
)
def test_what_is_not_what_its_encoding_says_is_refused(coding, broken):
    assert read(broken, coding=coding) == body.BROKEN_CODING


def test_nothing_inflates_to_nothing():
    assert read(b"", coding="gzip") == b""


def test_the_limit_holds_for_what_comes_and_for_what_it_inflates_to():
    assert read(b"x" * LIMIT) == b"x" * LIMIT
    for sent, coding in (
        (b"x" * (LIMIT + 1), ""),
        (gzip.compress(b"x" * (LIMIT + 1)), "gzip"),
        (gzip.compress(b"") * 600, "gzip"),
    ):
        assert read(sent, coding=coding).status == 413


def test_of_a_bomb_no_more_is_inflated_than_a_step_beyond_the_limit(monkeypatch):
    sizes = []

    def too_large(limit):
        sizes.append(body.MOST_AT_ONCE - room._left)
        return body.CROWDED

    monkeypatch.setattr(body, "too_large", too_large)
    room = Room()
    bomb = zlib.compress(b"0" * 50_000_000)
    limit = 5 * body.STEP
    assert read(bomb, coding="deflate", piece=len(bomb), room=room, limit=limit) == body.CROWDED
    assert sizes == [limit - body.UNCOUNTED]


def test_bodies_share_a_room_beyond_what_each_may_always_hold(monkeypatch):
    monkeypatch.setattr(body, "UNCOUNTED", 100)
    room = Room(1_000)
    with room.share() as share:
        assert share.hold(1_000)
        assert read(b"x" * 200, room=room) == b"x" * 200
        assert read(b"x" * 201, room=room) == body.CROWDED
        assert read(b"x" * 100, room=room) == b"x" * 100
    assert read(b"x" * 1_100, room=room) == b"x" * 1_100


def test_a_sender_that_goes_away_has_no_body():
    async def gone():
        return {"type": "http.disconnect"}

    async def go():
        with Room().share() as share:
            return await body.read(gone, share, limit=LIMIT, coding="")

    assert asyncio.run(go()) is None
