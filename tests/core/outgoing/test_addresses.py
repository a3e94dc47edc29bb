"""Addresses that are never sent to, however they are spelt."""

import asyncio
import socket

import pytest

from core.errors import InvalidInput
from core.outgoing.addresses import is_forbidden, is_private
from core.outgoing.kinds import Kind
from core.outgoing.request import Request
from core.outgoing.resolver import CheckedResolver
from core.outgoing.target_url import check_target_url
from core.outgoing.transport import Failed, exchange, open_transport


def fault_of(url, **options):
    async def send():
        transport = open_transport(**options)
        try:
            await exchange(transport, Request(url, (), b"{}"), timeout=5)
        finally:
            await transport.aclose()

    with pytest.raises(Failed) as caught:
        asyncio.run(send())
    return caught.value.fault.kind


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "169.254.0.1",
        "::ffff:169.254.169.254",
        "[::ffff:a9fe:a9fe]",
        "64:ff9b::a9fe:a9fe",
        "2002:a9fe:a9fe::1",
        "fe80::1",
        "fe80::1%eth0",
        "febf::1",
        "fd00:ec2::254",
        "100.100.100.200",
        "168.63.129.16",
        "0.0.0.0",
        "::ffff:0.0.0.0",
        "::",
    ],
)
def test_an_address_that_gives_credentials_away_is_forbidden(host):
    assert is_forbidden(host)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "10.0.0.7", "192.168.1.5", "::1", "fd00::1", "8.8.8.8", "shop.example", "0x7f.1"]
)
def test_the_own_network_and_the_world_are_allowed(host):
    assert not is_forbidden(host)


@pytest.mark.parametrize(
    ("host", "private"),
    [("127.0.0.1", True), ("10.1.2.3", True), ("8.8.8.8", False), ("shop.example", False)],
)
def test_an_address_of_the_own_network_is_known_as_such(host, private):
    assert is_private(host) is private


def test_a_form_refuses_a_forbidden_address_at_once():
    with pytest.raises(InvalidInput, match="never sent to") as caught:
        check_target_url("http://169.254.169.254/latest/meta-data")
    assert caught.value.field == "target_url"


def test_a_name_that_leads_to_a_forbidden_address_is_not_connected_to(monkeypatch):
    """Stands in for the name server alone: a name of somebody else's that points inside."""

    def lookup(host, port, *args, **kwargs):
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("169.254.169.254", port))]

    monkeypatch.setattr(socket, "getaddrinfo", lookup)
    assert fault_of("http://inside.example/") is Kind.FORBIDDEN


def test_a_literal_forbidden_address_is_not_connected_to():
    assert fault_of("http://169.254.1.1/") is Kind.FORBIDDEN


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "10.1.2.3", "[::1]", "[fd00::1]", "100.64.0.1"])
def test_where_private_addresses_are_refused_none_is_connected_to(host):
    assert fault_of(f"http://{host}:9/", refuse_private=True) is Kind.FORBIDDEN


def test_the_resolver_gives_what_the_system_gives():
    async def ask():
        resolver = CheckedResolver()
        try:
            return await resolver.resolve("localhost", 80)
        finally:
            await resolver.close()

    assert {each["host"] for each in asyncio.run(ask())} <= {"127.0.0.1", "::1"}
