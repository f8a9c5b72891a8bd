"""What the bundled measures reach, as the law says: flow, limbs, end uses, policy, destinations."""

from __future__ import annotations

from datetime import date

import pytest

from config.settings import HERE
from tracker.groups import read_countries, read_groups
from tracker.readings import MeasureRow, read_bundle

MEASURES: dict[str, MeasureRow] = {
    f"{name}/{provision}": row
    for name, record in read_bundle(HERE / "readings").records.items()
    for provision, row in record.measures.items()
}
GROUPS = read_groups(HERE, read_countries(HERE))

HARM = ("wmd", "terrorism", "military")
ABROAD = ("reexport", "content", "technology")
CHIPS = ("export", "reexport", "technology")

NO_POLICY = {
    "mofcom-2026-21/p1": "forbids obeying foreign sanctions; dealing with the firms is allowed",
}
"""Controls and bans without a policy, and why; what catches no shipment needs none."""


@pytest.mark.parametrize(
    ("measure", "flow", "limbs", "end_uses", "policy"),
    [
        # China: licences for all, bans, and what a use alone brings in
        ("mofcom-2023-23/p-gallium", None, (), (), "licence_required"),
        ("mofcom-2023-28/p-catchall", None, (), HARM, "prohibited"),
        ("mofcom-2024-31/p-catchall", None, (), HARM, "prohibited"),
        ("mofcom-2023-57/p-ban-re", None, (), (), "prohibited"),
        ("mofcom-2024-46/para1", None, (), ("military",), "prohibited"),
        ("mofcom-2024-46/para2a", None, (), (), "presumption_of_denial"),
        ("mofcom-2024-46/para2b", None, (), (), "licence_required"),
        ("mofcom-2024-46/reexport", None, ("reexport",), ("military",), "prohibited"),
        ("mofcom-2025-18/p1", None, (), (), "licence_required"),
        ("mofcom-2025-61/i-1", None, ("content",), (), "licence_required"),
        ("mofcom-2025-61/i-2", None, ("technology",), (), "licence_required"),
        ("mofcom-2025-61/i-3", None, ("reexport",), (), "licence_required"),
        ("mofcom-2025-61/ii", None, ("ownership",), (), "presumption_of_denial"),
        ("mofcom-2025-61/iii", None, ABROAD, HARM, "presumption_of_denial"),
        ("mofcom-2025-61/iv", None, ABROAD, ("advanced_chips", "advanced_ai"), "case_by_case"),
        ("mofcom-2025-61/v", None, ABROAD, ("humanitarian",), "exempt"),
        ("mofcom-2025-61/vii", "other", (), (), None),
        ("mofcom-2025-62/i-3", None, ("export", "person"), ("rare_earths",), "licence_required"),
        ("mofcom-2025-73/p1", None, (), (), "licence_required"),
        ("mofcom-2025-general-licences/p1", None, (), (), "general_licence"),
        ("mofcom-2025-nexperia/p-exempt", None, (), ("civil",), "exempt"),
        ("mofcom-2025-70/p1", None, (), (), None),
        ("mofcom-2026-1/p1", None, (), ("military",), "prohibited"),
        ("mofcom-2026-1/p2", None, ("reexport",), ("military",), "prohibited"),
        ("mofcom-2026-29/p1", None, (), (), "prohibited"),
        ("mofcom-2026-34/p1", None, (), (), "case_by_case"),
        ("mofcom-order-2025-6/p1", "dealing", (), (), "prohibited"),
        ("mofcom-2020-63/p-import", "import", (), (), "licence_required"),
        ("gacc-japan-seafood/p-ban", "import", (), (), "prohibited"),
        ("uel-2025-6/p1", "import", (), (), "prohibited"),
        ("mof-2026-procurement-46/p1", "other", (), (), None),
        # United States: product rules, end uses, persons, and what changes words only
        ("bis-huawei-tgl-1/tgl", None, (), (), "general_licence"),
        ("bis-meu-2020-04-28/meu", None, (), ("military",), "presumption_of_denial"),
        ("bis-2020-10856/fdp-fn1", None, ("technology",), (), "licence_required"),
        ("bis-2022-21658/chips-supercomputers", None, CHIPS, (), "presumption_of_denial"),
        ("bis-2022-21658/us-persons", None, ("person",), ("advanced_chips",),
         "presumption_of_denial"),
        ("bis-2022-21658/footnote-4", None, ("technology",), (), "licence_required"),
        ("bis-2023-23055/ac-s", None, CHIPS, (), "presumption_of_denial"),
        ("bis-2023-23055/ac-s-d1-d4", None, CHIPS, (), "licence_required"),
        ("bis-2024-28270/sme-fdp", None, ("technology",), (), "presumption_of_denial"),
        ("bis-2025-19001/affiliates", None, ("ownership",), (), "licence_required"),
        ("bis-2025-19001/affiliates-tgl", None, ("ownership",), (), "general_licence"),
        ("bis-2026-00789/h200", None, CHIPS, (), "case_by_case"),
        ("bis-2024-07004/corr", "other", (), (), None),
        ("bis-2025-00592/cv-software", "other", (), (), None),
        ("treasury-outbound-2025/oir", "other", (), (), None),
        ("ustr-2025-06927/port-fees", "other", (), (), None),
        ("eo-14195/fentanyl-10", None, (), (), None),
    ],
)  # fmt: skip
def test_a_measure_reaches_what_the_law_says(
    measure: str,
    flow: str | None,
    limbs: tuple[str, ...],
    end_uses: tuple[str, ...],
    policy: str | None,
) -> None:
    row = MEASURES[measure]
    assert (row.flow, row.limbs, row.end_uses, row.policy) == (flow, limbs, end_uses, policy)


@pytest.mark.parametrize(
    ("measure", "day", "reached", "not_reached"),
    [
        ("mofcom-2023-23/p-gallium", "2023-08-01", "US JP TW", ""),
        ("mofcom-2024-46/para2a", "2024-12-03", "US", "JP MX HK"),
        ("mofcom-2025-73/p1", "2025-11-10", "US MX CA", "MM LA GB"),
        ("bis-meu-2020-04-28/meu", "2020-06-29", "CN RU VE", "JP HK"),
        ("bis-2021-00977/mieu", "2021-03-16", "CN HK RU VE IR KP SY CU", "JP IN"),
        ("bis-2022-21658/chips-supercomputers", "2022-10-21", "CN HK", "MO VN SA"),
        ("bis-2023-00888/macau", "2023-01-17", "MO", "CN VN"),
        ("bis-2023-23055/ac-s", "2023-11-17", "CN HK MO RU IR", "VN SA IL FR TW"),
        ("bis-2023-23055/ac-s-d1-d4", "2023-11-17", "VN SA AE KZ", "CN HK MO RU IL FR TW"),
        ("bis-2024-28270/hbm", "2024-12-02", "CN HK MO NI", "VN AE SG"),
        ("bis-letter-h20-2025-04-09/h20", "2025-04-09", "CN HK MO RU KH", "VN MY"),
        ("bis-2026-00789/h200", "2026-01-15", "CN MO HK", "RU VN"),
        ("bis-2025-00636/diffusion", "2025-01-13", "CN FR JP", ""),
    ],
)
def test_a_measure_goes_where_the_law_says_on_its_first_day(
    measure: str, day: str, reached: str, not_reached: str
) -> None:
    def reaches(country: str) -> bool | None:
        jurisdiction = "US" if measure.startswith("bis-") else "CN"
        tokens = MEASURES[measure].to
        return GROUPS.reaches(tokens, country, date.fromisoformat(day), jurisdiction)

    assert {country: reaches(country) for country in reached.split()} == dict.fromkeys(
        reached.split(), True
    )
    assert {country: reaches(country) for country in not_reached.split()} == dict.fromkeys(
        not_reached.split(), False
    )


@pytest.mark.parametrize(
    ("measure", "origins", "items"),
    [
        ("eo-14195/fentanyl-10", {"CN", "HK"}, {"all goods"}),
        ("us-import-de-minimis-china/all-parcels", {"all"}, {"low-value parcels"}),
        (
            "eo-14259/china-84",
            {"CN", "HK", "MO"},
            set(),
        ),  # goods are left out of it, and which is not on file
        ("tariffcom-2025-4/p-10", {"US"}, {"all goods"}),
        ("ustr-301-china-lists/list-1", {"CN"}, set()),  # its numbers are not on file
        ("procl-11012/s122", {"all"}, set()),
    ],
)
def test_a_duty_names_whose_goods_it_catches(
    measure: str, origins: set[str], items: set[str]
) -> None:
    row = MEASURES[measure]
    assert (set(row.origins), set(row.items)) == (origins, items)


@pytest.mark.parametrize(
    ("measure", "named", "not_named"),
    [
        ("bis-2022-21658/chips-supercomputers", {"A100", "H100"}, {"A800", "H800", "H20"}),
        ("bis-2023-23055/ac-s", {"A100", "A800", "H100", "H800", "L40S", "RTX 4090"}, {"H20"}),
        ("bis-letter-h20-2025-04-09/h20", {"H20", "MI308"}, {"H100"}),
        ("bis-2026-00789/h200", {"H200", "H20"}, {"A100/H100 class"}),
    ],
)
def test_a_chip_rule_names_the_chips_it_reaches_and_no_later_ones(
    measure: str, named: set[str], not_named: set[str]
) -> None:
    items = set(MEASURES[measure].items)
    assert named <= items
    assert not not_named & items


def test_every_control_and_ban_says_how_an_application_fares_or_catches_no_shipment() -> None:
    silent = [
        name
        for name, row in MEASURES.items()
        if row.kind in ("control", "ban") and not row.policy and row.flow != "other"
    ]
    assert sorted(silent) == sorted(NO_POLICY)


def test_what_catches_no_shipment_has_no_policy() -> None:
    assert [name for name, row in MEASURES.items() if row.flow == "other" and row.policy] == []


def test_a_relief_with_a_policy_is_a_licence_or_an_exemption() -> None:
    found = {row.policy for row in MEASURES.values() if row.kind == "relief" and row.policy}
    assert found == {"general_licence", "exempt"}


def test_every_duty_says_whose_goods_it_catches() -> None:
    duties = {name: row for name, row in MEASURES.items() if row.kind == "duty"}
    assert duties
    assert [name for name, row in duties.items() if not row.origins] == []


def test_every_destination_and_origin_is_a_code_a_group_or_everywhere() -> None:
    countries = read_countries(HERE)
    known = {"all", *countries.rows, *GROUPS.found}
    wrong = [
        (name, token)
        for name, row in MEASURES.items()
        for token in (*row.to, *row.origins)
        if token.removeprefix("not ") not in known
    ]
    assert wrong == []


def test_a_share_of_content_or_ownership_is_on_file_where_a_measure_turns_on_it() -> None:
    turned = {
        name: row for name, row in MEASURES.items() if {"content", "ownership"} & set(row.limbs)
    }
    shares = {name: row.threshold.percent for name, row in turned.items() if row.threshold}
    assert shares["mofcom-2025-61/i-1"] == 0.1
    assert shares["mofcom-2025-61/ii"] == 50
    assert shares["bis-2025-19001/affiliates"] == 50
