"""Memos: what is said, what it rests on, and what is said to be uncertain."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from lxml import etree

import tracker
from tests.answers_asked import NOW, QUESTIONS, asked
from tracker.answers import Answer
from tracker.ask import ask
from tracker.citing import citations
from tracker.files import render
from tracker.files.markdown import plain
from tracker.files.memo import doubts, memo, statement
from tracker.files.told import Told
from tracker.queries import Timeline
from tracker.receipts import receipt_of

W = {"w": "http://schemas.openxmlformats.org/wordprocessingml/2006/main"}


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    place: Path = tmp_path_factory.mktemp("memo") / "ledger.db"
    with tracker.open(f"sqlite:///{place}", now=lambda: NOW) as timeline:
        yield timeline


def word(timeline: Timeline, which: str) -> bytes:
    return render(*asked(timeline, which), "docx", None, timeline).body


def markdown(timeline: Timeline, which: str) -> str:
    return render(*asked(timeline, which), "md", None, timeline).body.decode()


def footnotes(body: bytes) -> dict[int, str]:
    """The footnotes of a document by their number, without Word's own separators."""
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        root = etree.fromstring(packed.read("word/footnotes.xml"))
    found = {int(note.attrib[qn("w:id")]): note for note in root.findall("w:footnote", W)}
    return {
        number: "".join(note.itertext()).strip() for number, note in found.items() if number > 0
    }


def words(document: Document) -> str:
    return "\n".join(paragraph.text for paragraph in document.paragraphs)


@pytest.mark.parametrize("which", QUESTIONS)
def test_a_document_has_one_real_footnote_for_each_text(timeline: Timeline, which: str) -> None:
    answer, _ = asked(timeline, which)
    acts = citations(answer, timeline)
    body = word(timeline, which)
    document = docx.Document(io.BytesIO(body))
    found = footnotes(body)
    assert sorted(found.values()) == sorted(act.text for act in acts)
    marks = document.element.findall(".//w:footnoteReference", W)
    assert [int(mark.get(qn("w:id"))) for mark in marks] == [*range(1, len(acts) + 1)]
    again = document.element.findall(".//w:fldSimple", W)
    named = {mark.get(qn("w:name")) for mark in document.element.findall(".//w:bookmarkStart", W)}
    for field in again:  # a text cited before is referred to by its number
        (number,) = re.findall(r"NOTEREF (_RefNote\d+) ", field.get(qn("w:instr")))
        assert number in named
        (shown,) = field.findall(".//w:t", W)
        assert f"_RefNote{shown.text}" == number


@pytest.mark.parametrize("which", QUESTIONS)
def test_both_memos_say_the_same(timeline: Timeline, which: str) -> None:
    answer, receipt = asked(timeline, which)
    said = [line.text for line in memo(Told(answer, receipt, None, timeline))]
    document = words(docx.Document(io.BytesIO(word(timeline, which))))
    text = markdown(timeline, which)
    for line in said:
        assert line in document
        assert plain(line) in text
    used = set(re.findall(r"\[\^(\d+)\](?!:)", text))
    assert used == set(re.findall(r"^\[\^(\d+)\]:", text, re.MULTILINE))
    assert len(used) == len(citations(answer, timeline))


def test_a_memo_begins_with_what_was_asked_and_how_to_ask_it_again(timeline: Timeline) -> None:
    _, receipt = asked(timeline, "on")
    text = markdown(timeline, "on").replace("\\", "")
    assert text.startswith("# What applied on 2025-11-09, mofcom-2025-61, all states\n")
    assert f"- **Receipt:** {receipt.id}\n" in text
    assert "- **Ledger:** position " in text
    assert "*No source has been checked yet" in text
    assert "## China: export controls (7)" in text


def test_what_came_back_by_lapse_is_never_plainly_in_force(timeline: Timeline) -> None:
    text = markdown(timeline, "show").replace("\\", "")
    (stated,) = [line for line in text.splitlines() if "(mofcom-2025-61/i-1): " in line]
    assert "in force since 2026-11-11, by lapse, unconfirmed" in stated
    assert "Unconfirmed: the stay ran out, and no act on file says that it applies again." in stated
    assert "Projected: beyond the last day that anyone has looked at." in stated
    assert "Promised: to be prolonged until 2027-01-10, no legal act found" in text


def test_a_reading_nobody_reviewed_is_said_to_be_one(timeline: Timeline) -> None:
    answer, _ = asked(timeline, "on")
    measure = answer.measures[0]
    assert not any("Not reviewed" in words for words in doubts(measure))
    read = replace(
        measure, _imposed=measure._imposed.replace('"basis":"analyst"', '"basis":"read"')
    )
    assert read.basis == "read"
    assert "Not reviewed: read by a program, not confirmed by a person." in [*doubts(read)]


@pytest.mark.parametrize(
    ("day", "measure", "says"),
    [
        ("2025-10-20", "mofcom-2025-61/i-1", "announced 2025-10-09 … 2025-11-06, by MOFCOM No. 61"),
        ("2025-10-01", "mofcom-2025-61/i-1", "not yet published on this day; then 2025-10-09"),
        ("2025-11-09", "mofcom-2025-61/i-3", "suspended 2025-11-07 … 2026-11-10, by MOFCOM No. 70"),
        ("2026-11-26", "mofcom-2025-13/p1/skydio-inc", "ended since 2025-11-10, repealed · MOFCOM"),
    ],
)
def test_a_statement_says_state_days_and_cause(
    timeline: Timeline, day: str, measure: str, says: str
) -> None:
    (found,) = timeline.on(day, measure=measure).measures
    assert statement(found).startswith(says)


def test_an_empty_memo_says_which_kind_of_nothing_it_is(timeline: Timeline) -> None:
    text = markdown(timeline, "on, nothing")
    assert "Nothing found: nothing on file answers this question. In other states: 8 sus" in text
    answer, receipt = asked(timeline, "on, nothing")
    unsure: Answer = replace(answer, empty="cannot say")
    told = render(unsure, receipt, "md").body.decode()
    assert "Cannot say: what is on file does not reach far enough." in told
    assert "Nothing found" not in told


def test_one_page_of_an_answer_is_not_taken_for_all_of_it(timeline: Timeline) -> None:
    given = {"day": "2025-11-09", "instrument": "mofcom-2025-61", "state": "all", "limit": "2"}
    answer = ask(timeline, "on", given)
    receipt = receipt_of(answer, timeline, given)
    text = render(answer, receipt, "md").body.decode().replace("\\", "")
    assert text.startswith("# What applied on 2025-11-09, mofcom-2025-61, all states, 2 at most\n")
    assert "*Not all of the answer: others follow after mofcom-2025-61/i-2.*" in text
    about = json.loads(render(answer, receipt, "jsonl").body.splitlines()[0])["about"]
    assert about["more"] == "mofcom-2025-61/i-2"


def test_a_memo_on_a_shipment_never_says_that_all_is_clear(timeline: Timeline) -> None:
    text = markdown(timeline, "check")
    assert "This is no clearance" in text
    assert "## Outside this answer" in text
    assert "Reached because: shipped from China" in text
    assert "Open: the US content, and who owns the party: ownership not checked." in text


def test_chinese_has_a_font_of_its_own_in_text_and_footnotes(timeline: Timeline) -> None:
    body = word(timeline, "listed")
    document = docx.Document(io.BytesIO(body))
    assert "斯凯迪奥公司" in words(document)
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "SimSun"
    with zipfile.ZipFile(io.BytesIO(body)) as packed:
        assert 'w:eastAsia="SimSun"' in packed.read("word/footnotes.xml").decode()


def test_a_document_says_who_made_it_and_when(timeline: Timeline) -> None:
    properties = docx.Document(io.BytesIO(word(timeline, "on"))).core_properties
    assert properties.author == "Regulatory Timeline Tracker 0.1.0"
    assert properties.title == "What applied on 2025-11-09, mofcom-2025-61, all states"
    assert properties.created is not None
    assert properties.created.replace(tzinfo=NOW.tzinfo) == NOW


@pytest.mark.parametrize("odd", ["\x00", "\x0b", "\ud800", "\ufffe", "]]>", "<w:p>", "&amp;"])
def test_no_sign_of_a_text_breaks_a_document(timeline: Timeline, odd: str) -> None:
    answer, receipt = asked(timeline, "listed, nothing")
    named = replace(answer, question={**answer.question, "name": f"a{odd}b"})
    document = docx.Document(io.BytesIO(render(named, receipt, "docx").body))
    kept = odd if odd.isprintable() else "\N{REPLACEMENT CHARACTER}"
    assert f"a{kept}b" in words(document)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("*bold* [x](y) <script>", "\\*bold\\* \\[x\\](y) \\<script\\>"),
        ("1. one", "1\\. one"),
        ("12.5% on steel", "12.5% on steel"),
        ("# head | cell", "\\# head \\| cell"),
        ("see https://x.example/a_b*c. Then", "see <https://x.example/a_b*c>. Then"),
        ("two\n\nlines", "two lines"),
    ],
)
def test_no_word_is_taken_for_a_mark(typed: str, shown: str) -> None:
    assert plain(typed) == shown
