"""No address leads into a network: by name, number, redirect, or what a name resolves to."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from events.errors import Blocked, Drift, SourceError
from scrapers.archive import Archive
from scrapers.fetch import SiteFetch
from scrapers.fetching.policy import not_public
from tests.faulty_server import (
    HOST,
    NOON,
    PAGE,
    PATH,
    FaultyServer,
    article,
    policy,
    reply,
    site_fetch,
)

INSIDE = [
    "127.0.0.1",
    "127.1.2.3",
    "0.0.0.0",
    "10.0.0.1",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "192.0.0.8",
    "198.18.0.1",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a9fe:a9fe",
    "64:ff9b:1::7f00:1",
    "2002:7f00:1::",
    "2002:c0a8:101::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "fe80::1",
    "fe80::1%eth0",
    "fc00::1",
    "fd12:3456::1",
    "ff02::1",
]
FORMS = [
    "http://127.0.0.1:{port}/",
    "https://127.0.0.1:{port}/",
    "https://localhost:{port}/",
    "https://2130706433:{port}/",
    "https://0x7f000001:{port}/",
    "https://0x7f.1:{port}/",
    "https://0177.0.0.1:{port}/",
    "https://127.1:{port}/",
    "https://[::1]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[64:ff9b::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/",
    "https://169.254.169.254/latest/meta-data/",
    "https://100.64.0.1/",
    "https://user@127.0.0.1:{port}/",
    "https://{host}@127.0.0.1:{port}/",
    "https://{host}:443@127.0.0.1:{port}/",
    "https://{host}%40127.0.0.1:{port}/",
    "https://127.0.0.1:{port}\\@{host}/",
    "https://{host}\\@127.0.0.1:{port}/",
    "https:\\\\127.0.0.1:{port}\\",
    "https://{host}:{port}/",
    "https://{host}.127.0.0.1.example/",
    "https://127.0.0.1:{port}#@{host}/",
    "https://127.0.0.1:{port}?@{host}/",
    "//127.0.0.1:{port}/",
    "///127.0.0.1:{port}/",
    "https:127.0.0.1:{port}",
    "https:///127.0.0.1:{port}/",
    "https://①②⑦.⓪.⓪.①:{port}/",
    "https://127。0。0。1:{port}/",
    "https://127.0.0.1%00.{host}/",
    "https://127.0.0.1%2f.{host}/",
    "https://{host}\t@127.0.0.1:{port}/",
    "https://{host}\r\n@127.0.0.1:{port}/",
    "\thttps://127.0.0.1:{port}/",
    "file:///etc/passwd",
    "file://127.0.0.1:{port}/",
    "ftp://127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_x",
    "data:text/html,<p>x</p>",
    "javascript:alert(1)",
    "jar:https://127.0.0.1:{port}!/",
    "dict://127.0.0.1:{port}/x",
    "HTTPS://127.0.0.1:{port}/",
]


@pytest.fixture(scope="module")
def canary() -> Iterator[FaultyServer]:
    """Whoever comes here has gone where nobody may go."""
    with FaultyServer({"*": reply(article())}) as running:
        yield running


def straight(folder: Path) -> SiteFetch:
    return SiteFetch(policy(wait=0.0), Archive(folder), now=lambda: NOON)


@pytest.mark.parametrize("form", FORMS)
def test_an_address_in_disguise_is_refused_before_anything_is_asked(
    form: str, canary: FaultyServer, tmp_path: Path
) -> None:
    url = form.format(port=canary.port, host=HOST)
    with pytest.raises(Drift, match="expected an address at"):
        straight(tmp_path)(url)
    assert canary.asked == []


@pytest.mark.parametrize("form", FORMS)
def test_a_redirect_to_an_address_in_disguise_is_refused(
    form: str, canary: FaultyServer, tmp_path: Path
) -> None:
    target = form.format(port=canary.port, host=HOST)
    with FaultyServer({PATH: raw_redirect(target)}) as site:
        fetch = site_fetch(site, tmp_path, attempts=1)
        with pytest.raises(SourceError) as caught:
            fetch(PAGE)
    assert canary.asked == []
    assert not isinstance(caught.value, Drift) or "status" in caught.value.found


def raw_redirect(target: str) -> Any:
    line = target.replace("\r\n", "%0d%0a").replace("\t", "%09").encode()
    head = b"HTTP/1.1 302 X\r\nLocation: " + line + b"\r\nContent-Length: 0\r\n\r\n"
    return lambda _, peer: peer.sendall(head)


@pytest.mark.parametrize("address", INSIDE)
def test_a_name_that_resolves_into_a_network_is_refused(
    address: str, canary: FaultyServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    resolve_to(monkeypatch, ["93.184.216.34", address])
    with pytest.raises(Blocked, match="not a public address"):
        straight(tmp_path)(PAGE)
    assert canary.asked == []


def test_a_name_that_changes_its_mind_is_looked_up_once_and_gone_to_as_it_was_found(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    turns = iter([["93.184.216.34"], ["127.0.0.1"], ["127.0.0.1"]])
    gone_to: list[Any] = []

    def connect(address: Any, *_: Any, **__: Any) -> socket.socket:
        gone_to.append(address)
        raise ConnectionRefusedError

    resolve_to(monkeypatch, turns)
    monkeypatch.setattr(socket, "create_connection", connect)
    with pytest.raises(SourceError):
        straight(tmp_path)(PAGE)
    assert gone_to == [("93.184.216.34", 443)]


def resolve_to(monkeypatch: pytest.MonkeyPatch, answers: Any) -> None:
    """Let every lookup give these addresses, or the next of several answers."""

    def lookup(host: str, port: int, *_: Any, **__: Any) -> list[Any]:
        found = answers if isinstance(answers, list) else next(answers)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, port)) for one in found]

    for name in ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setattr(socket, "getaddrinfo", lookup)


@pytest.mark.parametrize("address", ["8.8.8.8", "2001:4860:4860::8888", "64:ff9b::808:808"])
def test_a_public_address_is_public(address: str) -> None:
    assert not_public(address) is None
