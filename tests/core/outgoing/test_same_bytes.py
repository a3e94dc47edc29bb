"""What is written straight onto a connection is what aiohttp's own client writes for the same target."""

import functools
from contextlib import aclosing

from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import InvalidInput
from core.outgoing.proxies import Proxies
from core.outgoing.request import ANSWER
from core.outgoing.target_url import check_target_url
from core.outgoing.transport import open_transport
from tests.core.outgoing.wire import OK, run, serving

HEADERS = (*ANSWER, ("content-type", "application/json"), ("user-agent", "Yardarm"), ("x-empty", ""))
HOSTS = (
    *("shop.example", "SHOP.example.", "münchen.example", "a_b.lan", "localhost", "127.0.0.1", "[::1]"),
    *("[2001:DB8::1]", "[::ffff:10.0.0.1]", "straße.example", "日本.example", "ＡＢＣ.example"),  # noqa: RUF001
)
ODD = ("", "/", "?", "?x", "/a/../b", "/./a//b/", "/%2e%2E/%zz%C3", "/a;b=c?d=e&f+g%20h", "/é?ü=ß")
PIECES = st.text(st.sampled_from("/?&=%+;:@!$'()*,~.[]{}|\\^`<>2fFé日\u00a0"), max_size=20)
TARGETS = st.builds(
    "http://{}{}{}".format,
    st.sampled_from(HOSTS),
    st.sampled_from(["", ":80", ":443", ":0080", ":8080"]),
    st.one_of(st.sampled_from(ODD), PIECES.map("/{}".format), PIECES.map("?{}".format)),
)


def accepted(targets):
    for typed in targets:
        try:
            yield check_target_url(typed)
        except InvalidInput:
            continue


async def sent(targets, *, by_client):
    """Send to all targets in one of the ways; return the parts of each request, the headers in one order."""
    requests = []

    async def take(reader, writer):
        while True:
            line, *headers = (await reader.readuntil(b"\r\n\r\n")).split(b"\r\n")
            named = (each.partition(b": ") for each in headers)
            parts = sorted((name.lower(), value) for name, _, value in named)
            requests.append((line, parts, await reader.readexactly(2)))
            writer.write(OK)

    async with serving(take, reads=False) as url, aclosing(open_transport(proxies=NO_PROXIES)) as transport:
        all_lead_to(int(url.split(":")[2].partition("/")[0]), transport)
        client = functools.partial(transport._send_by_client, "POST")
        for target in accepted(targets):
            await read(await (client if by_client else transport.send)(target, HEADERS, b"{}"))
    return requests


NO_PROXIES = Proxies({}, lambda _host: True)


def all_lead_to(port, transport):
    async def resolve(host, *_args, **_kwargs):
        return [{"hostname": host, "host": "127.0.0.1", "port": port, "family": 2, "proto": 0, "flags": 0}]

    transport._connector._resolve_host = resolve


async def read(reply):
    while not reply.content.at_eof():
        await reply.content.readany()
    reply.release()


@settings(max_examples=15)
@given(st.lists(TARGETS, min_size=5, max_size=30))
def test_whatever_the_target_aiohttps_client_sends_the_same(targets):
    straight = run(sent(targets, by_client=False))
    assert straight == run(sent(targets, by_client=True))
    assert len(straight) == len(list(accepted(targets)))
