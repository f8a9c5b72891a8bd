"""The Consolidated Screening List: both layouts read strictly, dirty cells kept and doubted."""

from __future__ import annotations

import json
import time
from datetime import date
from typing import Any

import pytest

from events.errors import Blocked, Drift, Incomplete, SourceError
from scrapers import us_csl
from scrapers.screening_list.cells import citations, plain, unfootnoted
from scrapers.screening_list.layouts import COLUMNS
from scrapers.screening_list.rows import screening_list
from tests.replica import america
from tests.replica.america_csl import SDN, cells, table
from tests.us_csl_rows import ROWS, as_json, document, read, row

# -- both layouts ---------------------------------------------------------------------------------


def test_four_lists_are_read_and_the_others_only_counted() -> None:
    found = read(ROWS)
    assert [(one.on_list, one.name) for one in found.rows] == [
        ("Entity List", "Birch Hollow Sample Instruments Co., Ltd."),
        ("Denied Persons List", "CEDAR SAMPLE FREIGHT"),
        ("Unverified List", "Dogwood Sample Electronics"),
        ("Military End-User List", "Elder Sample Propulsion Academy"),
    ]
    assert found.counts[SDN] == 1
    assert found.total == 5


def test_a_row_says_who_where_and_by_which_page() -> None:
    one = read(ROWS).rows[0]
    assert one.aliases == ("Birch Hollow", "BHSI", "Hollow Works")
    assert one.addresses == (
        "9 Example Road; Building 2, Xian, CN",
        "4 Example Lane, Hong Kong, HK",
    )
    assert one.countries == ("CN", "HK")
    assert [str(cited) for cited in one.cited] == ["91 FR 98101", "98 FR 1"]
    assert (one.uncited, one.start) == ("", date(2026, 9, 14))
    assert (one.requirement[-4:], one.footnotes) == ("EAR)", ("4",))
    assert one.doubts == ()


def test_the_json_file_gives_the_same_rows_as_the_csv() -> None:
    body = json.dumps(as_json(ROWS)).encode()
    assert screening_list(document(body)).rows == read(ROWS).rows
    assert screening_list(document(body)).counts == read(ROWS).counts


def test_files_before_ids_were_given_have_a_column_less() -> None:
    import csv
    import io

    out = io.StringIO()
    writer = csv.DictWriter(out, COLUMNS[1:], extrasaction="ignore", lineterminator="\n")
    writer.writeheader()
    writer.writerows(ROWS)
    assert screening_list(document(out.getvalue().encode())).rows == read(ROWS).rows


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", [b"\r\n", b"\n"])
def test_a_byte_order_mark_and_windows_line_ends_change_nothing(mark: bytes, end: bytes) -> None:
    body = mark + table(ROWS).replace(b"\n", end)
    assert screening_list(document(body)).rows == read(ROWS).rows


def test_one_reading_tells_who_is_listed_page_by_page() -> None:
    (one,) = us_csl.read(document(table([*ROWS, {**ROWS[0], "name": "Fir Sample Works"}])))
    assert [(effect.targets, effect.title, effect.parties) for effect in one.effects] == [
        (("82 FR 98792",), "Denied Persons List", 1),
        (("85 FR 98799",), "Military End-User List", 1),
        (("91 FR 98101",), "Entity List", 2),
        ((), "Unverified List", 1),
    ]
    assert (one.instrument, one.unread) == (None, ())
    assert one.title == (
        "Consolidated Screening List as it stands: 2 of the Entity List, 1 of the Denied Persons"
        " List, 1 of the Unverified List, 1 of the Military End-User List; 1 of other lists not"
        " read"
    )


def test_no_reading_gives_a_day_that_only_the_act_can_say() -> None:
    (one,) = us_csl.read(document(table(ROWS)))
    assert one.published_on is None
    for effect in one.effects:
        assert (effect.effect, effect.first_day, effect.last_day) == ("lists", None, None)
        assert one.text[slice(*effect.offsets)] == effect.quote


def test_the_same_file_reads_the_same_twice() -> None:
    body = table(ROWS)
    assert us_csl.read(document(body)) == us_csl.read(document(body))


# -- dirty cells ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("notice", "pages", "rest"),
    [
        ("90 FR 98619, 1/16/25", ["90 FR 98619"], ""),
        ("82 F.R. 98792 10/20/2017", ["82 FR 98792"], ""),
        (
            "66 FR 94266, 77 FR 98006 (no. 182), 81 FR 94694",
            ["66 FR 94266", "77 FR 98006", "81 FR 94694"],
            "",
        ),
        ("77 FR 91249 No. 195", ["77 FR 91249"], ""),
        ("46 F.R. 96154 9/17/81 and 46 F.R. 99290", ["46 FR 96154", "46 FR 99290"], ""),
        ("81.F.R. 92576 4/18/2016", ["81 FR 92576"], ""),
        ("88 F.R.2603 1/17/2023", ["88 FR 2603"], ""),
        ("83F.R. 98801 6/21/2018", ["83 FR 98801"], ""),
        ("79 FR  95608; 79 FR 95608", ["79 FR 95608"], ""),
        ("91 FR 97,001; 90 FR 4,617", ["91 FR 97001", "90 FR 4617"], ""),
        ("85 FR 94501; 88 FR", ["85 FR 94501"], "88 FR"),
        ("79 F.R. 90445 10/7/14, 80 97726 4/2/15", ["79 FR 90445"], "80 97726"),
        ("76 FR No. 197 (10/12/2011)", [], "76 FR"),
        ("NOTICE TO BE PUBLISHED SOON", [], "NOTICE TO BE PUBLISHED SOON"),
        ("", [], ""),
    ],
)
def test_citations_are_read_as_they_are_printed_and_the_rest_is_told(
    notice: str, pages: list[str], rest: str
) -> None:
    found, left = citations(notice)
    assert ([str(one) for one in found], left) == (pages, rest)


@pytest.mark.parametrize(
    ("words", "clean", "numbers"),
    [
        ("(See §§ 734.9(e)(2) and 744.11 of the EAR)4", "(e)(2) and 744.11 of the EAR)", ("4",)),
        ("(See §§ 734.9(g),3 746.8(a)(3) of the EAR)", "734.9(g), 746.8(a)(3)", ("3",)),
        ("(See §§734.9(g)3, 746.8(a)(3))", "734.9(g), 746.8(a)(3))", ("3",)),
        ("see §§ 734.9(e) 1 and 744.11 of the EAR 2", "(e) and 744.11 of the EAR", ("1", "2")),
        ("(See § 744.11(b) of the EAR).", "(See § 744.11(b) of the EAR).", ()),
        ("under § 740.11(b)(2) and (e).", "under § 740.11(b)(2) and (e).", ()),
    ],
)
def test_numbers_of_footnotes_are_taken_off_the_words_they_are_glued_to(
    words: str, clean: str, numbers: tuple[str, ...]
) -> None:
    found, told = unfootnoted(words)
    assert clean in found
    assert told == numbers


def test_a_day_that_cannot_be_right_is_kept_as_printed_and_never_used() -> None:
    one = read([{**ROWS[1], "end_date": "3035-04-07"}]).rows[0]
    assert one.end is None
    assert one.cells["end_date"] == "3035-04-07"
    assert one.doubts == (
        "end_date: expected a day as YYYY-MM-DD from 1900 to 2099, found '3035-04-07'",
    )
    assert "3035-04-07" in one.words


def test_an_end_before_the_start_leaves_neither() -> None:
    one = read([{**ROWS[1], "end_date": "2016-01-01"}]).rows[0]
    assert (one.start, one.end, len(one.doubts)) == (None, None, 1)


@pytest.mark.parametrize("printed", ["10/16/2017", "2017-02-30", "2017", "n/a"])
def test_a_day_in_another_form_is_no_day(printed: str) -> None:
    assert row(start_date=printed).start is None
    assert row(start_date=printed).cells["start_date"] == printed


def test_doubts_are_told_by_the_reading_each_at_its_row() -> None:
    rows = [
        ROWS[0],
        {**ROWS[1], "end_date": "3035-04-07"},
        {**ROWS[3], "federal_register_notice": "85 FR 98799; 88 FR"},
        {**ROWS[3], "name": "Fir Sample Works", "federal_register_notice": ""},
    ]
    (one,) = us_csl.read(document(table(rows)))
    assert [unread.reason for unread in one.unread] == [
        "end_date: expected a day as YYYY-MM-DD from 1900 to 2099, found '3035-04-07'",
        "expected pages of the Federal Register, found 85 FR 98799 and '88 FR'",
        "expected pages of the Federal Register, found none",
    ]
    assert [one.text[slice(*unread.offsets)] for unread in one.unread] == [
        unread.sentence for unread in one.unread
    ]


def test_signs_that_nobody_prints_are_put_right_or_left_out() -> None:
    assert plain("Gui\x92an\x00 \t Sample\xa0Works\r\n") == "Gui’an Sample Works"
    assert row(name="Gui\x92an\x00 Sample").name == "Gui’an Sample"


def test_quotes_commas_and_line_breaks_in_a_cell_are_words_of_it() -> None:
    assert row(name='The "Sample", Works\nof Wuhan').name == 'The "Sample", Works of Wuhan'


def test_a_country_without_an_address_is_a_country() -> None:
    assert row(addresses="CN; HK").countries == ("CN", "HK")


def test_an_american_state_at_the_end_is_no_country() -> None:
    one = read([{**ROWS[1], "addresses": "1 SAMPLE ROAD, SACRAMENTO, CA"}]).rows[0]
    assert one.countries == ()
    assert read(ROWS).rows[1].countries == ("US",)  # nor is DE, which is Delaware too


def test_empty_rows_are_passed_over_and_repeated_ones_counted_once() -> None:
    empty = dict.fromkeys(COLUMNS, "")
    found = read([ROWS[0], empty, ROWS[0], ROWS[2]])
    assert (len(found.rows), found.total) == (2, 2)


def test_a_row_without_a_name_is_told_and_not_held() -> None:
    found = read([{**ROWS[0], "name": " "}, ROWS[2]])
    assert [one.name for one in found.rows] == ["Dogwood Sample Electronics"]
    assert len(found.nameless) == 1
    (told,) = us_csl.read(document(table([{**ROWS[0], "name": " "}, ROWS[2]])))
    assert [one.reason for one in told.unread] == ["expected a name, found none"]
    assert told.text[slice(*told.unread[0].offsets)] == told.unread[0].sentence


# -- shapes we do not know ------------------------------------------------------------------------


@pytest.mark.parametrize("column", COLUMNS)
@pytest.mark.parametrize("change", ["missing", "renamed", "moved"])
def test_a_column_missing_renamed_or_moved_is_drift_that_names_it(column: str, change: str) -> None:
    names = list(COLUMNS)
    at = names.index(column)
    match change:
        case "missing":
            del names[at]
        case "renamed":
            names[at] = f"{column}_2"
        case "moved":
            names.insert((at + 5) % len(names), names.pop(at))
    if change == "missing" and column == "_id":
        names.insert(0, "id")  # without any it would be the older layout
        column = "'id'"
    body = ",".join(names).encode() + b"\n" + table(ROWS).partition(b"\n")[2]
    with pytest.raises(Drift, match=r"another order" if change == "moved" else column) as caught:
        us_csl.read(document(body))
    assert us_csl.FILE in str(caught.value)


@pytest.mark.parametrize("key", ["source", "name", "addresses", "start_date", "country_code"])
def test_a_key_missing_or_new_in_the_json_is_drift_that_names_it(key: str) -> None:
    answer = as_json(ROWS)
    if key in answer["results"][0]:
        del answer["results"][0][key]
    else:
        answer["results"][0][key] = "CN"
    with pytest.raises(Drift, match=key):
        us_csl.read(document(json.dumps(answer).encode()))


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("alt_names", {"name": "x"}),
        ("addresses", [{"street": "x"}]),
        ("addresses", [{"address": 3}]),
        ("name", ["a", ["b"]]),
        ("start_date", 20261124),
    ],
)
def test_a_value_of_another_sort_in_the_json_is_drift(key: str, value: Any) -> None:
    answer = as_json(ROWS)
    answer["results"][0][key] = value
    with pytest.raises(Drift, match=key):
        us_csl.read(document(json.dumps(answer).encode()))


@pytest.mark.parametrize(
    "label", ["Entity List (EL) - BIS", "Entity List - Bureau of Industry", "EL", ""]
)
def test_a_list_of_the_bureau_under_another_name_is_drift(label: str) -> None:
    with pytest.raises(Drift, match="'source'"):
        read([{**ROWS[0], "source": label}])


def test_a_new_list_of_somebody_else_is_counted() -> None:
    found = read([*ROWS, cells("Sample Sanctions List (SSL) - Sample Department", "X")])
    assert found.counts["Sample Sanctions List (SSL) - Sample Department"] == 1


def test_a_page_in_its_place_is_a_block() -> None:
    with pytest.raises(Blocked, match="a page instead"):
        us_csl.read(document(america.BLOCK.encode()))


@pytest.mark.parametrize("body", [b"", b"  \n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_incomplete(body: bytes) -> None:
    with pytest.raises(Incomplete):
        us_csl.read(document(body))


@pytest.mark.parametrize("keep", [0.2, 0.5, 0.9, 0.999])
def test_a_file_cut_in_a_row_is_no_table(keep: float) -> None:
    body = table(ROWS)
    with pytest.raises((Drift, Incomplete)):
        us_csl.read(document(body[: int(len(body) * keep)]))
    whole = json.dumps(as_json(ROWS)).encode()
    with pytest.raises(Incomplete):
        us_csl.read(document(whole[: int(len(whole) * keep)]))


def test_json_that_lost_results_is_incomplete() -> None:
    answer = as_json(ROWS)
    del answer["results"][-1]
    with pytest.raises(Incomplete, match="'total' says 5"):
        us_csl.read(document(json.dumps(answer).encode()))


@pytest.mark.parametrize("charset", ["cp1252", "utf-16", "utf-16-le"])
def test_another_charset_is_an_error(charset: str) -> None:
    text = table([{**ROWS[0], "name": "Société Sample"}]).decode()
    with pytest.raises((Drift, Incomplete)):
        us_csl.read(document(text.encode(charset)))


@pytest.mark.parametrize("text", ["[]", "{}", '{"results": {}}', '{"results": [3]}', "[" * 9_000])
def test_json_of_another_shape_is_an_error(text: str) -> None:
    with pytest.raises(SourceError):
        us_csl.read(document(text.encode()))


def test_twenty_six_thousand_rows_are_read_in_a_moment(capsys: pytest.CaptureFixture[str]) -> None:
    rows = [cells(SDN, f"SAMPLE {n}", addresses="Wuhan, CN") for n in range(20_700)]
    rows += [{**ROWS[n % 4], "name": f"Sample Works {n}"} for n in range(5_300)]
    body = table(rows)
    begun = time.perf_counter()
    found = screening_list(document(body))
    readings = us_csl.read(document(body))
    spent = time.perf_counter() - begun
    with capsys.disabled():
        size = f"{len(body) / 1e6:.1f} MB"
        print(f"\n26,000 rows ({size}) parsed twice and read: {spent:.2f} s")
    assert (len(found.rows), found.total, len(readings)) == (5_300, 26_000, 1)
