"""Pages of what an answer rests on: sources, receipts, citations, snapshots and wordings."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import random
import re
import socket
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from tests.edited_house import get, house_in, receipt_in, served, words
from tests.edited_page import EVIL
from tests.stations import Bench
from tracker import freshness
from tracker.ask import ask
from tracker.receipts import FIELDS, Receipt, receipt_of
from tracker.view_copies import turns
from tracker.words import day_words

MADE_UP = 500


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with house_in(tmp_path_factory) as found:
        yield found


@pytest.fixture(scope="module")
def client(house: Bench) -> Iterator[httpx2.Client]:
    with served(house) as client:
        yield client


# -- sources --------------------------------------------------------------------------------------


def test_sources_say_the_same_as_page_json_and_table(house: Bench, client: httpx2.Client) -> None:
    with house.timeline() as timeline:
        own = freshness.sources(timeline)
    told = words(get(client, "/sources"))
    data = get(client, "/sources.json").json()["sources"]
    rows = list(csv.DictReader(io.StringIO(get(client, "/sources.csv").text)))
    assert [one["source"] for one in data] == [row["source"] for row in rows]
    assert [one.source for one in own] == [one["source"] for one in data]
    for one in own:
        assert one.title in told
        assert day_words(one.covers_from) in told
    assert "What is not watched" in told
    assert "No source has been checked yet" in told


# -- receipts and citations -----------------------------------------------------------------------

ASKED = (
    "/on/2025-11-09?instrument=mofcom-2025-61&state=all",
    "/measures/mofcom-2025-61/i-1?known=2025-10-20",
    "/diff/before:madrid/madrid",
    "/upcoming?days=30",
    "/parties?name=Skydio&on=2025-05-20",
    "/check?item=镓&to=US&on=2024-12-03",
)


@pytest.mark.parametrize("path", ASKED)
def test_a_receipt_gives_the_answer_again_on_its_own_page(client: httpx2.Client, path: str) -> None:
    first = get(client, path)
    again = get(client, f"/receipts/{receipt_in(first)}")
    told = words(again)
    assert "This answer was given on 26 Nov 2026" in told
    assert "it is the same" in told
    heading = re.search(r"<h1[^>]*>(.*?)</h1>", first.text, re.DOTALL)
    assert heading
    assert heading[0] in again.text
    data = get(client, f"/receipts/{receipt_in(first)}.json").json()
    assert data["replayed"]["same"] is True
    assert data["receipt"]["id"] == receipt_in(first)


def test_a_receipt_of_another_digest_says_why_the_answer_differs(
    house: Bench, client: httpx2.Client
) -> None:
    receipt = own_receipt(house)
    for version, why in (
        ("0.0.1", "version 0.0.1 read the same entries"),
        (receipt.version, "con"),
    ):
        other = Receipt(**{**vars(receipt), "digest": "0" * 16, "version": version})
        told = words(get(client, f"/receipts/{other.id}"))
        assert "Given again now, it differs" in told
        assert why in told


def test_a_receipt_of_an_earlier_day_is_answered_from_what_was_on_file_then(
    house: Bench, client: httpx2.Client
) -> None:
    with house.timeline() as timeline:
        position = int(timeline.view.meta["position"]) - 3
        given = {"id": "mofcom-2026-901", "recorded": str(position)}
        receipt = receipt_of(ask(timeline, "show", given), timeline, given)
    assert receipt.position <= position
    assert "it is the same" in words(get(client, f"/receipts/{receipt.id}"))


def own_receipt(house: Bench) -> Receipt:
    given = {"day": "2025-11-09", "instrument": "mofcom-2025-61", "state": "all"}
    with house.timeline() as timeline:
        return receipt_of(ask(timeline, "on", given), timeline, given)


def test_a_receipt_of_another_ledger_is_told_apart_from_one_that_is_none(
    house: Bench, client: httpx2.Client
) -> None:
    other = Receipt(**{**vars(own_receipt(house)), "head": "0" * 64})
    assert "of another ledger" in words(get(client, f"/receipts/{other.id}", 409))
    assert get(client, f"/cite/{other.id}.bib", 409).json()["status"] == 409
    assert "receipt: expected" in words(get(client, "/receipts/nonsense", 400))


def packed(fields: Any) -> str:
    told = json.dumps(fields, separators=(",", ":")).encode()
    return base64.urlsafe_b64encode(zlib.compress(told, 9)).decode().rstrip("=")


def made_up(receipt: Receipt, chance: random.Random) -> Iterator[str]:
    """Names of receipts that nobody gave: letters changed, fields changed, other things packed."""
    letters = "ABCDEFabcdef0123456789-_.~%/é"
    odd: tuple[Any, ...] = (
        None,
        -1,
        2**70,
        "",
        [],
        {},
        "\0",
        "\ud800",
        "9" * 400,
        "2025-13-40",
        ["x", 1],
        True,
    )
    moments = ("0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "now", "2026-11-26")
    while True:
        name = list(receipt.id)
        name[chance.randrange(len(name))] = chance.choice(letters)
        yield quote("".join(name[: chance.choice((len(name), 5, 50))]), safe="")
        fields: list[Any] = [getattr(receipt, field) for field in FIELDS]
        fields[chance.randrange(len(fields))] = chance.choice(odd)
        yield packed(fields)
        fields = [getattr(receipt, field) for field in FIELDS]
        fields[2] = chance.choice(moments)
        yield packed(fields)
        fields = [getattr(receipt, field) for field in FIELDS]
        fields[0] = chance.choice(("on", "diff", "show", "upcoming", "listed", "check"))
        fields[1] = {chance.choice(("day", "id", "name", "item", "recorded", "limit", "days")):
                     chance.choice(odd)}  # fmt: skip
        yield packed(fields)
        yield packed(chance.choice([odd, {}, 7, [[[]]] * 9]))


def test_no_name_of_a_receipt_is_ever_a_fault_of_ours(house: Bench, client: httpx2.Client) -> None:
    seed = random.SystemRandom().randrange(10**6)
    names = made_up(own_receipt(house), random.Random(seed))
    seen: dict[int, int] = {}
    for _ in range(MADE_UP):
        place = next(names)
        status = client.get(f"/receipts/{place}").status_code
        seen[status] = seen.get(status, 0) + 1
        assert status in (200, 400, 404, 409), (seed, place)
    print(f"\n{MADE_UP} receipts made up, by status: {seen}, seed {seed}")


def test_an_answer_is_cited_in_three_forms_with_the_acts_it_rests_on(client: httpx2.Client) -> None:
    id = receipt_in(get(client, "/measures/mofcom-2025-61/i-1"))
    page = get(client, f"/cite/{id}")
    told = words(page)
    assert page.text.count("<textarea") == 3
    assert "@misc{tracker-show-" in told
    assert '"type": "dataset"' in told
    for act in ("商务部公告2025年第61号", "第70号"):
        assert act in told
    bib = get(client, f"/cite/{id}.bib")
    assert bib.headers["content-disposition"].startswith("attachment; filename=")
    assert bib.text.count("@misc{") == 1 + len(get(client, f"/cite/{id}.csl.json").json()[1:])
    assert "1. " in get(client, f"/cite/{id}.txt").text
    assert "nosniff" in bib.headers["x-content-type-options"]


# -- snapshots ------------------------------------------------------------------------------------


def test_a_snapshot_is_shown_as_words_and_given_as_a_file_and_never_runs(
    house: Bench, client: httpx2.Client
) -> None:
    name = hashlib.sha256(EVIL.encode()).hexdigest()
    page = get(client, f"/snapshots/{name}")
    assert "无害 words" in words(page)
    assert "alert(1)" not in page.text
    assert "A translation of" in words(page)
    text = get(client, f"/snapshots/{name}.txt")
    assert text.headers["content-type"] == "text/plain; charset=utf-8"
    raw = get(client, f"/snapshots/{name}.bin")
    assert raw.content == EVIL.encode()
    assert raw.headers["content-type"] == "application/octet-stream"
    assert raw.headers["content-disposition"] == f'attachment; filename="{name}.bin"'
    for answer in (text, raw):
        assert answer.headers["content-security-policy"] == "sandbox; default-src 'none'"
        assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("form", ["", ".txt", ".bin"])
@pytest.mark.parametrize(
    "name",
    [
        "%2e%2e%2f%2e%2e%2fledger.db",
        "..%5c..%5cledger.db",
        "a" * 300,
        "A" * 64,
        "a" * 63,
        "0" * 64,
        "a" * 62 + "%00",
        "a" * 64 + "%0a",
        "%EF%BC%90" * 64,
    ],
)
def test_a_name_that_is_no_sha256_on_file_leads_nowhere(
    client: httpx2.Client, name: str, form: str
) -> None:
    answer = client.get(f"/snapshots/{name}{form}")
    assert answer.status_code == 404
    assert "SQLite" not in answer.text


def test_dots_in_an_address_sent_as_they_are_lead_nowhere(client: httpx2.Client) -> None:
    for path in (b"/snapshots/../../../etc/passwd", b"/snapshots/%2e%2e/%2e%2e/etc/passwd.txt"):
        url = client.base_url
        with socket.create_connection((url.host, url.port or 80), timeout=30) as line:
            line.sendall(b"GET " + path + b" HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            got = b"".join(iter(lambda: line.recv(65536), b""))
        assert got.startswith(b"HTTP/1.1 404"), path
        assert b"root:" not in got


def test_a_link_in_the_archive_and_bytes_that_are_others_are_not_given(
    house: Bench, client: httpx2.Client, tmp_path: Path
) -> None:
    archive = house.station.archive
    outside = tmp_path / "outside"
    outside.write_bytes(b"not of the archive")
    linked = hashlib.sha256(outside.read_bytes()).hexdigest()
    archive.place(linked).parent.mkdir(parents=True, exist_ok=True)
    archive.place(linked).symlink_to(outside)
    changed = archive.keep(b"as it was")
    archive.place(changed).write_bytes(b"as it was not")
    for name in (linked, changed):
        for form in ("", ".txt", ".bin"):
            get(client, f"/snapshots/{name}{form}", 404)


def test_bytes_that_are_no_text_are_given_as_a_file_only(
    house: Bench, client: httpx2.Client
) -> None:
    for body in (b"%PDF-1.7 \x00\x01", b"PK\x03\x04rest", b"\xff\xfe\xff", b"\x00" * 40):
        name = house.station.archive.keep(body)
        assert "No words can be shown" in words(get(client, f"/snapshots/{name}"))
        get(client, f"/snapshots/{name}.txt", 404)
        assert get(client, f"/snapshots/{name}.bin").content == body


# -- wordings -------------------------------------------------------------------------------------


def test_an_edit_of_a_page_is_shown_sign_by_sign_and_named_a_change_of_the_source(
    house: Bench, client: httpx2.Client
) -> None:
    page = get(client, "/versions/mofcom-2026-901")
    told = words(page)
    assert "source the page was edited where it stood" in told
    assert "struck: </span>" in page.text
    struck = re.findall(r"<del><span[^>]*> struck: </span>([^<]*)</del>", page.text)
    put = re.findall(r"<ins><span[^>]*> put in: </span>([^<]*)</ins>", page.text)
    assert (struck, put) == (["暂不"], ["自2027年1月1日起"])
    with house.timeline() as timeline:
        found = turns(timeline.view, "mofcom-2026-901")
    assert {one.why for one in found} == {"source"}
    assert sum("edited where it stood" in one.words for one in found) == 1


def test_a_translation_is_no_other_wording(house: Bench, client: httpx2.Client) -> None:
    page = get(client, "/versions/mofcom-2026-901")
    numbers = re.findall(
        r'<tr><th scope="row">(\d+)</th>\s*<td>(?:<span.*?</span> )?(\w+)', page.text
    )
    copies = {sort: number for number, sort in numbers}
    told = words(
        get(
            client,
            f"/versions/mofcom-2026-901?old={copies['copy']}&new={copies['translation']}",
        )
    )
    assert "Not compared: one translates the other" in told


def test_a_change_of_law_is_told_apart_from_a_change_of_the_text(
    house: Bench, client: httpx2.Client
) -> None:
    with house.timeline() as timeline:
        amended = timeline.view.db.execute(
            "SELECT substr(stream, 9) FROM fact WHERE event = 'measure amended' LIMIT 1"
        ).fetchone()[0]
    told = words(get(client, f"/versions/{amended.partition('/')[0]}"))
    assert f"law {amended}" in told
    assert "One wording is on file" in told


@pytest.mark.parametrize("pair", ["old=0&new=1", "old=1&new=99", "old=x", "new=%00", "middle=1"])
def test_a_wording_that_is_none_is_a_clear_refusal(client: httpx2.Client, pair: str) -> None:
    assert "expected" in words(get(client, f"/versions/mofcom-2025-61?{pair}", 400))
