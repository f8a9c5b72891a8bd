"""A site in trouble: refusals, cuts, drips and dead ends are errors that say so, never a page."""

from __future__ import annotations

import gzip
import os
import random
import socket
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest

from events.errors import Blocked, Drift, Incomplete, NotContent, SourceError
from scrapers.archive import Archive
from scrapers.fetch import SiteFetch
from scrapers.fetching.policy import Policy
from scrapers.pages import Expect
from tests.faulty_server import (
    HOST,
    NOON,
    PAGE,
    PATH,
    Asked,
    FaultyServer,
    article,
    chunked,
    drips,
    head_of,
    policy,
    reply,
    resets,
    sends,
    site_fetch,
    until_close,
)

US = policy(source="us_bis", hosts=frozenset({"www.federalregister.gov"}), chinese=False)
SCRIPT = "<html><head><script>var $_ts={};document.cookie='a=1'</script></head><body></body></html>"


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with FaultyServer({PATH: reply(article())}) as running:
        yield running


# --- 16: refusals -------------------------------------------------------------------------------


@pytest.mark.parametrize("asked", [policy(), US], ids=lambda asked: asked.source)
@pytest.mark.parametrize(
    ("status", "headers", "tries"),
    [
        (412, {}, 1),
        (403, {}, 1),
        (405, {}, 1),
        (429, {"Retry-After": "0"}, 3),
        (521, {}, 3),
        (503, {}, 3),
    ],
)
def test_a_refusal_names_its_status_and_is_tried_again_only_if_it_may_pass(
    status: int, headers: dict[str, str], tries: int, asked: Policy, tmp_path: Path
) -> None:
    (host,) = asked.hosts - {"aqygzj.mofcom.gov.cn"}
    with FaultyServer({"*": reply(SCRIPT, status=status, headers=headers)}) as server:
        fetch = SiteFetch(asked, Archive(tmp_path), now=lambda: NOON, at=server.url)
        with pytest.raises(Blocked) as caught:
            fetch(f"https://{host}/a.html")
    assert caught.value.source == asked.source
    assert f"status {status}" in caught.value.found
    assert len(server.asked) == tries
    assert [record.whole for record in Archive(tmp_path).fetches()] == [False] * tries


@pytest.mark.parametrize(
    ("told", "seconds", "tries"),
    [
        ("3600", 3600.0, 1),  # longer than a run waits: the error keeps it
        ("Thu, 08 Oct 2026 13:00:00 GMT", 3600.0, 1),
        ("0", 0.0, 3),
        ("soon", None, 3),
    ],
)
def test_the_wait_that_a_site_asks_for_is_kept_and_waited_only_if_it_is_short(
    told: str, seconds: float | None, tries: int, server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = reply("busy", status=429, headers={"Retry-After": told})
    with pytest.raises(Blocked) as caught:
        site_fetch(server, tmp_path)(PAGE)
    assert caught.value.retry_after == seconds
    assert len(server.asked) == tries


@pytest.mark.parametrize(
    ("status", "kind", "tries"),
    [
        (404, NotContent, 1),
        (410, NotContent, 1),
        (400, Drift, 1),
        (204, Drift, 1),
        (206, Drift, 1),
        (500, Incomplete, 3),
        (502, Incomplete, 3),
    ],
)
def test_every_other_status_has_its_own_meaning(
    status: int, kind: type[SourceError], tries: int, server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = reply(article(), status=status)
    with pytest.raises(kind, match=f"status {status}"):
        site_fetch(server, tmp_path)(PAGE)
    assert len(server.asked) == tries


def test_a_fault_that_passes_is_no_fault_and_prints_nothing_among_the_answers(
    server: FaultyServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    turns = iter([resets(), reply("busy", status=503), reply(article())])
    server.routes[PATH] = lambda asked, peer: next(turns)(asked, peer)
    assert site_fetch(server, tmp_path)(PAGE).text == article()
    assert capsys.readouterr().out == ""
    assert [record.status for record in Archive(tmp_path).fetches()] == [503, 200]


# --- 21: cuts -----------------------------------------------------------------------------------

LONG = article("".join(f"<p>第{n}条　出口经营者应当依照规定申请许可。</p>" for n in range(60)))


def cut_by_length(raw: bytes, at: int) -> bytes:
    head = head_of(200, {"Content-Type": "text/html", "Content-Length": str(len(raw))})
    return head + raw[:at]


def cut_in_chunks(raw: bytes, at: int) -> bytes:
    return chunked(raw[:at], end=False)


def cut_by_close(raw: bytes, at: int) -> bytes:
    return until_close(raw[:at])


def cut_in_gzip(raw: bytes, at: int) -> bytes:
    packed = gzip.compress(raw, 1)
    return until_close(packed[: at * len(packed) // len(raw)], Content_Encoding="gzip")


OFFSETS = 1000 if os.environ.get("TRACKER_SOAK") == "1" else 100
CUTS = [cut_by_length, cut_in_chunks, cut_by_close, cut_in_gzip]


@pytest.mark.parametrize("cut", CUTS, ids=lambda cut: cut.__name__)
def test_a_body_that_is_cut_is_never_a_page_and_what_came_is_kept(cut: Any, tmp_path: Path) -> None:
    seed = random.randrange(1_000_000)
    offsets = random.Random(seed).sample(range(len(LONG.encode())), OFFSETS)
    accepted, archive = 0, Archive(tmp_path)
    with FaultyServer() as server, site_fetch(server, tmp_path, attempts=1) as fetch:
        for offset in offsets:
            server.routes[PATH] = sends(cut(LONG.encode(), offset))
            try:
                fetch(PAGE)
                accepted += 1
            except Incomplete:
                pass
        server.routes[PATH] = sends(cut(LONG.encode(), len(LONG.encode())))
        if cut in (cut_by_close, cut_in_gzip):
            assert fetch(PAGE).text == LONG
    records = list(archive.fetches())[:OFFSETS]
    print(f"{cut.__name__}: accepted {accepted}/{OFFSETS} (seed {seed})")
    assert accepted == 0
    assert all(record.truncated and not record.whole for record in records)
    kept = [archive.read(record.sha256) for record in records if record.sha256]
    least = 0.5 if cut is cut_in_gzip else 0.95  # the first bytes of gzip hold no text yet
    assert len(kept) >= least * OFFSETS
    assert all(LONG.encode().startswith(part) for part in kept)


def bare_deflate(raw: bytes) -> bytes:
    pack = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return pack.compress(raw) + pack.flush()


def members(raw: bytes) -> bytes:
    return gzip.compress(raw[:700]) + gzip.compress(raw[700:])


@pytest.mark.parametrize(
    ("coding", "pack"),
    [
        ("gzip", gzip.compress),
        ("GZIP", members),
        ("x-gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", bare_deflate),
        ("deflate, gzip", lambda raw: gzip.compress(zlib.compress(raw))),
        ("identity", lambda raw: raw),
        ("", lambda raw: raw),
    ],
)
@pytest.mark.parametrize("size", [1, 7, 1000])
def test_an_encoding_that_we_asked_for_is_undone_however_it_is_cut_into_pieces(
    coding: str, pack: Any, size: int, server: FaultyServer, tmp_path: Path
) -> None:
    sent = chunked(pack(LONG.encode()), size=size, Content_Encoding=coding)
    server.routes[PATH] = sends(sent)
    assert site_fetch(server, tmp_path)(PAGE).text == LONG


@pytest.mark.parametrize(
    ("coding", "raw", "says"),
    [
        ("gzip", gzip.compress(LONG.encode())[:-8] + b"\0" * 8, "cannot be undone"),
        ("gzip", LONG.encode(), "cannot be undone"),
        ("gzip", gzip.compress(LONG.encode()) + b"more", "cannot be undone"),
        ("deflate", zlib.compress(LONG.encode()) + b"more", "after the end"),
        ("deflate", zlib.compress(LONG.encode())[:-4] + b"\0" * 4, "cannot be undone"),
        ("br", LONG.encode(), "not asked for"),
    ],
)
def test_bytes_that_are_not_what_their_encoding_says_are_refused(
    coding: str, raw: bytes, says: str, server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = reply(raw, headers={"Content-Encoding": coding})
    with pytest.raises(Drift, match=says):
        site_fetch(server, tmp_path)(PAGE)


WHOLE: list[tuple[Expect, str, str]] = [
    ("json", "application/json", '{"rows": [{"title": "公告"}], "total": 1}'),
    ("xml", "application/xml", "<RULE><P>one</P><RULE>two</RULE></RULE>"),
    ("feed", "application/rss+xml", "<rss><channel><item>a</item></channel></rss>"),
]


@pytest.mark.parametrize(("expect", "kind", "text"), WHOLE)
def test_where_only_the_close_tells_the_end_the_text_must_reach_its_own(
    expect: Expect, kind: str, text: str, server: FaultyServer, tmp_path: Path
) -> None:
    raw = text.encode()
    fetch = site_fetch(server, tmp_path, attempts=1)
    for at in range(len(raw)):
        server.routes[PATH] = sends(until_close(raw[:at], Content_Type=kind))
        with pytest.raises(Incomplete):
            fetch(PAGE, expect=expect)
    server.routes[PATH] = sends(until_close(raw, Content_Type=kind))
    assert fetch(PAGE, expect=expect).text == text


def test_a_file_whose_end_nothing_tells_is_incomplete(server: FaultyServer, tmp_path: Path) -> None:
    server.routes[PATH] = sends(until_close(b"%PDF-1.7 some", Content_Type="application/pdf"))
    with pytest.raises(Incomplete, match="whose end nothing tells"):
        site_fetch(server, tmp_path)(PAGE, expect="any")


def test_half_a_page_with_the_length_of_half_a_page_is_incomplete(
    server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = reply(article()[:-20])
    with pytest.raises(Incomplete, match="without its end"):
        site_fetch(server, tmp_path)(PAGE)


# --- 31: one source of many ---------------------------------------------------------------------


def nowhere(host: str, port: int) -> list[tuple[str, int]]:
    raise socket.gaierror(-2, "Name or service not known")


def test_a_source_out_of_reach_fails_alone_and_says_why(
    server: FaultyServer, tmp_path: Path
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        dead = f"http://127.0.0.1:{closed.getsockname()[1]}"
    whole = reply(article())
    head = head_of(200, {"Content-Type": "text/html", "Content-Length": "9999"})
    server.routes |= {"/a.example/": whole, "/b.example/": resets(head + b"<html>")}
    server.routes |= {"/c.example/": reply("oops", status=500), "/d.example/": whole}
    ways: dict[str, dict[str, Any]] = {
        "a": {"at": server.url},
        "no dns": {"dial": nowhere},
        "refused": {"at": dead},
        "b": {"at": server.url},
        "c": {"at": server.url},
        "d": {"at": server.url},
    }
    outcome, begun = {}, monotonic()
    for name, way in ways.items():
        host = f"{name}.example" if len(name) == 1 else "x.example"
        asked = policy(source=name, hosts=frozenset({host}))
        with SiteFetch(asked, Archive(tmp_path), now=lambda: NOON, **way) as fetch:
            try:
                outcome[name] = fetch(f"https://{host}/").text[:15]
            except SourceError as error:
                outcome[name] = f"{type(error).__name__}: {error.found}"
    print(f"sources: {outcome} in {monotonic() - begun:.1f} s")
    assert outcome["a"] == outcome["d"] == "<!DOCTYPE html>"
    assert "Name or service not known" in outcome["no dns"]
    assert "refused" in outcome["refused"].lower()
    assert outcome["b"].startswith("Incomplete: a connection that failed")
    assert outcome["c"] == "Incomplete: status 500"


def test_a_source_that_only_fails_is_given_up_for_this_run(tmp_path: Path) -> None:
    head = head_of(200, {"Content-Type": "text/html", "Content-Length": "9999"})
    with FaultyServer() as server:
        server.routes["*"] = drips(head, 0.05, server.stop)
        fetch = site_fetch(server, tmp_path, deadline=1.0, source_deadline=1.5)
        begun = monotonic()
        for _ in range(5):
            with pytest.raises(Incomplete):
                fetch(PAGE)
        with pytest.raises(Incomplete, match="requests that failed"):
            fetch(PAGE)
    assert monotonic() - begun < 3.5
    assert len(server.asked) == 2


# --- 32: drips ----------------------------------------------------------------------------------


@pytest.mark.parametrize("where", ["headers", "body", "gzip"])
def test_a_site_that_drips_is_given_up_at_the_deadline(where: str, tmp_path: Path) -> None:
    packed = gzip.compress(LONG.encode())
    length = {"Content-Type": "text/html", "Content-Length": "99999"}
    raw = {
        "headers": head_of(200, {"X-Long": "x" * 1000}),
        "body": head_of(200, length) + LONG.encode(),
        "gzip": head_of(200, length | {"Content-Encoding": "gzip"}) + packed,
    }[where]
    at_once = 0 if where == "headers" else raw.index(b"\r\n\r\n") + 4
    with FaultyServer() as server:
        server.routes[PATH] = drips(raw, 0.5, server.stop, at_once=at_once)
        begun = monotonic()
        with pytest.raises(Incomplete, match="none in 2 s"):
            site_fetch(server, tmp_path, deadline=2.0)(PAGE)
        took = monotonic() - begun
    print(f"1 byte per 0.5 s in {where}: given up after {took:.2f} s of 2")
    assert 1.9 <= took <= 4
    assert len(server.asked) == 1  # what was too slow once is not asked again


# --- 35: another kind of thing ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("expect", "kind", "body", "error", "says"),
    [
        ("json", "application/json", article(), Blocked, "an HTML page instead"),
        ("json", "text/html", article(), Blocked, "an HTML page instead"),
        ("json", "application/json", SCRIPT, Blocked, "challenge"),
        ("json", "application/json", '{"rows": [', Drift, "text that is none"),
        ("json", "application/json", '"login"', Drift, "begins with"),
        ("json", "application/json", "[" * 200_000 + "]" * 200_000, Drift, "nested"),
        ("json", "application/pdf", "{}", Drift, "the type application/pdf"),
        ("xml", "application/xml", article(), Blocked, "an HTML page instead"),
        ("xml", "application/xml", '{"a": 1}', Drift, "begins with"),
        ("xml", "text/xml", '<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>', Drift, "begins with"),
        ("feed", "application/rss+xml", "<RULE></RULE>", Drift, "begins with"),
        ("feed", "application/rss+xml", article(), Blocked, "an HTML page instead"),
        ("html", "text/html", '{"a": 1}', Drift, "begins with"),
        ("html", "application/pdf", article(), Drift, "the type application/pdf"),
        ("html", "text/html", "<rss></rss>", Drift, "begins with"),
        ("any", "application/pdf", SCRIPT, Blocked, "challenge"),
    ],
)
def test_what_is_of_another_kind_than_expected_is_refused(
    expect: Expect,
    kind: str,
    body: str,
    error: type[SourceError],
    says: str,
    server: FaultyServer,
    tmp_path: Path,
) -> None:
    server.routes[PATH] = reply(body, kind=kind)
    with pytest.raises(error, match=says):
        site_fetch(server, tmp_path)(PAGE, expect=expect)


@pytest.mark.parametrize(
    ("expect", "kind", "body"),
    [
        ("json", None, '\n {"data": {"html": "<html></html>"}}'),
        ("json", "text/html;charset=UTF-8", '{"pageInfo": {}}'),
        ("xml", "text/xml", '<?xml version="1.0"?>\n<!-- a > b --><RULE>x</RULE>'),
        ("feed", "text/xml", '<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom"/>'),
        ("html", None, article()),
        ("html", "text/html; charset=utf-8", "<!-- x --><!doctype HTML>" + article()),
        ("any", "application/pdf", "%PDF-1.7"),
        ("any", None, "\x00\x01"),
    ],
)
def test_what_is_of_the_kind_expected_is_taken_however_it_is_labelled(
    expect: Expect, kind: str | None, body: str, server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = reply(body, kind=kind)
    page = site_fetch(server, tmp_path)(PAGE, expect=expect)
    assert page.text == ("" if expect == "any" else body)
    assert page.body == body.encode()


def test_an_error_says_source_address_expectation_finding_and_next_step_in_one_line(
    server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = reply("no", status=403)
    with pytest.raises(SourceError) as caught:
        site_fetch(server, tmp_path)(PAGE)
    told = str(caught.value)
    assert told.count("\n") == 0
    for part in ("cn_mofcom", PAGE, "expected status 200", "found status 403", "try again"):
        assert part in told


# --- the trap of exportcontrol: Chinese sent as question marks ----------------------------------

AJAX = {"X-Requested-With": "XMLHttpRequest"}


def shy(asked: Asked, peer: socket.socket) -> None:
    """A list that loses its Chinese where the header is missing."""
    title = "商务部公告2026年第1号" if "x-requested-with" in asked.headers else "?????2026??1?"
    reply(f'{{"pageInfo": {{"rows": [{{"title": "{title}"}}]}}}}', kind="application/json")(
        asked, peer
    )


def test_question_marks_for_chinese_are_refused_with_the_header_that_helps(
    server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = shy
    fetch = site_fetch(server, tmp_path)
    with pytest.raises(Drift, match="X-Requested-With"):
        fetch(PAGE, expect="json", form={"columnID": "9"})
    rows = fetch(PAGE, expect="json", form={"columnID": "9"}, headers=AJAX).json()
    assert rows["pageInfo"]["rows"][0]["title"] == "商务部公告2026年第1号"


@pytest.mark.parametrize(
    "title",
    [
        "商务部公告".encode().decode("latin-1"),
        "商务部公告2026".encode().decode("cp1252", "ignore"),
        "商务部公告出口管制".encode("gb18030").decode("latin-1"),
        "商务部出口管制公告".encode().decode("gb18030", "ignore"),
        "商务部\ufffd\ufffd公告",
    ],
)
def test_chinese_that_was_garbled_before_it_was_sent_is_refused(
    title: str, server: FaultyServer, tmp_path: Path
) -> None:
    body = f'{{"rows": [{{"title": "{title}"}}]}}'
    server.routes[PATH] = reply(body, kind="application/json")
    with pytest.raises(Drift):
        site_fetch(server, tmp_path)(PAGE, expect="json")
    server.routes[PATH] = reply(article(title))
    with pytest.raises(Drift):
        site_fetch(server, tmp_path)(PAGE)


def test_a_source_that_is_not_chinese_may_have_question_marks(
    server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = reply('{"title": "What now???"}', kind="application/json")
    asked = replace(policy(), chinese=False)
    fetch = SiteFetch(asked, Archive(tmp_path), now=lambda: NOON, at=server.url)
    assert fetch(PAGE, expect="json").json() == {"title": "What now???"}


def test_an_address_outside_the_source_is_never_asked(server: FaultyServer, tmp_path: Path) -> None:
    fetch = site_fetch(server, tmp_path)
    for url in (
        "https://mofcom.example/a",
        f"http://{HOST}/a",
        f"https://{HOST}:8443/a",
        f"https://{HOST}@127.0.0.1/a",
        "https://127.0.0.1/a",
        "file:///etc/passwd",
        f"https://{HOST}/a\r\nX-Injected: 1",
    ):
        with pytest.raises(Drift, match="expected an address at"):
            fetch(url)
    assert server.asked == []
