"""Presidential documents in text form: from the Register, and from other official pages."""

from __future__ import annotations

from datetime import date

from scrapers.documents import Document
from scrapers.us_pages import read_american
from tests.us_skeletons import read, rows

BODY = (
    "By the authority vested in me as President by the Constitution, it is hereby ordered:",
    "Section 1. Background. In Executive Order 14990 of April 1, 2025, I imposed duties on toys.",
    "Sec. 2. Extension. (a) The suspension of the duties imposed by Executive Order 14990 is "
    "extended until 12:01 a.m. eastern standard time on November 10, 2026.",
    "(b) Executive Order 14980 of March 3, 2025, is hereby revoked.",
)
MEANS = [
    ("extends", ("eo-14990",), None, "2026-11-09"),
    ("repeals", ("eo-14980",), "2025-08-11", None),
]


def indented(*blocks: str) -> str:
    """Blocks as the Register's text form has them: sixteen columns in, paragraphs by four more."""
    lines = []
    for block in blocks:
        words, line, more = block.split(), "", 4 if block.startswith("(") else 0
        for word in words:
            if len(line) + len(word) > 48:
                lines.append(" " * (16 + more) + line)
                line, more = "", 0
            line += f"{word} "
        lines += [" " * (16 + more) + line, ""]
    return "\n".join(lines)


def test_an_order_pasted_without_blank_lines_is_the_same_order() -> None:
    lines = (
        "EXECUTIVE ORDER 14999",
        "Ending a Sample Order",
        "By the authority vested in me as President, it is hereby ordered:",
        "Section 1. Revocation. Executive Order 14990 of May 1, 2025, is revoked, effective as of"
        " 12:01 a.m. eastern time on December 1, 2026.",
        "THE WHITE HOUSE,",
        "November 20, 2026.",
    )
    pasted, spaced = (
        read_american(Document("us_actions", "https://a.test/", between.join(lines).encode()))[0]
        for between in ("\n", "\n\n")
    )
    assert pasted.instrument == spaced.instrument == "eo-14999"
    assert [e.targets for e in pasted.effects] == [("eo-14990",)]
    assert [(e.effect, e.first_day) for e in pasted.effects] == [
        (e.effect, e.first_day) for e in spaced.effects
    ]


def test_the_registers_text_form_of_an_order_is_read_by_its_paragraphs() -> None:
    name = "Executive Order 14999 of August 11, 2025"
    (reading,) = read(
        "<html><body><pre>\n[Federal Register Volume 90, Number 155 (Thursday, August 14, 2025)]\n"
        "[Presidential Documents]\n[Pages 39305-39307]\n[FR Doc No: 2025-15999]\n\n"
        "[[Page 39305]]\n\n"
        + indented(name, "A Second Look at Toys", *BODY)
        + "\n\n                THE WHITE HOUSE,\n\n                    August 11, 2025.\n\n"
        "[FR Doc. 2025-15999\nFiled 8-13-25; 8:45 am]\nBilling code 3395-F4-P\n</pre></body></html>"
    )
    assert rows(reading) == MEANS
    assert (reading.instrument, reading.title) == ("eo-14999", "A Second Look at Toys")
    assert (reading.signed_on, reading.filed_on) == (date(2025, 8, 11), date(2025, 8, 13))
    assert reading.aliases == ("90 FR 39305", "FR Doc. 2025-15999")
    assert reading.unread == ()


def test_an_order_from_another_page_has_its_number_where_it_is_printed() -> None:
    end = ("THE WHITE HOUSE,", "August 11, 2025.")
    named = "\n\n".join(("EXECUTIVE ORDER 14999", "A Second Look at Toys", *BODY, *end))
    (reading,) = read(named)
    assert (reading.instrument, reading.authority) == ("eo-14999", "PRESIDENT")
    assert rows(reading) == MEANS
    unnamed = ("Presidential Actions", "A Second Look at Toys", "Executive Orders", *end[1:], *BODY)
    (reading,) = read("\n\n".join(unnamed))
    assert (reading.instrument, reading.title) == (None, "A Second Look at Toys")
    assert rows(reading) == MEANS


def test_a_day_inside_the_words_is_no_signature() -> None:
    (reading,) = read(
        "\n\n".join(("A Look at Toys", *BODY[:1], "Executive Order 14980 is revoked."))
    )
    assert rows(reading) == [("repeals", ("eo-14980",), None, None)]
    assert len(reading.unread) == 1


def test_a_notice_of_the_president_has_no_number_of_its_own() -> None:
    (reading,) = read(
        "<pre>\n[Presidential Documents]\n[FR Doc No: 2025-12999]\n\n"
        + indented(
            "Notice of July 8, 2025",
            "Continuation of a National Emergency",
            "The emergency must continue in effect beyond July 14, 2025. Therefore I am continuing "
            "for 1 year the national emergency declared in Executive Order 13999.",
        )
        + "\n                THE WHITE HOUSE,\n\n[FR Doc. 2025-12999\nFiled 7-10-25; 8:45 am]\n"
    )
    assert (reading.instrument, reading.signed_on) == ("fr-2025-12999", date(2025, 7, 8))
    assert rows(reading) == [("extends", ("eo-13999",), None, "2026-07-14")]


def test_a_page_of_another_site_is_read_without_its_scripts() -> None:
    paragraphs = "".join(f"<p>{one}</p>" for one in BODY)
    (reading,) = read(
        "<html><head><title>Toys</title><script>var a = 'by the authority vested in me';</script>"
        "</head><body><nav><li>News</li></nav><h1>A Second Look at Toys</h1>"
        f"<div>August 11, 2025</div>{paragraphs}<p>THE WHITE HOUSE,</p></body></html>"
    )
    assert rows(reading) == MEANS
    assert "var a" not in reading.text


def test_an_order_of_denial_in_the_registers_text_form_has_its_title() -> None:
    (reading,) = read(
        "<pre>\n[Federal Register Volume 90, Number 95 (Monday, May 19, 2025)]\n[Notices]\n"
        "[FR Doc No: 2025-08999]\n\nDEPARTMENT OF COMMERCE\n\nBureau of Industry and Security\n\n\n"
        "Order Renewing Temporary Denial of Export Privileges; Acme\n\n    The order was last "
        "renewed on May 17, 2024\n(89 FR 1200).\n    This Order is effective immediately and shall "
        "remain in effect for one year.\n\n    Dated: May 12, 2025.\nA Person.\n"
        "[FR Doc. 2025-08999 Filed 5-16-25; 8:45 am]\nBILLING CODE 3510-DT-P\n</pre>"
    )
    assert reading.title.startswith("Order Renewing")
    assert (reading.instrument, reading.filed_on) == ("bis-2025-08999", date(2025, 5, 16))
    assert rows(reading) == [("extends", ("89 FR 1200",), "2025-05-12", "2026-05-11")]
