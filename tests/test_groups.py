"""Countries as people write them, and who was in which group on a day."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

import pytest

from config.settings import HERE
from events.errors import ConfigError
from tracker.asked import UsageError
from tracker.groups import Countries, Groups, read_countries, read_groups

COUNTRIES: Countries = read_countries(HERE)
GROUPS: Groups = read_groups(HERE, COUNTRIES)


def on(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("US", "US"), ("us", "US"), ("USA", "US"), ("United States", "US"), ("美国", "US"),
        ("UK", "GB"), ("GBR", "GB"), ("great britain", "GB"), ("英国", "GB"),
        ("no", "NO"), ("Norway", "NO"),
        ("PRC", "CN"), ("China, People's Republic of", "CN"), ("中华人民共和国", "CN"),
        ("Hong Kong", "HK"), ("hongkong", "HK"), ("中国香港", "HK"),
        ("Macao", "MO"), ("Macau", "MO"), ("澳门", "MO"),
        ("Taiwan", "TW"), ("台灣", "TW"), ("中国台湾", "TW"),
        ("Burma", "MM"), ("Türkiye", "TR"), ("Turkey", "TR"), ("The Netherlands", "NL"),
        ("COTE D'IVOIRE", "CI"), ("Côte d’Ivoire", "CI"), ("Viet Nam", "VN"), ("XK", "XK"),
        ("日本", "JP"), ("JPN", "JP"), ("韩国", "KR"), ("Korea, South", "KR"), ("DPRK", "KP"),
    ],
)  # fmt: skip
def test_a_country_goes_by_its_codes_and_its_names_in_english_and_chinese(
    written: str, code: str
) -> None:
    assert COUNTRIES.code(written) == code


def test_every_code_and_name_on_file_means_one_country() -> None:
    wrong = [
        (code, name)
        for code, names in COUNTRIES.rows.items()
        for name in (code, *names)
        if COUNTRIES.code(name) != code
    ]
    assert wrong == []
    assert len(COUNTRIES.rows) == 250


def test_a_misspelt_country_is_refused_with_the_nearest_names() -> None:
    with pytest.raises(UsageError, match=r"'Germny' is no country we know.* DE \(Germany\)"):
        COUNTRIES.code("Germny")


@pytest.mark.parametrize(("name", "both"), [("Korea", ("KR", "KP")), ("Congo", ("CD", "CG"))])
def test_a_name_of_two_countries_is_refused_with_both(name: str, both: tuple[str, ...]) -> None:
    with pytest.raises(UsageError) as refused:
        COUNTRIES.code(name)
    assert all(code in str(refused.value) for code in both)


@pytest.mark.parametrize("odd", ["", "  ", "...", "x" * 10_000, "\x00", "'; DROP TABLE", "D:5"])
def test_what_is_no_country_is_refused_in_one_short_line(odd: str) -> None:
    with pytest.raises(UsageError) as refused:
        COUNTRIES.code(odd)
    assert len(str(refused.value)) < 200
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("group", "country", "last_without", "by_rule"),
    [
        ("D:5", "KH", "2021-12-08", "86 FR 70015"),
        ("D:5", "NI", "2024-03-14", "89 FR 18780"),
        ("D:5", "RU", "2021-03-17", "22 CFR 126.1"),
        ("D:5", "HK", "2020-12-22", "Hong Kong goes by China's entries"),
        ("D:1", "MM", "2021-03-07", "86 FR 13173"),
        ("D:4", "HK", "2020-12-22", "Hong Kong goes by China's entries"),
        ("A:5", "AE", "2026-07-09", "91 FR 43034"),
        ("CN:special", "US", "2025-11-09", "mofcom-2025-73"),
        ("EU", "HR", "2013-06-30", "accession"),
    ],
)
def test_a_country_joins_a_group_on_the_day_of_the_rule(
    group: str, country: str, last_without: str, by_rule: str
) -> None:
    assert GROUPS.member(group, country, on(last_without)) is False, by_rule
    assert GROUPS.member(group, country, on(last_without) + timedelta(days=1)) is True, by_rule


@pytest.mark.parametrize(
    ("group", "country", "last_day"),
    [
        ("EU", "GB", "2020-01-31"),
        ("D:5", "KH", "2025-11-06"),
        ("E:1", "SD", "2021-01-13"),
        ("D:1", "UA", "2020-12-27"),
        ("D:4", "AE", "2026-07-09"),
        ("B", "NI", "2024-03-14"),
    ],
)
def test_a_country_leaves_a_group_after_its_last_day(
    group: str, country: str, last_day: str
) -> None:
    assert GROUPS.member(group, country, on(last_day)) is True
    assert GROUPS.member(group, country, on(last_day) + timedelta(days=1)) is False


def test_before_what_is_on_file_the_answer_is_that_it_is_not() -> None:
    assert GROUPS.member("D:5", "CN", on("2018-08-02")) is None
    assert GROUPS.member("D:5", "FR", on("2018-08-02")) is None
    assert GROUPS.member("D:5", "CN", on("2018-08-03")) is True
    assert GROUPS.member("D:5", "FR", on("2018-08-03")) is False


def test_a_dated_membership_counts_also_before_the_whole_list_is_on_file() -> None:
    assert GROUPS.member("D:5", "SS", on("2018-02-14")) is True
    assert GROUPS.member("D:4", "VE", on("2019-05-24")) is True
    assert GROUPS.member("D:4", "SA", on("2019-05-24")) is None


def test_where_two_departments_disagree_nobody_is_told_yes_or_no() -> None:
    assert GROUPS.member("D:5", "ET", on("2021-10-31")) is False
    assert GROUPS.member("D:5", "ET", on("2023-01-01")) is None
    assert GROUPS.member("D:5", "CY", on("2022-09-30")) is True
    assert GROUPS.member("D:5", "CY", on("2023-10-01")) is None
    assert GROUPS.member("D:5", "CY", on("2024-05-30")) is False


def test_macau_is_in_no_embargo_group_and_taiwan_is_a_destination_of_its_own() -> None:
    assert GROUPS.member("D:5", "MO", on("2024-01-01")) is False
    assert GROUPS.member("D:5", "TW", on("2024-01-01")) is False
    assert GROUPS.member("A:6", "TW", on("2024-01-01")) is True


def test_hong_kong_is_taken_for_china_by_the_united_states_only_and_only_from_its_day() -> None:
    assert GROUPS.places("HK", on("2020-12-22"), "US") == ("HK",)
    assert GROUPS.places("HK", on("2020-12-23"), "US") == ("HK", "CN")
    assert GROUPS.places("HK", on("2020-12-23"), "CN") == ("HK",)
    assert GROUPS.reaches(["CN"], "HK", on("2022-10-21"), "US") is True
    assert GROUPS.reaches(["CN"], "HK", on("2022-10-21"), "CN") is False


@pytest.mark.parametrize(
    ("destinations", "country", "day", "reached"),
    [
        (("all",), "FR", "1990-01-01", True),
        (("CN", "MO"), "MO", "2023-11-17", True),
        (("CN", "MO"), "VN", "2023-11-17", False),
        (("MO", "D:5"), "CN", "2024-12-02", True),
        (("MO", "D:5"), "FR", "2024-12-02", False),
        (("MO", "D:5"), "ET", "2024-12-02", None),
        (("MO", "D:5"), "MO", "2010-01-01", True),
        (("MO", "D:5"), "FR", "2010-01-01", None),
        ((), "FR", "2024-12-02", None),
        (("CN", "D:1", "D:4", "not A:5", "not A:6"), "VN", "2023-11-17", True),
        (("CN", "D:1", "D:4", "not A:5", "not A:6"), "SA", "2023-11-17", True),
        (("CN", "D:1", "D:4", "not A:5", "not A:6"), "IL", "2023-11-17", False),
        (("CN", "D:1", "D:4", "not A:5", "not A:6"), "AE", "2026-07-09", True),
        (("CN", "D:1", "D:4", "not A:5", "not A:6"), "AE", "2026-07-10", False),
        (("CN", "D:1", "D:4", "not A:5", "not A:6"), "IL", "2020-03-01", None),
        (("CN", "D:1", "D:4", "not A:5", "not A:6"), "FR", "2020-03-01", False),
        (("D:1", "not D:5", "not MO"), "MO", "2023-11-17", False),
        (("D:1", "not D:5", "not MO"), "VN", "2023-11-17", True),
        (("D:1", "not D:5", "not MO"), "HK", "2023-11-17", False),
    ],
)
def test_destinations_reach_a_country_by_code_by_group_or_not_on_file(
    destinations: tuple[str, ...], country: str, day: str, reached: bool | None
) -> None:
    assert GROUPS.reaches(destinations, country, on(day), "US") is reached


def test_an_unknown_group_is_refused_with_those_on_file() -> None:
    with pytest.raises(UsageError, match=r"'D:9' is not on file; .*D:5"):
        GROUPS.member("D:9", "CN", on("2024-01-01"))


@pytest.mark.parametrize(("group", "size"), [
    ("A:1", 40), ("A:5", 38), ("A:6", 8), ("B", 173), ("D:1", 24), ("D:4", 21), ("D:5", 22),
    ("E:1", 3), ("E:2", 1), ("EU", 27), ("CN:special", 6),
])  # fmt: skip
def test_each_group_has_the_size_its_list_had_when_last_seen(group: str, size: int) -> None:
    entry = GROUPS.found[group]
    certain = [code for code in COUNTRIES.rows if entry.member(code, entry.as_of)]
    assert len(certain) == size


def test_the_union_had_28_members_until_the_last_day_of_january_2020() -> None:
    for day, size in [("2016-01-01", 28), ("2020-01-31", 28), ("2020-02-01", 27)]:
        assert sum(bool(GROUPS.member("EU", code, on(day))) for code in COUNTRIES.rows) == size


def test_the_groups_of_a_country_can_be_shown() -> None:
    day = on("2024-01-01")
    assert [g for g in GROUPS.found if GROUPS.member(g, "CN", day)] == ["D:1", "D:4", "D:5"]
    assert [g for g in GROUPS.found if GROUPS.member(g, "GB", day)] == ["A:1", "A:5", "B"]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("groups: {X: {title: x, of: US, on_file_from: 2020-01-01}}", "groups.X.as_of"),
        ("groups: {X: {title: x, of: US, on_file_from: 2020-01-01, as_of: 2020-01-01,"
         " members: [ZZ]}}", "ZZ"),
        ("groups: {X: {title: x, of: US, on_file_from: 2020-01-01, as_of: 2020-01-01,"
         " changes: [{country: CN}]}}", "needs `from`"),
        ("groups: [", "cannot be read"),
        ("just words", "expected names"),
    ],
)  # fmt: skip
def test_a_broken_file_of_groups_is_named_with_its_key(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "groups.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"groups\.yml") as refused:
        read_groups(tmp_path, COUNTRIES)
    assert told in str(refused.value)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("countries: {NO: [NOR, Norway, 挪威]}\nambiguous: {}", 'quote "NO"'),
        ("countries: {FR: [FRA]}\nambiguous: {}", "FR"),
        ("countries: {FR: [FRA, France, 法国]}", "ambiguous"),
    ],
)
def test_a_broken_file_of_countries_is_named_with_its_key(
    tmp_path: Path, text: str, told: str
) -> None:
    (tmp_path / "countries.yml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=r"countries\.yml") as refused:
        read_countries(tmp_path)
    assert told in str(refused.value)


def test_a_group_that_is_not_on_file_is_no_no() -> None:
    day = on("2024-01-01")
    assert GROUPS.reaches(["D:2"], "CN", day, "US") is None
    assert GROUPS.reaches(["D:2", "CN"], "CN", day, "US") is True


def test_what_is_left_out_of_everything_is_not_reached() -> None:
    day = on("2024-01-01")
    assert GROUPS.reaches(["all", "not CA"], "CA", day, "US") is False
    assert GROUPS.reaches(["all", "not CA"], "FR", day, "US") is True
    assert GROUPS.reaches(["all", "not D:5"], "CN", day, "US") is False
