"""Days and clock times in American official texts."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scrapers.english.dates import FIND_DAY, WHEN, Unreadable, day_of, last_day, moment
from scrapers.english.sentences import plain, sentences


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("January 16, 2025", date(2025, 1, 16)),
        ("January 13. 2025", date(2025, 1, 13)),
        ("Sept. 3, 2019", date(2019, 9, 3)),
        ("Dec. 31, 2013", date(2013, 12, 31)),
        ("11/17/2023", date(2023, 11, 17)),
        ("Monday, March 4, 2024", date(2024, 3, 4)),
        ("February 29, 2024", date(2024, 2, 29)),
    ],
)
def test_a_printed_day_is_read_also_with_its_slips(words: str, day: date) -> None:
    assert day_of(words) == day


@pytest.mark.parametrize(
    "words", ["February 31, 2025", "February 29, 2025", "13/01/2025", "June 31, 2024"]
)
def test_a_day_that_the_calendar_does_not_have_is_never_read(words: str) -> None:
    with pytest.raises(Unreadable, match="calendar"):
        day_of(words)


@pytest.mark.parametrize("words", ["April 7, 3035", "March 1, 0025"])
def test_an_absurd_year_is_not_believed(words: str) -> None:
    with pytest.raises(Unreadable, match="year"):
        day_of(words)


@pytest.mark.parametrize(
    ("words", "time"),
    [
        ("12:01 a.m. Eastern Standard Time on November 10, 2025", "00:01-05:00"),
        ("12:01 a.m. eastern daylight time on April 9, 2025", "00:01-04:00"),
        ("12:01 a.m. EDT on April 9, 2025", "00:01-04:00"),
        ("12:01 a.m. eastern time on April 9, 2025", "00:01-04:00"),
        ("12:01 a.m. eastern time on November 10, 2025", "00:01-05:00"),
        ("November 10, 2025, at 5 p.m. EST", "17:00-05:00"),
        ("8:30 a.m. Pacific standard time on March 4, 2024", "08:30-08:00"),
        ("10:30 a.m. on February 10, 2024", None),
        ("0001 hours, local time, February 9, 2024", None),
        ("1200 hours, A.l.t., February 10, 2024", None),
    ],
)
def test_a_clock_time_is_ours_only_where_its_zone_is_certain(words: str, time: str | None) -> None:
    read = moment(words)
    assert read.time == time
    assert read.clock is not None
    assert re.fullmatch(WHEN, words, re.IGNORECASE)


@pytest.mark.parametrize(
    ("end", "day"),
    [
        ("November 9, 2026", date(2026, 11, 9)),
        ("12:01 a.m. eastern standard time on November 10, 2026", date(2026, 11, 9)),
        ("11:59 p.m. eastern standard time on November 9, 2026", date(2026, 11, 9)),
        ("2400 hours, local time, December 31, 2024", date(2024, 12, 31)),
        ("2 a.m. on July 5, 2024", date(2024, 7, 4)),
    ],
)
def test_an_end_with_a_clock_time_has_the_day_before_as_its_last_day(end: str, day: date) -> None:
    assert last_day(moment(end)) == day


@pytest.mark.parametrize("words", ["13:75 p.m. on May 1, 2024", "9961 hours, May 1, 2024"])
def test_an_hour_that_no_clock_shows_is_not_read(words: str) -> None:
    with pytest.raises(Unreadable, match="clock"):
        moment(words)


@given(st.dates(min_value=date(1990, 1, 1), max_value=date(2099, 12, 31)))
def test_every_day_is_read_back_as_it_was_printed(day: date) -> None:
    printed = f"{day:%B} {day.day}, {day.year}"
    assert FIND_DAY.fullmatch(printed)
    assert day_of(printed) == day_of(f"{day:%m/%d/%Y}") == day


def test_a_sentence_does_not_end_at_an_abbreviation_or_inside_a_date() -> None:
    text = (
        "This rule is effective January 13. 2025. Acme Co., Ltd. is listed in Supp. No. 4 to part "
        "744. The zone ends at 5 p.m. This is § 1026.35(e) of the U.S. rules. See FR Doc. 2025-1."
    )
    found = [text[a:b] for a, b in sentences(text)]
    assert found == [
        "This rule is effective January 13. 2025.",
        "Acme Co., Ltd. is listed in Supp. No. 4 to part 744.",
        "The zone ends at 5 p.m.",
        "This is § 1026.35(e) of the U.S. rules.",
        "See FR Doc. 2025-1.",
    ]


@given(st.text(max_size=300))
def test_the_places_of_sentences_are_places_of_the_printed_text(text: str) -> None:
    assert len(plain(text)) == len(text)
    spans = list(sentences(plain(text)))
    assert all(0 <= a < b <= len(text) for a, b in spans)
    assert spans == sorted(spans)
