"""Real words through the real readers into a ledger: chains of acts, silent edits, copies, age."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

import tracker
from events.facts import InstrumentRevised, SourceChecked, SourceFailed
from scrapers.cn_pages import read_chinese
from scrapers.documents import Document
from scrapers.us_pages import read_american
from tests.replica.china_invented import INVENTED
from tests.replica.china_pages import article
from tests.replica.china_texts import KNOWN, Place, Text
from tests.stations import CHOSEN, Bench, bench, loaded
from tracker import freshness
from tracker.ingest.one import take_in
from tracker.ingest.run import settle

PAGE = "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_{:032x}.html"


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return loaded(tmp_path_factory.mktemp("history"))


@pytest.fixture
def desk(tmp_path: Path, history: Path) -> Bench:
    return bench(tmp_path, history)


def take(desk: Bench, body: bytes, url: str, source: str = "cn_mofcom") -> Any:
    read = read_chinese if source.startswith("cn") else read_american
    document = Document(source, url, body, "text/html")
    return take_in(document, read(document), desk.station, CHOSEN[source])


# -- chains of acts, every day for 400 days -------------------------------------------------------


class Chain(NamedTuple):
    """Acts in the order of their publication, the measure they are about, and its states by hand:
    from each day on, that state."""

    name: str
    measure: str
    acts: tuple[str, ...]
    states: tuple[tuple[str, str], ...]


def notice(number: int, day: str, *body: str, title: str = "关于甲物项的公告") -> str:
    year, month, of_month = day.split("-")
    head = f"商务部公告2026年第{number}号 {title}"
    return "\n".join([head, *body, "商务部", f"{year}年{int(month)}月{int(of_month)}日"])


def rule(
    number: str, dates: str, *, filed: str, action: str = "Final rule.", more: str = ""
) -> str:
    """A rule of our own wording in the skeleton of the Federal Register."""
    return f"""<RULE><PREAMB><AGENCY TYPE="S">DEPARTMENT OF COMMERCE</AGENCY>
<SUBAGY>Bureau of Industry and Security</SUBAGY><CFR>15 CFR Part 744</CFR>
<SUBJECT>Controls on Sample Parts</SUBJECT>
<AGY><HD SOURCE="HED">AGENCY:</HD><P>Bureau of Industry and Security, Commerce.</P></AGY>
<ACT><HD SOURCE="HED">ACTION:</HD><P>{action}</P></ACT>
<SUM><HD SOURCE="HED">SUMMARY:</HD><P>This rule concerns sample parts.</P></SUM>
<EFFDATE><HD SOURCE="HED">DATES:</HD><P>{dates}</P></EFFDATE></PREAMB>
<FRDOC>[FR Doc. {number} Filed {filed}; 8:45 am]</FRDOC>
<BILCOD>BILLING CODE 3510-33-P</BILCOD></RULE>"""


IMPOSES = "经国务院批准，决定对甲物项实施出口管制。本公告自公布之日起正式实施。"
LISTS = (
    "决定将示例一公司等2家美国实体列入出口管制管控名单（见附件），并采取以下措施：\n"
    "一、禁止向上述2家美国实体出口两用物项。\n本公告自公布之日起正式实施。"
)
ANNEX = (
    "附件\n出口管制管控名单\n1. 示例一公司（Example One, Inc.）\n2. 示例二公司（Example Two, Inc.）"
)
OWN = "mofcom-2026-{}/p1"

CHAINS = (
    Chain(
        "a stay until a day, then back by itself",
        OWN.format(960),
        (
            notice(960, "2026-01-05", IMPOSES),
            notice(961, "2026-02-10", "自即日起至2026年6月30日，商务部公告2026年第960号暂停实施。"),
        ),
        (("2026-01-05", "in_force"), ("2026-02-10", "suspended"), ("2026-07-01", "in_force")),
    ),
    Chain(
        "suspended before it ever began",
        OWN.format(960),
        (
            notice(960, "2026-01-05", "决定对甲物项实施出口管制。本公告自2026年3月1日起正式实施。"),
            notice(961, "2026-02-10", "自即日起至2026年9月30日，商务部公告2026年第960号暂停实施。"),
        ),
        (("2026-01-05", "announced"), ("2026-02-10", "suspended"), ("2026-10-01", "in_force")),
    ),
    Chain(
        "a stay of ninety days, prolonged by ninety",
        OWN.format(960),
        (
            notice(960, "2026-01-05", IMPOSES),
            notice(961, "2026-02-01", "自2026年2月1日起，暂停实施商务部公告2026年第960号90天。"),
            notice(
                962, "2026-05-01", "自2026年5月2日起，继续暂停实施商务部公告2026年第960号90天。"
            ),
        ),
        (("2026-01-05", "in_force"), ("2026-02-01", "suspended"), ("2026-07-31", "in_force")),
    ),
    Chain(
        "a stay of a year",
        OWN.format(960),
        (
            notice(960, "2026-01-05", IMPOSES),
            notice(961, "2026-01-20", "自2026年1月20日起，暂停实施商务部公告2026年第960号一年。"),
        ),
        (("2026-01-05", "in_force"), ("2026-01-20", "suspended"), ("2027-01-20", "in_force")),
    ),
    Chain(
        "repealed by the notice that takes its place",
        OWN.format(960),
        (
            notice(960, "2026-01-05", IMPOSES),
            notice(
                961,
                "2026-06-10",
                "决定对乙物项实施出口管制。本公告自2026年7月1日起正式实施，"
                "商务部公告2026年第960号同时废止。",
            ),
        ),
        (("2026-01-05", "in_force"), ("2026-07-01", "ended")),
    ),
    Chain(
        "stopped while it is suspended",
        OWN.format(960),
        (
            notice(960, "2026-01-05", LISTS, title="公布将2家美国实体列入出口管制管控名单")
            + "\n"
            + ANNEX,
            notice(961, "2026-02-10", "自即日起至2026年8月31日，商务部公告2026年第960号暂停实施。"),
            notice(962, "2026-05-01", "自2026年5月10日起，停止商务部公告2026年第960号相关措施。"),
        ),
        (("2026-01-05", "in_force"), ("2026-02-10", "suspended"), ("2026-05-10", "ended")),
    ),
    Chain(
        "a stay without an end, then resumed",
        OWN.format(960),
        (
            notice(960, "2026-01-05", IMPOSES),
            notice(961, "2026-02-10", "自即日起，暂停实施商务部公告2026年第960号。"),
            notice(962, "2026-05-01", "自2026年5月10日起，恢复实施商务部公告2026年第960号。"),
        ),
        (("2026-01-05", "in_force"), ("2026-02-10", "suspended"), ("2026-05-10", "in_force")),
    ),
    Chain(
        "postponed before its first day",
        OWN.format(960),
        (
            notice(960, "2026-01-05", "决定对甲物项实施出口管制。本公告自2026年3月1日起正式实施。"),
            notice(961, "2026-02-20", "商务部公告2026年第960号推迟至2026年5月1日起实施。"),
        ),
        (("2026-01-05", "announced"), ("2026-05-01", "in_force")),
    ),
    Chain(
        "amended in the list only, its state untouched",
        OWN.format(960),
        (
            notice(960, "2026-01-05", IMPOSES),
            notice(961, "2026-02-20", "决定对丙物项实施出口管制。本公告自公布之日起正式实施。"),
        ),
        (("2026-01-05", "in_force"),),
    ),
    Chain(
        "a rule in a window of days, extended",
        "bis-2026-80001/p1",
        (
            rule(
                "2026-80001",
                "This rule is effective January 12, 2026, through March 31, 2026.",
                filed="1-9-26",
            ),
            rule(
                "2026-80002",
                "This rule is effective March 20, 2026. The expiration date of the final rule FR"
                " Doc. 2026-80001 is extended until June 30, 2026.",
                filed="3-19-26",
            ),
        ),
        (("2026-01-09", "announced"), ("2026-01-12", "in_force"), ("2026-07-01", "ended")),
    ),
    Chain(
        "a rule delayed before its first day",
        "bis-2026-80001/p1",
        (
            rule("2026-80001", "This rule is effective March 2, 2026.", filed="1-9-26"),
            rule(
                "2026-80002",
                "The effective date of the final rule FR Doc. 2026-80001 is delayed until"
                " May 4, 2026.",
                filed="2-20-26",
                action="Final rule; delay of effective date.",
            ),
        ),
        (("2026-01-09", "announced"), ("2026-05-04", "in_force")),
    ),
    Chain(
        "a rule stayed until a day, then back by itself",
        "bis-2026-80001/p1",
        (
            rule("2026-80001", "This rule is effective January 12, 2026.", filed="1-9-26"),
            rule(
                "2026-80002",
                "Effective February 10, 2026, the amendments to 15 CFR part 744 in the final rule"
                " FR Doc. 2026-80001 are stayed until November 9, 2026.",
                filed="2-9-26",
                action="Final rule; stay of regulations.",
            ),
        ),
        (
            ("2026-01-09", "announced"),
            ("2026-01-12", "in_force"),
            ("2026-02-10", "suspended"),
            ("2026-11-10", "in_force"),
        ),
    ),
)
BEGIN, DAYS = date(2026, 1, 1), 400


def by_hand(chain: Chain, day: date) -> str:
    told = "announced"
    for first, state in chain.states:
        if day.isoformat() >= first:
            told = state
    return told


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain.name)
def test_a_chain_of_acts_gives_the_state_of_every_day_as_worked_out_by_hand(
    chain: Chain, desk: Bench
) -> None:
    for number, words in enumerate(chain.acts):
        source = "us_bis" if words.startswith("<RULE") else "cn_mofcom"
        take(desk, words.encode(), PAGE.format(number), source)
    settle(desk.station)
    assert [q.reason for q in desk.questions() if q.kind != "gap"] == []
    wrong = []
    with desk.timeline() as timeline:
        for number in range(DAYS):
            day = BEGIN + timedelta(number)
            (one,) = timeline.on(day, measure=chain.measure).measures
            if one.state != by_hand(chain, day):
                wrong.append((day.isoformat(), one.state, by_hand(chain, day)))
    assert wrong == []


# -- silent edits ---------------------------------------------------------------------------------

EDITED = [t for t in (*KNOWN, *INVENTED) if t.instrument and len("".join(t.body)) > 60]
EDITS = 50


def edits(chance: random.Random) -> Iterator[tuple[Text, Text]]:
    """A text and the same with one thing changed: a day, a code, a number, a name."""
    for number in range(EDITS):
        text = EDITED[number % len(EDITED)]
        body = "\n".join(text.body)
        marks = list(re.finditer(r"\d+|示例\w|公司|物项|实体", body))
        mark = chance.choice(marks)
        old = mark.group()
        new = str(int(old) + 1) if old.isdigit() else old[0] + "改" + old[1:]
        told = body[: mark.start()] + new + body[mark.end() :]
        yield text, replace(text, body=tuple(told.split("\n")))


def furniture(page: str, chance: random.Random) -> str:
    """The same page with other furniture: counter, menu, blanks, the day it was rebuilt."""
    menu = f'<div class="menu">栏目{chance.randrange(99)} 浏览 {chance.randrange(9999)} 次</div>'
    page = page.replace("<body>", f"<body>{menu}", 1)
    page = re.sub(r"<p>", lambda _: chance.choice(["<p>", "<p> ", '<p style="x">', "<p>\n"]), page)
    stamp = f'<meta name="MakeTime" content="2026-11-{chance.randrange(10, 30)} 10:00:00">'
    return page.replace("<head>", f"<head>{stamp}", 1)


def page_of(text: Text) -> tuple[bytes, Place]:
    place = text.places[0]
    return article(text, place).encode(), place


def test_every_real_edit_is_a_revision_shown_with_its_words_and_every_cosmetic_one_is_none(
    tmp_path: Path, history: Path
) -> None:
    seed = random.SystemRandom().randrange(10**6)
    chance = random.Random(seed)
    seen = false = changed = 0
    for number, (text, edited) in enumerate(edits(chance)):
        folder = tmp_path / str(number)
        folder.mkdir()
        desk = bench(folder, history)
        body, place = page_of(text)
        take(desk, body, place.url)
        before = desk.head
        take(desk, furniture(body.decode(), chance).encode(), place.url)
        false += desk.head != before
        pinned = answers(desk, before.position)
        take(desk, page_of(edited)[0], place.url)
        revised = desk.questions("revised")
        seen += len(revised) == 1 and revised[0].read != revised[0].on_file
        changed += answers(desk, before.position) != pinned
        desk.ledger.close()
    print(
        f"\nsilent edits {seen}/{EDITS} seen, cosmetic {false}/{EDITS} taken for one, seed {seed}"
    )
    assert (seen, false, changed) == (EDITS, 0, 0)


def answers(desk: Bench, position: int) -> list[dict[str, Any]]:
    with desk.timeline() as timeline:
        found = timeline.on("2026-11-20", state="all", recorded=position).measures
    return [one.as_dict() for one in found]


# -- one notice at three addresses ----------------------------------------------------------------


def test_twenty_notices_at_three_addresses_are_twenty_instruments_and_five_conflicts(
    desk: Bench,
) -> None:
    chance = random.Random(23)
    copies = []
    for number in range(970, 990):
        words = notice(number, "2026-03-02", IMPOSES)
        for place in range(3):
            other = words.replace("甲物项", "丁物项") if number < 975 and place == 2 else words
            copies.append((other, PAGE.format(number * 10 + place)))
    chance.shuffle(copies)
    for words, url in copies:
        take(desk, words.encode(), url)
    known = desk.station.known
    ours = [name for name in known.texts if re.fullmatch(r"mofcom-2026-9[78]\d", name)]
    assert len(ours) == 20
    assert {len(known.copies[name]) for name in ours} == {3}
    conflicts = {question.instrument for question in desk.questions("conflict")}
    print(f"\ninstruments {len(ours)}, conflicts {len(conflicts)}")
    assert conflicts == {f"mofcom-2026-{number}" for number in range(970, 975)}
    assert not any(isinstance(e.fact, InstrumentRevised) for e in desk.ledger.after(None))
    with desk.timeline() as timeline:
        found = timeline.on("2026-03-02", authority="MOFCOM", item="丁物项").measures
        assert {one.id for one in found} <= {f"mofcom-2026-{n}/p1" for n in range(970, 975)}


# -- age ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("days", "stale"), [(1, False), (3, False), (4, True), (10, True)])
def test_a_source_that_is_down_says_how_old_its_last_good_check_is(
    days: int, stale: bool, desk: Bench
) -> None:
    last = date(2026, 11, 14)
    desk.station.append([SourceChecked(source="us_bis", checked_through=last, listed=9)])
    failure = SourceFailed(source="us_bis", expected="JSON", found="a challenge page")
    desk.station.append([failure])

    def now() -> datetime:
        return datetime(2026, 11, 14, 12, tzinfo=UTC) + timedelta(days)

    with tracker.open(desk.url, now=now) as timeline:
        answer = timeline.on("2026-11-14", jurisdiction="US")
        horizon = {one.source: one for one in answer.horizon}["us_bis"]
        health = {one.source: one for one in freshness.sources(timeline)}["us_bis"]
    assert (horizon.checked_through, horizon.stale) == ("2026-11-14", stale)
    assert (health.stale, health.failure) == (stale, "expected JSON, found a challenge page")
    assert ("this is old" in health.words) is stale


def test_a_quiet_week_is_no_alarm_and_a_failed_look_is(desk: Bench) -> None:
    """The Golden Week: nothing is published for eight days, and every look is good."""
    desk.clock.now = datetime(2026, 10, 1, 2, tzinfo=UTC)
    for _ in range(8):
        today = desk.clock.now.date()
        check = SourceChecked(source="cn_mofcom", checked_through=today, listed=100)
        desk.station.append([check])
        with desk.timeline() as timeline:
            health = {one.source: one for one in freshness.sources(timeline)}["cn_mofcom"]
        assert (health.stale, health.failure) == (False, None)
        desk.clock.later(1)
    failure = SourceFailed(source="cn_mofcom", expected="rows", found="a challenge page")
    desk.station.append([failure])
    with desk.timeline() as timeline:
        health = {one.source: one for one in freshness.sources(timeline)}["cn_mofcom"]
    assert health.failure == "expected rows, found a challenge page"
