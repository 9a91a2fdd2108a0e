"""Which IP addresses belong to the public web."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network

IPAddress = IPv4Address | IPv6Address

# Not for everybody, though Python 3.11.2 takes them for global, or a cloud's own service on a public address.
_NOT_V4 = (
    IPv4Network("192.0.0.0/24"),  # protocol assignments, RFC 6890
    IPv4Network("192.88.99.0/24"),  # relays of 6to4, RFC 7526
    IPv4Network("168.63.129.16/32"),  # Azure's service to its machines
)
_GLOBAL_V6 = IPv6Network("2000::/3")  # all that is given out so far
_NOT_V6 = (
    IPv6Network("2001::/23"),  # Teredo, ORCHID and their like: another address within
    IPv6Network("2001:db8::/32"),  # documentation, RFC 3849
    IPv6Network("2002::/16"),  # 6to4: an IPv4 address within
    IPv6Network("3fff::/20"),  # documentation, RFC 9637
)
_NAT64 = IPv6Network("64:ff9b::/96")  # an IPv4 address as networks without IPv4 write it, RFC 6052


def is_public(address: IPAddress) -> bool:
    """Whether anybody on the internet reaches this address, and by it nothing else."""
    if isinstance(address, IPv4Address):
        within = any(address in network for network in _NOT_V4)
        return address.is_global and not address.is_multicast and not within
    if address.scope_id is not None:
        return False
    within_it = address.ipv4_mapped or _translated(address)
    if within_it:
        return is_public(within_it)
    return address in _GLOBAL_V6 and address.is_global and not any(address in network for network in _NOT_V6)


def _translated(address: IPv6Address) -> IPv4Address | None:
    return IPv4Address(int(address) & 0xFFFFFFFF) if address in _NAT64 else None
