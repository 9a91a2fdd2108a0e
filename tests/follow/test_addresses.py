"""Only the public web is asked: every address that leads elsewhere is refused, however it is written."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.follow import Net, is_public
from tests.follow.sites import followed

PUBLIC = [
    "8.8.8.8",
    "93.184.216.34",
    "2606:2800:220:1:248:1893:25c8:1946",
    "::ffff:8.8.8.8",
    "64:ff9b::808:808",
    "2a00:1450:4009:80b::200e",
]
NOT_PUBLIC = [
    "0.0.0.1",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.8.8.8",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.1",
    "203.0.113.1",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::8.8.8.8",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.1",
    "::ffff:0:8.8.8.8",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::808:808",
    "100::1",
    "2001::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:20::1",
    "2001:db8::1",
    "2002:7f00:1::",
    "2002:808:808::1",
    "3fff::1",
    "5f00::1",
    "fc00::1",
    "fd00:ec2::254",
    "fe80::1",
    "fe80::1%eth0",
    "2606:2800:220:1::1%1",
    "fec0::1",
    "ff02::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_what_everybody_reaches_is_public(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_what_leads_elsewhere_is_not_public(address):
    assert not is_public(ip_address(address))


@given(st.ip_addresses(v=4))
def test_an_address_of_ipv4_is_judged_the_same_in_every_disguise(address):
    mapped = IPv6Address(b"\0" * 10 + b"\xff\xff" + address.packed)
    translated = IPv6Address(bytes.fromhex("0064ff9b") + b"\0" * 8 + address.packed)

    assert is_public(mapped) == is_public(translated) == is_public(address)
    assert not is_public(IPv6Address(b"\0" * 12 + address.packed))
    assert not is_public(IPv6Address(bytes.fromhex("2002") + address.packed + b"\0" * 10))


@given(st.ip_addresses())
def test_nothing_is_public_that_python_knows_to_be_otherwise(address):
    if is_public(address):
        assert isinstance(address, IPv4Address) or address.ipv4_mapped or not address.is_private
        odd = [address.is_loopback, address.is_link_local, address.is_multicast, address.is_unspecified]
        assert odd == [False] * 4


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "10.0.0.1", "169.254.169.254"])
def test_the_net_of_this_machine_refuses_itself_and_its_neighbours(host):
    answer = followed(f"http://{host}/", Net())

    assert "private network" in answer.why
    assert answer.leads == "doubtful"
