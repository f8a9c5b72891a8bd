"""The Denied Persons List and tables in general: rows by column, and loud about every change."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from events.errors import Drift
from scrapers.bis_tables import COLUMNS, DeniedPerson, denied_persons
from scrapers.documents import Document
from scrapers.us_pages import read_american

SHARED = Path(__file__).resolve().parents[2] / "shared"
FILE = "https://www.bis.doc.gov/dpl/dpl.txt"
INVENTED = {
    "Name": "QUILLON BEARINGS LTD.",
    "Street_Address": "14 HARBOUR ROW, SUITE 2",
    "City": "PORTLAND",
    "State": "OR",
    "Country": "US",
    "Postal_Code": "97201",
    "Effective_Date": "02/17/2021",
    "Expiration_Date": "02/17/2031",
    "Standard_Order": "Y",
    "Last_Update": "2021-02-22",
    "Action": "F.R. NOTICE ADDED",
    "FR_Citation": "86 F.R. 10001 2/19/2021, 86F.R 10250 2/22/21",
}


def table(*changes: dict[str, str]) -> bytes:
    """A list as BIS sends it, a row for each set of changed cells."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter="\t", quoting=csv.QUOTE_ALL, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows((INVENTED | change).values() for change in changes)
    return out.getvalue().encode()


def read(body: bytes) -> list[DeniedPerson]:
    return list(denied_persons(Document("us_bis", FILE, body)))


def only(**change: str) -> DeniedPerson:
    (person,) = read(table(change))
    return person


def test_a_row_gives_the_person_the_days_of_the_order_and_its_pages_in_the_register() -> None:
    person = only()
    assert person.name == "QUILLON BEARINGS LTD."
    assert person.address == ("14 HARBOUR ROW, SUITE 2", "PORTLAND", "OR", "US", "97201")
    assert (person.effective_on, person.expires_on) == (date(2021, 2, 17), date(2031, 2, 17))
    assert person.updated_on == date(2021, 2, 22)
    assert person.standard_order is True
    assert person.cites == ("86 FR 10001", "86 FR 10250")
    assert person.held == ()


def test_an_order_without_a_printed_end_has_none_and_nothing_is_held() -> None:
    person = only(Expiration_Date="")
    assert (person.expires_on, person.held) == (None, ())


@pytest.mark.parametrize(
    "words",
    ["04/07/3035", "04/07/1035", "02/30/2031", "4/7/2031", "2031-04-07", "NEVER", "04/07/31"],
)
def test_an_absurd_or_unreadable_last_day_is_held_with_a_reason(words: str) -> None:
    person = only(Expiration_Date=words)
    assert person.expires_on is None
    assert len(person.held) == 1
    assert person.held[0].startswith("Expiration_Date: expected a day as MM/DD/YYYY")
    assert repr(words) in person.held[0]
    assert person.effective_on == date(2021, 2, 17)


def test_a_first_day_that_is_missing_is_held() -> None:
    assert only(Effective_Date="").effective_on is None
    assert "Effective_Date" in only(Effective_Date="").held[0]


def test_a_last_day_before_the_first_holds_both() -> None:
    person = only(Expiration_Date="02/16/2021")
    assert (person.effective_on, person.expires_on) == (None, None)
    assert "both are held" in person.held[0]


def test_a_one_day_order_is_read() -> None:
    assert only(Expiration_Date="02/17/2021").expires_on == date(2021, 2, 17)


@pytest.mark.parametrize(
    ("words", "means", "reasons"), [("y", True, 0), ("N", False, 0), ("", None, 0), ("X", None, 1)]
)
def test_an_order_is_standard_only_if_the_row_says_so(
    words: str, means: bool | None, reasons: int
) -> None:
    person = only(Standard_Order=words)
    assert person.standard_order is means
    assert len(person.held) == reasons


def renamed(body: bytes) -> bytes:
    return body.replace(b'"Expiration_Date"', b'"Exp_Date"')


def cp1252(body: bytes) -> bytes:
    return body.replace(b"QUILLON BEARINGS", b"QUILL\xd3N BEARINGS")


def preamble(body: bytes) -> bytes:
    return b"Denied Persons List as of 11/02/2026\n\n" + body


def missing(body: bytes) -> bytes:
    lines = [line.split(b"\t") for line in body.splitlines()]
    return b"\n".join(b"\t".join(cells[:8] + cells[9:]) for cells in lines)


FAULTS: list[tuple[Callable[[bytes], bytes], tuple[str, ...]]] = [
    (renamed, ("without 'Expiration_Date'; with 'Exp_Date'",)),
    (cp1252, ("CP1252", "line 2", "QUILLÓN")),
    (preamble, ("a line before the header (which is on line 3)", "as of 11/02/2026")),
    (missing, ("without 'Standard_Order'",)),
]


def refusal(body: bytes) -> str:
    """The error of a list that is not read, or nothing."""
    try:
        read(body)
    except Drift as error:
        return str(error)
    return ""


def test_each_fault_of_a_list_is_an_error_that_names_the_column_and_the_file() -> None:
    told = [(refusal(spoil(table({}, {}))), words) for spoil, words in FAULTS]
    named = sum(FILE in error and all(word in error for word in words) for error, words in told)
    print(f"faults of a table named: {named}/{len(FAULTS)}")
    assert named == len(FAULTS), told


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (lambda body: body.replace(b'\t"97201"', b"", 1), "11 on line 2"),
        (lambda body: body.replace(b'"97201"', b'"97201"\t"US"', 1), "13 on line 2"),
        (lambda body: body.replace(b'"OR"', b'"OR', 1), "on line"),
        (lambda body: body.replace(b'"OR"', b'"O"R"', 1), "on line 2"),
        (lambda body: body.replace(b'"City"\t"State"', b'"State"\t"City"', 1), "another order"),
        (lambda body: body.replace(b'"City"', b'"City"\t"County"', 1), "with 'County'"),
        (lambda body: body.replace(b"\t", b","), "on line 1"),
        (lambda body: b"", "without 'Name'"),
        (lambda body: b"<html><body>Access denied</body></html>", "without 'Name'"),
        (lambda body: body.decode().encode("utf-16"), "first on line 1"),
    ],
)
def test_a_row_or_header_of_another_shape_stops_the_list(
    spoil: Callable[[bytes], bytes], words: str
) -> None:
    with pytest.raises(Drift) as caught:
        read(spoil(table({})))
    assert words in str(caught.value)
    assert FILE in str(caught.value)


def test_the_header_is_judged_before_the_first_row_is_asked_for() -> None:
    with pytest.raises(Drift):
        denied_persons(Document("us_bis", FILE, renamed(table({}))))


def test_a_byte_order_mark_and_windows_line_ends_change_nothing() -> None:
    plain = table({}, {"Name": "ORSOLA FREIGHT"})
    assert read(b"\xef\xbb\xbf" + plain.replace(b"\n", b"\r\n")) == read(plain)


def test_the_list_given_as_a_page_is_no_act_and_a_broken_one_is_refused() -> None:
    whole = Document("us_bis", FILE, table({"Expiration_Date": "04/07/3035"}, {}))
    (reading,) = read_american(whole)
    assert (reading.instrument, reading.effects) == (None, ())
    assert "2 rows, 1 of them with a cell that cannot be right" in reading.title
    with pytest.raises(Drift, match="Expiration_Date"):
        read_american(Document("us_bis", FILE, renamed(table({}))))


@pytest.mark.needs_shared
@pytest.mark.skipif(not SHARED.is_dir(), reason="the research material is not beside the checkout")
@pytest.mark.parametrize(
    ("name", "count", "endless", "first"),
    [
        ("bis_dpl_2019.txt", 546, 53, date(1981, 3, 24)),
        ("bis_dpl_2022-09.txt", 581, 53, date(1981, 3, 24)),
    ],
)
def test_every_row_of_the_real_lists_is_read_or_named(
    name: str, count: int, endless: int, first: date
) -> None:
    people = read((SHARED / "data" / "us" / name).read_bytes())
    held = [person for person in people if person.held]
    print(f"{name}: {len(people)} rows, {len(held)} with a held field: {[p.held for p in held]}")
    assert len(people) == count
    assert sum(person.expires_on is None and not person.held for person in people) == endless
    assert min(person.effective_on for person in people if person.effective_on) == first
    assert max(person.expires_on for person in people if person.expires_on) == date(2056, 6, 29)
    assert all(person.name and person.effective_on for person in people if not person.held)
