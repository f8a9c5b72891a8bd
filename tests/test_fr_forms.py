"""The forms in which documents of the Federal Register come: XML, issue, API answer, text."""

from __future__ import annotations

import json
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from events.errors import Drift, Incomplete, SourceError
from scrapers.documents import Document
from scrapers.us_pages import read_american
from tests.us_skeletons import BIS, Made, dates, issue, read, rows, text_form

FIXTURES = Path(__file__).parent / "fixtures" / "us"
PLAIN = "This rule is effective September 29, 2025."


def search() -> Any:
    return json.loads((FIXTURES / "api_search.json").read_text(encoding="utf-8"))


def test_one_document_is_read_with_its_identity() -> None:
    reading = Made(
        number="2025–19999",
        filed="Filed 9–29–25; 2:00 pm",
        dates=PLAIN,
        dated="Dated: September 25, 2025.",
        subject="Expansion of Toy Controls",
        preamble='<PRTPAGE P="47300"/>',
    ).read()
    assert reading.instrument == "bis-2025-19999"
    assert (reading.published_on, reading.published_basis) == (date(2025, 9, 29), "filed")
    assert (reading.filed_on, reading.signed_on) == (date(2025, 9, 29), date(2025, 9, 25))
    assert (reading.authority, reading.form, reading.role) == ("BIS", "rule", "act")
    assert reading.issuers == BIS
    assert reading.title == "Expansion of Toy Controls"
    assert reading.aliases == ("FR Doc. 2025-19999",)  # a page inside is not its first page


def test_a_document_that_begins_a_page_has_its_citation_as_an_alias() -> None:
    xml = Made(dates=PLAIN).xml().replace(b"<PREAMB>\n", b'<PREAMB><PRTPAGE P="47299"/>')
    (reading,) = read(xml)
    assert reading.aliases == ("90 FR 47299", "FR Doc. 2025-19999")
    december = xml.replace(b"9-29-25", b"12-30-25")
    assert read(december)[0].aliases == ("FR Doc. 2025-19999",)  # perhaps next year's volume


def test_an_issue_gives_each_of_its_documents_in_order_with_page_and_day() -> None:
    contents = (
        "<AGCY><CAT><SJDENT><SJDOC>Toys, </SJDOC><PGS>9741-9743</PGS>"
        "<FRDOCBP>2024–00001</FRDOCBP></SJDENT><DOCENT><DOC>Two, </DOC><PGS>9838-9840</PGS>"
        "<FRDOCBP>2024-00002</FRDOCBP><FRDOCBP>2024-00003</FRDOCBP></DOCENT></CAT></AGCY>"
    )
    order = (FIXTURES / "executive_order.xml").read_text(encoding="utf-8")
    made = [
        Made(number="2024–00001", filed="Filed 2-8-24; 2:00 pm", dates=PLAIN).element(),
        Made(number="2024-00002", tag="NOTICE", agencies=("COAST GUARD",), billing="P").element(),
        Made(number="2024-00003", tag="PRORULE", dates="Comments are due May 1, 2024.").element(),
        order,
    ]
    readings = read(issue(*made, contents=contents))
    assert [one.instrument for one in readings] == [
        "bis-2024-00001",
        "fr-2024-00002",
        "bis-2024-00003",
        "eo-14999",
    ]
    assert {one.issue_date for one in readings} == {date(2024, 2, 12)}
    assert readings[0].aliases == ("89 FR 9741", "FR Doc. 2024-00001")
    assert readings[1].aliases == ("FR Doc. 2024-00002",)  # two documents share those pages
    assert readings[3].form == "executive order"


@pytest.mark.parametrize("root", ["EXECORD", "PROCLA", "DETERM", "PRNOTICE", "PRMEMO"])
def test_a_presidential_document_is_read_also_without_its_wrapper(root: str) -> None:
    body = (
        f'<{root}><HD SOURCE="HED">A Title</HD><FP>I hereby find it so.</FP>'
        f"<FRDOC>[FR Doc. 2025-01000 </FRDOC><FILED>Filed 1-9-25; 8:45 am]</FILED></{root}>"
    )
    (reading,) = read(body)
    assert (reading.instrument, reading.authority) == ("fr-2025-01000", "PRESIDENT")
    assert (reading.title, reading.effects, reading.unread) == ("A Title", (), ())


def test_footnotes_and_typesetting_are_not_words_of_the_text() -> None:
    xml = (
        Made(dates=PLAIN, summary="About toys.")
        .xml()
        .replace(
            b"About toys.",
            b'About the<E T="04">Federal Register</E>on toys.<SU>1</SU><FTREF/>'
            b"<FTNT><P><SU>1</SU> This note is effective May 1, 1999.</P></FTNT>",
        )
    )
    (reading,) = read(xml)
    assert "About the Federal Register on toys." in reading.text
    assert "1999" not in reading.text


def test_two_copies_say_the_same_and_a_changed_day_does_not() -> None:
    one = dates("This rule – “so called” – is effective September 29, 2025.")
    other = dates('This  rule - "so called" -\n is effective\u00a0September 29, 2025.')
    changed = dates("This rule – “so called” – is effective September 30, 2025.")
    assert one.words == other.words
    assert one.words != changed.words


@pytest.mark.parametrize(
    "words",
    [
        "Effective date: This rule is effective September 29, 2025.",
        "This rule is effective September 29,\n2025.",
    ],
)
def test_the_text_form_reads_like_the_xml(words: str) -> None:
    (reading,) = read(text_form(dates=words))
    assert reading.instrument == "bis-2025-19999"
    assert rows(reading) == [("imposes", ("bis-2025-19999",), "2025-09-29", None)]
    assert reading.aliases == ("90 FR 47301", "FR Doc. 2025-19999")
    assert (reading.filed_on, reading.issue_date) == (date(2025, 9, 29), date(2025, 9, 30))
    assert reading.title == "Toys for Testing & More"
    assert reading.form == "rule"
    assert "Page 47302" not in reading.text


def test_the_text_form_has_instructions_with_days_of_their_own() -> None:
    more = (
        "0\n3. Effective January 1, 2027, amend Sec.  744.11 as follows:\n0\na. Revise (a).\n\nX\n"
    )
    (reading,) = read(text_form(dates=PLAIN, more=more))
    assert rows(reading)[1:] == [("imposes", ("bis-2025-19999/instruction-3",), "2027-01-01", None)]


def test_the_signature_and_number_at_the_end_of_the_text_form_are_no_words_of_it() -> None:
    text = text_form(dates=PLAIN, section="Notices").replace("A rule about toys", "The action")
    (reading,) = read(text)
    assert "The action is published here." in reading.text
    assert "Assistant Secretary" not in reading.text


def test_a_proposed_rule_and_a_notice_are_told_by_the_section_of_the_register() -> None:
    assert read(text_form(dates=PLAIN, section="Proposed Rules"))[0].form == "proposed rule"
    assert read(text_form(dates=PLAIN, section="Notices"))[0].form == "notice"


def test_pasted_sentences_are_read_as_dates_without_an_instrument() -> None:
    (reading,) = read("This rule is effective May 6, 2025.\n\nComments are due June 1, 2025.")
    assert (reading.instrument, reading.published_on) == (None, None)
    assert rows(reading) == [("imposes", (), "2025-05-06", None)]
    (nothing,) = read("The quick brown fox jumps over the lazy dog.")
    assert nothing.effects == ()
    assert len(nothing.unread) == 1


def test_a_search_gives_one_reading_for_each_result() -> None:
    rule, notice, order = read(json.dumps(search()))
    assert rows(rule) == [("imposes", ("bis-2025-19999",), "2025-09-29", None)]
    assert (rule.published_on, rule.published_basis) == (date(2025, 9, 30), "issue")
    assert rule.aliases == ("90 FR 47299", "FR Doc. 2025-19999")
    assert rule.effects[0].codes == ("3A090.a", "4A090")
    assert rule.effects[0].threshold == (50.0, "ownership")
    assert rule.unread == notice.unread == ()
    assert rows(notice) == [("imposes", ("fr-2025-05800",), "2025-04-07", None)]
    assert notice.effects[0].note == "applicable"
    assert (order.instrument, order.form, order.signed_on) == (
        "eo-14999",
        "executive order",
        date(2025, 4, 2),
    )


def test_counters_of_the_api_are_no_words_of_the_text() -> None:
    first, second = search(), search()
    second["results"][0]["page_views"]["count"] = 99
    second["results"][0]["topics"] = ["Toys"]
    assert [one.words for one in read(json.dumps(first))] == [
        one.words for one in read(json.dumps(second))
    ]


def test_bullets_of_the_typesetter_part_the_sentences_of_an_answer() -> None:
    answer = search()
    answer["results"][0]["dates"] = (
        f"<bullet> Effective date: {PLAIN} <bullet> Request date: Parties may request a change at "
        "any time on or after September 29, 2025. <bullet> Comment date: Comments must be received "
        "by October 29, 2025."
    )
    rule, *_ = read(json.dumps(answer))
    assert rows(rule) == [("imposes", ("bis-2025-19999",), "2025-09-29", None)]
    assert rule.unread == ()
    assert "bullet" not in read(text_form(dates=f"&lt;bullet&gt; {PLAIN}"))[0].text


def test_a_search_without_a_match_leaves_its_results_out() -> None:
    assert read('{"count": 0, "description": "Documents"}') == []
    with pytest.raises(Drift, match="results"):
        read('{"count": 3, "description": "Documents"}')


def test_a_day_of_the_index_that_disagrees_is_asked_about_and_dates_stands() -> None:
    answer = search()
    answer["results"][0]["effective_on"] = "2025-10-01"
    reading = read(json.dumps(answer))[0]
    assert rows(reading) == [("imposes", ("bis-2025-19999",), "2025-09-29", None)]
    assert "2025-09-29" in reading.unread[0].reason
    assert "2025-10-01" in reading.unread[0].reason


def test_a_day_that_only_the_index_has_is_not_asserted() -> None:
    answer = search()
    answer["results"][0]["dates"] = None
    reading = read(json.dumps(answer))[0]
    assert reading.effects == ()
    assert len(reading.unread) >= 1


def test_the_row_of_the_index_completes_the_xml() -> None:
    about = json.dumps(search()["results"][0]).encode()
    (reading,) = read(Made(dates=PLAIN).xml(), about=about)
    assert reading.aliases == ("90 FR 47299", "FR Doc. 2025-19999")
    assert reading.issue_date == date(2025, 9, 30)
    assert reading.published_on == date(2025, 9, 29)  # it could be known when it was filed
    assert reading.unread == ()


@pytest.mark.parametrize("name", ["document_number", "title", "type"])
@pytest.mark.parametrize("value", [None, 7, [], ""])
def test_a_field_of_the_api_that_is_not_as_we_know_it_is_named(name: str, value: object) -> None:
    row = search()["results"][0] | {name: value}
    with pytest.raises(Drift, match=name if value != "" or name != "type" else "type"):
        read(json.dumps(row))


@pytest.mark.parametrize("name", ["publication_date", "effective_on"])
def test_a_day_of_the_api_that_is_none_is_drift(name: str) -> None:
    row = search()["results"][0] | {name: "yesterday"}
    with pytest.raises(Drift, match=name):
        read(json.dumps(row))


def test_a_document_on_inspection_is_known_from_its_day_in_washington() -> None:
    (reading,) = read((FIXTURES / "public_inspection.json").read_bytes())
    assert reading.instrument == "bis-2025-19999"
    assert (reading.published_on, reading.published_basis) == (date(2025, 9, 29), "filed")
    assert reading.issue_date == date(2025, 9, 30)
    assert (reading.effects, reading.unread, reading.role) == ((), (), "act")


def test_a_filing_without_its_zone_is_drift() -> None:
    answer = json.loads((FIXTURES / "public_inspection.json").read_text(encoding="utf-8"))
    answer["results"][0]["filed_at"] = "2025-09-29T16:15:00"
    with pytest.raises(Drift, match="filed_at"):
        read(json.dumps(answer))


@pytest.mark.parametrize("root", ["ECFR", "DLPSTEXTCLASS", "DIV5"])
def test_the_ecfr_shows_law_and_is_no_act(root: str) -> None:
    body = (
        f"<?xml version='1.0'?>\n<!DOCTYPE {root}>\n<{root}><EFFDNOT><PSPACE>At 74 FR 26000, May "
        f"29, 2009, part 501 was suspended, effective June 29, 2009.</PSPACE></EFFDNOT></{root}>"
    )
    (reading,) = read(body)
    assert (reading.instrument, reading.role) == (None, "other")
    assert (reading.effects, reading.unread) == ((), ())


@pytest.mark.parametrize(
    ("body", "error"),
    [
        (b"", Drift),
        (b"   \n", Drift),
        (b"{", Drift),
        (b"[1, 2]", Drift),
        (b'{"a": 1}', Drift),
        (b"<html><body><p>Request Access</p></body></html>", Drift),
        (b"<rss><channel/></rss>", Drift),
        (b"<FEDREG><VOL>89</VOL></FEDREG>", Drift),
        (b"\xff\xfe\x00", Drift),
        (b"T\xe9xt in another charset", Drift),
        (b"<RULE><PREAMB><SUBJECT>Cut", Incomplete),
        (b"<RULE><PREAMB></RULE>", SourceError),
        (b'<!DOCTYPE r [<!ENTITY a "aaa">]><RULE>&a;</RULE>', Drift),
        (b"<RULE>" + b"<P>" * 5000 + b"</P>" * 5000 + b"</RULE>", SourceError),
        (b"{" * 100_000, SourceError),
    ],
)
def test_what_is_no_official_text_is_an_error_of_its_source(
    body: bytes, error: type[SourceError]
) -> None:
    with pytest.raises(error):
        read(body)


def test_every_cut_of_a_document_is_an_error_and_never_half_a_reading() -> None:
    whole = Made(dates=PLAIN, body=("One.", "Two.")).xml()
    for end in range(12, len(whole) - 1, 7):
        with pytest.raises(SourceError):
            read(whole[:end])


@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
@given(
    st.one_of(
        st.binary(max_size=300),
        st.text(max_size=300).map(lambda text: text.encode()),
        st.text(alphabet="<>/RULEP=&;\"' \n{}[]:,0", max_size=200).map(str.encode),
    )
)
def test_junk_gives_a_reading_or_an_error_of_its_source_and_nothing_else(body: bytes) -> None:
    try:
        readings = read_american(Document("us_bis", "https://example.org/", body))
    except SourceError:
        return
    for reading in readings:
        assert all(reading.text[slice(*one.offsets)] == one.quote for one in reading.effects)
        assert all(reading.text[slice(*one.offsets)] == one.sentence for one in reading.unread)


@pytest.mark.parametrize("words", ["a " * 200_000, "No. A " * 60_000, "§ 1.1(a), " * 40_000])
def test_a_sentence_without_end_takes_no_time_and_is_asked_about(words: str) -> None:
    reading = dates(f"This rule is effective {words}")
    assert reading.effects == ()
    assert len(reading.unread) == 1


@pytest.mark.parametrize("body", ["[" * 100_000, '[{"a":' * 1000, "[[]", '["a"', "[ ", "<RULE/>"])
def test_what_is_broken_or_empty_is_no_document(body: str) -> None:
    with pytest.raises(SourceError):
        read(body)


def test_a_text_may_begin_with_a_bracket() -> None:
    (reading,) = read("[Docket No. 1] This rule is effective May 6, 2025.")
    assert rows(reading) == [("imposes", (), "2025-05-06", None)]


@pytest.mark.parametrize("name", list(search()["results"][0]))
@pytest.mark.parametrize("value", [None, 5, [None], {"a": [1]}, "x"])
def test_a_field_of_another_kind_is_refused_or_passed_over(name: str, value: object) -> None:
    with suppress(SourceError):
        assert len(read(json.dumps(search()["results"][0] | {name: value}))) == 1
