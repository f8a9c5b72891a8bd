"""Citations: of an answer, and of the texts it rests on, for footnotes and lists of references."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

import tracker
from tests.answers_asked import NOW, QUESTIONS, asked
from tracker.asked import UsageError
from tracker.asked_in_words import asked_words
from tracker.citing import citations, cite, cited_by, key_of
from tracker.queries import Timeline
from tracker.receipts import read_receipt
from tracker.references import Reference

SIGNS = {
    "textbackslash": "\0",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textbraceleft": "{",
    "textbraceright": "}",
}


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    place: Path = tmp_path_factory.mktemp("citing") / "ledger.db"
    with tracker.open(f"sqlite:///{place}", now=lambda: NOW) as timeline:
        yield timeline


def entries(bibtex: str) -> list[tuple[str, dict[str, str]]]:
    """The entries of a BibTeX file, read as BibTeX reads it: by its braces alone."""
    found, at = [], 0
    while (start := bibtex.find("@", at)) >= 0:
        opened = bibtex.index("{", start)
        at = closing(bibtex, opened)
        key, _, rest = bibtex[opened + 1 : at].partition(",")
        found.append((key.strip(), dict(fields(rest))))
    return found


def fields(rest: str) -> Iterator[tuple[str, str]]:
    at = 0
    while found := re.compile(r"[\s,]*([a-z]+) = (?=\{)").match(rest, at):
        at = closing(rest, found.end()) + 1
        yield found[1], rest[found.end() + 1 : at - 1]
    assert rest[at:].strip(" ,\n") == "", f"not read: {rest[at:]}"


def closing(text: str, opened: int) -> int:
    """Where the brace that opens here is closed; BibTeX counts one after a backslash too."""
    depth = 0
    for at in range(opened, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at
    raise AssertionError(f"no closing brace for {text[opened : opened + 40]}")


def test_an_answer_is_cited_by_what_was_asked_and_where_it_rests(timeline: Timeline) -> None:
    answer, receipt = asked(timeline, "on")
    told = cite(answer, receipt, "text")
    assert told.startswith("Regulatory Timeline Tracker 0.1.0. “What applied on 2025-11-09, ")
    assert "mofcom-2025-61, all states.”" in told
    assert "Answered 2026-11-26T06:00:00Z" in told
    assert f"Ledger position {receipt.position}, head {receipt.head[:12]}" in told
    assert "looked at through 2026-10-08" in told
    assert told.endswith(f"Receipt {receipt.id}.")


def test_the_receipt_in_a_citation_is_one_that_can_be_asked_again(timeline: Timeline) -> None:
    answer, receipt = asked(timeline, "diff")
    told = cite(answer, receipt, "text")
    assert read_receipt(told.rpartition("Receipt ")[2].rstrip(".")) == receipt


def test_with_pages_of_ours_the_citation_links_to_its_receipt(timeline: Timeline) -> None:
    answer, receipt = asked(timeline, "on")
    (item,) = json.loads(cite(answer, receipt, "csl", "https://tracker.example/t"))
    assert item["URL"] == f"https://tracker.example/t/receipts/{receipt.id}"
    assert item["id"] == f"tracker-on-{receipt.digest}"
    assert item["issued"] == {"date-parts": [[2026, 11, 26]]}
    assert item["author"] == [{"literal": "Regulatory Timeline Tracker"}]


@pytest.mark.parametrize("which", QUESTIONS)
def test_every_answer_and_each_of_its_texts_has_a_bibtex_entry(
    timeline: Timeline, which: str
) -> None:
    answer, receipt = asked(timeline, which)
    ((key, own),) = entries(cite(answer, receipt, "bibtex"))
    assert (key, own["version"]) == (f"tracker-{receipt.verb}-{receipt.digest}", "{0.1.0}")
    acts = citations(answer, timeline)
    read = entries("\n\n".join(act.reference.bibtex() for act in acts))
    assert [key for key, _ in read] == [act.key for act in acts]
    assert len({key for key, _ in read}) == len(read)
    assert all(told["title"].startswith("{") for _, told in read)


@pytest.mark.parametrize("which", QUESTIONS)
def test_every_text_an_answer_rests_on_is_cited_once(timeline: Timeline, which: str) -> None:
    answer, _ = asked(timeline, which)
    acts = citations(answer, timeline)
    assert [act.number for act in acts] == [*range(1, len(acts) + 1)]
    named = {(act.instrument or act.url, str(act.published_on)) for act in acts}
    assert len(named) == len(acts)
    assert named == {key_of(cited) for cited in cited_by(answer)}


def test_a_text_that_only_acts_upon_others_is_named_from_the_ledger(timeline: Timeline) -> None:
    answer, _ = asked(timeline, "on")
    suspends = citations(answer, timeline)[0]
    assert suspends.text.startswith("MOFCOM, GAC. “One-year suspension of the six 9-October")
    assert "商务部 海关总署公告2025年第70号" in suspends.text
    assert "Published 2025-11-07." in suspends.text
    assert citations(answer)[0].text.startswith("“MOFCOM No. 70 of 2025.” Published 2025-11-07.")


def test_a_record_of_several_acts_is_cited_for_the_day_of_each(timeline: Timeline) -> None:
    from tracker.ask import ask

    answer = ask(timeline, "show", {"id": "gacc-japan-seafood"})
    days = [act.published_on for act in citations(answer, timeline)]
    keys = [act.key for act in citations(answer, timeline)]
    assert days == ["2023-08-24", "2025-06-29", "2025-11-19"]
    assert keys[::2] == ["gacc-japan-seafood_2023-08-24", "gacc-japan-seafood_2025-11-19"]
    assert keys[1].startswith("act-")  # known to have happened, not on file


def test_a_day_known_to_the_month_is_cited_to_the_month() -> None:
    told = Reference("k", "legislation", "T", "A", issued="2016-11")
    assert told.csl()["issued"] == {"date-parts": [[2016, 11]]}
    assert entries(told.bibtex())[0][1]["date"] == "2016-11"
    assert "issued" not in Reference("k", "legislation", "T", "A").csl()


@pytest.mark.parametrize("sign", [*"&%$#_{}~^\\", "}}", "{", "\\}", "@misc{x,", '"', "稀土", "\n"])
def test_no_sign_of_a_title_ends_a_field_or_is_lost(sign: str) -> None:
    told = Reference("k", "dataset", f"a {sign} b", "C", url=f"https://x.example/{sign}")
    ((key, read),) = entries(told.bibtex())
    assert key == "k"
    plain = read["title"][1:-1]
    plain = re.sub(r"\\(text[a-z]+)\{\}", lambda found: SIGNS[found[1]], plain)
    plain = re.sub(r"\\([&%$#_])", r"\1", plain).replace("\0", "\\")
    assert plain == " ".join(f"a {sign} b".split())
    assert told.csl()["title"] == f"a {sign} b"
    assert not re.search(r"[\s{}\\]", read["url"])


def test_a_form_nobody_knows_is_refused_by_name(timeline: Timeline) -> None:
    answer, receipt = asked(timeline, "on")
    with pytest.raises(UsageError, match="text, bibtex or csl; found 'ris'"):
        cite(answer, receipt, "ris")


@pytest.mark.parametrize(
    ("which", "words"),
    [
        ("on two days", "What applied on 9 Nov 2025 in CN and 8 Nov 2025 in US, MOFCOM"),
        ("on, parts", "What applied on 2025-05-20, mofcom-2025-13, all states, listed parties"),
        ("diff", "What changed after 2025-09-13, up to 2025-10-10"),
        ("show", "The whole life of mofcom-2025-61, as at 2026-11-26"),
        ("upcoming", "What comes next, from 2026-11-26, 90 days ahead"),
        ("listed", "Who is listed under a name like 斯凯迪奥 on 2025-05-20"),
        (
            "check",
            "What applies to a shipment on 2025-11-10, item 镓, from CN, to KR, party Skydio",
        ),
    ],
)
def test_a_question_is_told_in_words(timeline: Timeline, which: str, words: str) -> None:
    answer, _ = asked(timeline, which)
    assert asked_words(answer.question).startswith(words)


def test_what_narrows_a_question_is_in_its_words(timeline: Timeline) -> None:
    answer = timeline.on(
        "2025-12-05", measure="mofcom-2025-61/i-1", known="2025-10-20", state=["ended", "suspended"]
    )
    words = asked_words(answer.question)
    assert words.endswith("mofcom-2025-61/i-1, ended or suspended, as known on 2025-10-20")


def test_the_key_of_an_answer_changes_with_what_was_found(timeline: Timeline) -> None:
    answer, receipt = asked(timeline, "on")
    later = replace(receipt, at="2026-12-01T06:00:00Z")
    other = replace(receipt, digest="0" * 16)
    keys = [entries(cite(answer, one, "bibtex"))[0][0] for one in (receipt, later, other)]
    assert keys[0] == keys[1] != keys[2]
