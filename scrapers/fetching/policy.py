"""How a source may be asked, and at which addresses: hosts, schemes, pace, patience and caps.

Every address is judged as the public knows it, before a name is resolved and again at each
redirect. It is matched against one narrow form and rebuilt from its parts, so that no two parsers
can disagree about where it leads.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import NamedTuple
from urllib.parse import quote, urljoin

MiB = 1024 * 1024
PORTS = {"https": 443, "http": 80}
# Bytes beyond ASCII and spaces are written as %XX, as browsers do; the rest stays as it is.
AS_IS = "!#$%&'()*+,/:;=?@[]~|^`{}\"<>"
FORM = re.compile(
    r"(?P<scheme>[a-z]+)://(?P<host>[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(?P<port>\d{1,5}))?"
    r"(?P<path>/[^?#\\\x00-\x20\x7f]*)?(?P<query>\?[^#\\\x00-\x20\x7f]*)?(?:#[^\x00-\x20\x7f]*)?",
    re.IGNORECASE,
)
NUMERIC = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+))*", re.IGNORECASE)
NAT64 = (IPv6Network("64:ff9b::/96"), IPv6Network("64:ff9b:1::/48"))
SPECIAL = (IPv4Network("192.0.0.0/24"), IPv4Network("192.88.99.0/24"))  # global to older Pythons
COMPATIBLE = IPv6Network("::/96")


@dataclass(frozen=True)
class Policy:
    """What one source allows and needs; seconds, bytes and names as they are counted and written.

    `hosts` are names in lower case, with ":port" where it is not the usual one. `deadline` is for
    one request from its first byte to the last of its answer; `source_deadline` is what a source
    may spend on requests that fail before it is given up for this run.
    """

    source: str
    hosts: frozenset[str]
    contact: str  # the User-Agent: who we are, and how to reach us
    chinese: bool = False
    gap: float = 1.0
    deadline: float = 60.0
    source_deadline: float = 120.0
    page_cap: int = 20 * MiB
    attachment_cap: int = 100 * MiB
    attempts: int = 3
    robots: bool = True
    schemes: frozenset[str] = field(default=frozenset({"https"}))
    wait: float = 1.0  # before the second try; doubled before the third
    longest_wait: float = 30.0  # what a Retry-After may ask of a run
    full_every: float = 7 * 86_400.0  # a page is fetched anew this often, whatever its ETag says


class Address(NamedTuple):
    """An address of the allow-list, in its parts."""

    scheme: str
    host: str  # with ":port" where it is not the usual one
    target: str  # path and query

    @property
    def url(self) -> str:
        return f"{self.scheme}://{self.host}{self.target}"

    @property
    def path(self) -> str:
        return self.target.partition("?")[0]


class Refused(ValueError):
    """An address that we do not go to, and why."""


def allowed(url: str, policy: Policy) -> Address:
    """The address in its parts, if the policy lets us go there; else Refused."""
    written = quote(url.strip(" "), safe=AS_IS + "\\\t\r\n\0")
    found = FORM.fullmatch(written)
    if found is None:
        raise Refused(why_formless(written))
    scheme, host = found["scheme"].lower(), found["host"].lower()
    if scheme not in policy.schemes:
        raise Refused(f"the scheme {scheme!r} is not one of {', '.join(sorted(policy.schemes))}")
    if found["port"] and int(found["port"]) != PORTS[scheme]:
        host = f"{host}:{found['port']}"
    if host not in policy.hosts:
        raise Refused(why_elsewhere(host))
    target = (found["path"] or "/") + (found["query"] or "")
    return Address(scheme, host, re.sub(r'["<>`{}|^]', lambda char: quote(char[0]), target))


def why_formless(url: str) -> str:
    authority = re.split(r"[/?#]", url.partition("://")[2], maxsplit=1)[0]
    if "@" in authority:
        return "a user name in the address"
    if "\\" in url:
        return "a backslash in the address"
    if "[" in authority:
        return "an IP address instead of a name"
    return f"no address of a page: {url[:80]!r}"


def why_elsewhere(host: str) -> str:
    name = host.partition(":")[0]
    if NUMERIC.fullmatch(name):
        return f"an IP address ({host}) instead of a name"
    return f"the host {host!r} is not one of this source"


def redirected(address: Address, location: bytes, policy: Policy, at: str | None) -> Address:
    """Where a redirect leads: the official address, also where a stand-in names its own."""
    written = quote(location.strip(b" "), safe=AS_IS + "\\\t")
    if at and written.startswith(f"{at}/"):
        written = f"https://{written.removeprefix(f'{at}/')}"
    following = allowed(urljoin(address.url, written), policy)
    if address.scheme == "https" and following.scheme != "https":
        raise Refused("a redirect from https to http")
    return following


def not_public(text: str) -> str | None:
    """Why an IP address is none of the public internet; None where it is one.

    An IPv4 address may hide in an IPv6 one (mapped, compatible, NAT64, 6to4, Teredo); each that
    can be found in it must be public too.
    """
    address = ip_address(text.partition("%")[0])
    hidden = inside(address) if isinstance(address, IPv6Address) else []
    for candidate in [*hidden, *([] if hidden else [address])]:
        special = any(candidate in network for network in SPECIAL)
        if special or not candidate.is_global or candidate.is_multicast or candidate.is_reserved:
            return f"{text} is not a public address"
    return None


def inside(address: IPv6Address) -> list[IPv4Address]:
    """The IPv4 addresses that an IPv6 address carries."""
    low = IPv4Address(int(address) & 0xFFFF_FFFF)
    if any(address in network for network in (*NAT64, COMPATIBLE)):
        return [low]
    found = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    return [one for one in found if one is not None]
