"""Pages of a life, a party, a case, and what an answer rests on: each says what its data says."""

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
from datetime import date
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import quote

import httpx2
import pytest

from tests.edited_page import EVIL, WORDS, edited_in
from tests.stations import Bench, loaded
from tests.web_server import serving
from tracker import freshness
from tracker.ask import ask
from tracker.receipts import FIELDS, Receipt, receipt_of
from tracker.view_copies import turns
from tracker.web import app
from tracker.web.drawing.bands import drawing
from tracker.words import STATES, act_name, day_words

MADE_UP = 500


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    history = loaded(tmp_path_factory.mktemp("history"))
    found = edited_in(tmp_path_factory.mktemp("house"), history)
    yield found
    found.ledger.close()


@pytest.fixture(scope="module")
def client(house: Bench) -> Iterator[httpx2.Client]:
    with serving(app(house.url, now=house.clock)) as client:
        yield client


def words(page: httpx2.Response) -> str:
    """A page as its reader has it, without what surrounds the answer."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def get(client: httpx2.Client, path: str, status: int = 200) -> httpx2.Response:
    answer = client.get(path)
    assert answer.status_code == status, (path, words(answer) or answer.text)
    return answer


def receipt_in(page: httpx2.Response) -> str:
    found = re.search(r"/receipts/([\w-]+)", page.text)
    assert found
    return found[1]


# -- a measure ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "path",
    [
        "/measures/mofcom-2025-61/i-1",
        "/measures/mofcom-2025-61/i-1?known=2025-10-20",
        "/measures/mofcom-2024-46/para2a",
        "/instruments/mofcom-2025-61",
        "/instruments/mofcom-2025-70",
        "/instruments/bis-2025-19001?on=2026-01-05",
        "/measures/uel-2025-7/p1/skydio-inc",
        "/instruments/ecra-2018",
    ],
)
def test_a_page_of_a_life_says_what_its_data_says(client: httpx2.Client, path: str) -> None:
    told = words(get(client, path))
    place, _, query = path.partition("?")
    answer = get(client, f"{place}.json{'?' if query else ''}{query}").json()
    assert answer["measures"]
    for measure in answer["measures"]:
        assert measure["id"] in told
        assert f"confidence {measure['confidence']}" in told
        for run in measure["periods"]:
            if run["reason"] == "not_yet_published":
                continue
            for day in filter(None, (run["first"], run["last"])):
                assert day_words(day) in told
            assert STATES[run["state"]] in told
            assert act_name(run["by"]) in told
        for pledge in measure["pledges"]:
            assert f"promised: {pledge['promise']}" in told
        for act in measure["effects"]:
            assert act_name(act["cited"]["instrument"]) in told
        if not all(run["confirmed"] for run in measure["periods"]):
            assert "unconfirmed" in told
    assert answer["instrument"]["title"] in told
    if answer["instrument"]["notes"]:
        assert " ".join(answer["instrument"]["notes"].split()) in told


def test_what_decides_and_what_does_not_is_said_in_words(client: httpx2.Client) -> None:
    told = words(get(client, "/measures/mofcom-2025-61/i-1?on=2026-01-05"))
    assert "imposed from 1 Dec 2025 overruled by a later act" in told
    assert "suspended 7 Nov 2025 – 10 Nov 2026 decides" in told
    assert "curated by an analyst" in told
    assert "never operated" in told


def test_what_one_could_know_has_a_stop_for_each_act_and_each_opens_its_page(
    client: httpx2.Client,
) -> None:
    page = get(client, "/measures/mofcom-2025-61/i-1")
    stops = re.findall(r'<li><a href="([^"]+)"[^>]*>([^<]+)</a>', page.text.partition("stops")[2])
    days = [day for _, day in stops[:4]]
    assert days == ["9 Oct 2025", "7 Nov 2025", "23 Sep 2026", "everything"]
    states = []
    for path, _ in stops[:4]:
        found = get(client, unescape(path))
        states.append(re.search(r"On 26 Nov 2026: \S+ ([a-z ]+?) (?:unc|pro|by)", words(found)))
    assert [one and one[1] for one in states] == ["in force"] * 4
    then = words(get(client, unescape(stops[0][0])))
    assert "As known on 9 Oct 2025." in then
    assert "suspended" not in then.partition("What decides")[2]
    assert "MOFCOM No. 70 of 2025 suspends it" in then  # the stop that lies ahead


def test_before_its_publication_nobody_could_know_of_it(client: httpx2.Client) -> None:
    told = words(get(client, "/instruments/mofcom-2025-61?known=2020-01-01"))
    assert "Nobody could know of it then" in told
    assert "As known on 1 Jan 2020" in told


def test_a_measure_says_what_answers_it_as_far_as_one_could_know(client: httpx2.Client) -> None:
    answered, answer = "eo-14257/china-34", "tariffcom-2025-4/p-24"
    told = f"{answer} retaliates for it"
    assert told in words(get(client, f"/measures/{answered}"))
    assert told in words(get(client, "/instruments/eo-14257"))
    assert told not in words(get(client, f"/measures/{answered}?known=2025-04-03"))
    assert told not in words(get(client, f"/measures/{answered}?recorded=3"))
    assert f"retaliates for {answered}" in words(get(client, f"/measures/{answer}"))


def test_the_bands_of_a_drawing_tell_the_same_as_the_table_beside_it(
    client: httpx2.Client,
) -> None:
    page = get(client, "/measures/mofcom-2025-61/i-1").text
    assert re.search(r'<svg role="img" aria-labelledby="bands-title bands-told"', page)
    told = re.search(r'<desc id="bands-told">([^<]+)</desc>', page)
    assert told
    assert "announced 9 Oct 2025 to 6 Nov 2025" in told[1]
    assert "suspended 7 Nov 2025 to 10 Nov 2026" in told[1]
    assert "in force by lapse, unconfirmed from 11 Nov 2026" in told[1]
    for sort in ("hatched", "dotted"):
        assert f'fill="url(#{sort})"' in page


def test_a_band_lies_where_its_days_are_and_never_leaves_the_drawing() -> None:
    runs = [
        {"first": None, "last": "2025-01-31", "state": "announced", "reason": None},
        {"first": "2025-02-01", "last": "2025-02-01", "state": "in_force", "reason": None},
        {"first": "2025-02-02", "last": None, "state": "ended", "reason": "expired"},
    ]
    for run in runs:
        run |= {"by": None, "confirmed": True}  # type: ignore[dict-item]
    made = drawing([("p1", runs)], date(2026, 1, 1), date(2025, 12, 1), "Life of p1")
    (lane,) = made.lanes
    assert [band.kind for band in lane.bands] == ["announced", "in_force", "ended"]
    assert all(band.x >= 0 and band.x + band.width <= 100.01 for band in lane.bands)
    assert all(band.width > 0 for band in lane.bands)
    before, day, after = lane.bands
    assert before.x < day.x < after.x
    assert made.beyond is not None
    assert made.beyond < made.day.x


def test_a_quote_stands_in_its_language_beside_its_translation_on_file(
    client: httpx2.Client,
) -> None:
    page = get(client, "/measures/mofcom-2026-901/p1")
    assert f'<blockquote lang="zh-Hans">{WORDS}</blockquote>' in page.text
    told = words(page)
    assert "Translation Example materials (English, for reference: not law)" in told
    assert "read by a program, not reviewed" in told
    assert "no translation on file" not in told


def test_without_a_quote_or_a_translation_the_page_says_so(client: httpx2.Client) -> None:
    assert "No words on file" in words(get(client, "/measures/mofcom-2025-61/i-1"))


def test_what_waits_for_a_person_is_shown(client: httpx2.Client) -> None:
    told = words(get(client, "/instruments/mofcom-2026-901"))
    data = get(client, "/instruments/mofcom-2026-901.json").json()
    assert data["instrument"]["questions"]
    assert "Waiting for a person" in told
    for one in data["instrument"]["questions"]:
        assert one["review"] in told


# -- the parties of a provision -------------------------------------------------------------------


def test_parties_come_a_page_at_a_time_and_all_of_them_once(
    house: Bench, client: httpx2.Client
) -> None:
    with house.timeline() as timeline:
        many = "SELECT part_of, count(*) FROM measure WHERE part_of NOT NULL GROUP BY 1 ORDER BY 2"
        provision, count = timeline.view.db.execute(many).fetchall()[-1]
        names = set(timeline.view.parts_of(provision))
    assert f"{count}" in words(get(client, f"/measures/{provision}"))
    first = get(client, f"/listings/{provision}")
    seen: list[str] = []
    for number in range(1, -(-count // 50) + 1):
        page = get(client, f"/listings/{provision}?page={number}")
        seen += re.findall(r'<th scope="row"><a href="/measures/([^"]+)"', page.text)
    assert sorted(seen) == sorted(names)
    assert f"{count} parties" in words(first)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "99", ""])
def test_a_page_of_parties_that_is_none_is_a_clear_refusal(
    client: httpx2.Client, page: str
) -> None:
    told = words(get(client, f"/listings/mofcom-2025-21/p1?page={page}", 400))
    assert "page: expected a number" in told


# -- a party --------------------------------------------------------------------------------------


def test_a_bare_page_of_parties_or_of_a_case_is_its_form(client: httpx2.Client) -> None:
    for path, field in (("/parties", "name"), ("/check", "item")):
        for query in ("", "?form=1&on=", "?on=2025-05-20"):
            page = get(client, path + query)
            assert f'name="{field}"' in page.text
            assert "cannot be understood" not in page.text


def test_a_search_without_words_is_its_form_and_a_wrong_one_keeps_what_was_typed(
    client: httpx2.Client,
) -> None:
    page = get(client, "/search")
    assert '<input id="words" name="words"' in page.text
    assert "cannot be understood" not in page.text
    wrong = get(client, "/search?words=gallium&limit=0", 400)
    assert "limit: expected a number" in words(wrong)
    assert 'value="gallium"' in wrong.text


def test_a_form_leads_to_the_address_people_cite(client: httpx2.Client) -> None:
    for form, cited in (
        ("/parties?form=1&name=Skydio&on=&list=", "/parties?name=Skydio"),
        ("/check?form=1&item=gallium&to=US&party=&on=", "/check?item=gallium&to=US"),
    ):
        answer = get(client, form, 303)
        assert answer.headers["location"] == cited


@pytest.mark.parametrize(
    ("name", "on"), [("Skydio", "2025-05-20"), ("斯凯迪奥", "2025-11-11"), ("Huawei", "today")]
)
def test_a_page_of_a_party_says_what_its_data_says(
    client: httpx2.Client, name: str, on: str
) -> None:
    query = f"name={quote(name)}&on={on}"
    told = words(get(client, f"/parties?{query}"))
    answer = get(client, f"/parties.json?{query}").json()
    assert answer["matches"]
    assert "A likeness of names is no proof" in told
    assert "Ownership not checked" in told
    for one in answer["matches"]:
        assert f"{one['score']:.0f} of 100 {one['name']}" in told
        for said in (one["why"], one["does"], one["measure"]["id"]):
            assert " ".join(said.split()) in told
        assert STATES[one["measure"]["state"]] in told
        for day in filter(None, (one["measure"]["since"], one["measure"]["until"])):
            assert day_words(day) in told
    for rule in answer["ownership"]["rules"]:
        assert rule["id"] in told


def test_each_kind_of_empty_has_its_own_words(client: httpx2.Client) -> None:
    kinds = {}
    for name, more in (
        ("Qqxyzzyqq Holdings", ""),
        ("示例甲乙丙丁", "&list=unreliable+entity+list"),
    ):
        answer = get(client, f"/parties.json?name={quote(name)}{more}").json()
        told = words(get(client, f"/parties?name={quote(name)}{more}"))
        assert answer["empty"] in ("nothing found", "cannot say")
        assert answer["empty"] in told
        kinds[name] = answer["empty"]
    assert kinds


# -- a case ---------------------------------------------------------------------------------------

CASES = (
    "item=镓&from=CN&to=KR&party=Skydio&on=2025-11-10",
    "item=镓&from=CN&to=US&on=2024-12-03",
    "item=A100&to=CN",
    "code=3A090&to=CN&us_content=10",
    "party=Huawei&to=CN",
    "item=dysprosium&from=CN&to=KR&end_use=military&on=2025-10-20&known=2025-10-15",
)


@pytest.mark.parametrize("query", CASES)
def test_a_page_of_a_case_says_what_its_data_says(client: httpx2.Client, query: str) -> None:
    told = words(get(client, f"/check?{query}"))
    answer = get(client, f"/check.json?{query}").json()
    found = [one for name in ("applies", "may_apply", "not_now", "reliefs") for one in answer[name]]
    assert found
    for one in found:
        assert one["measure"]["id"] in told
        for line in (*one["because"], *one["missing"], *one["conditions"]):
            assert " ".join(line.split()) in told
    for line in answer["outside"]:
        assert line[:1].upper() + " ".join(line.split())[1:] in told


@pytest.mark.parametrize("query", [*CASES, "item=示例无此物&to=US"])
def test_no_page_of_a_case_ever_clears_it(client: httpx2.Client, query: str) -> None:
    told = words(get(client, f"/check?{query}"))
    assert "This is no clearance" in told
    rest = told.replace("This is no clearance", "").replace("nuclear", "")
    assert not re.search(
        r"\bclear(ed|s)?\b|\bclearance\b|no licen[cs]e (is )?(needed|required)", rest
    )


def test_what_is_missing_can_be_filled_in_where_it_is_asked(client: httpx2.Client) -> None:
    page = get(client, f"/check?{CASES[0]}").text
    asking = page.partition('class="asking"')[2].partition("</section>")[0]
    assert re.findall(r'<(?:input|select) id="ask-(\w+)"', asking) == ["end_use", "us_content"]
    assert re.findall(r'type="hidden" name="(\w+)"', asking)[0] == "form"
    more = get(client, f"/check?{CASES[0]}&end_use=civil").text
    assert '"ask-end_use"' not in more


def test_a_case_that_is_not_understood_keeps_what_was_typed(client: httpx2.Client) -> None:
    page = get(client, '/check?item=<b>"&to=Atlantis', 400)
    assert 'value="Atlantis"' in page.text
    assert "&lt;b&gt;" in page.text
    assert "<b>" not in page.text
    assert "Atlantis" in words(page)
    assert get(client, "/check.json?item=x&to=Atlantis", 400).json()["status"] == 400


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


def test_who_ended_a_listing_is_told_apart_from_how(client: httpx2.Client) -> None:
    told = words(get(client, "/parties?name=Skydio&on=2026-11-26&jurisdiction=CN"))
    assert "repealed, by MOFCOM answer of 2025-11-05" in told
    assert "by repealed" not in told
