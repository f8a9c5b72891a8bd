"""Texts of the Federal Register: facts of the curated history in wording of our own.

The numbers, days, citations and targets are those of the instruments; the companies do not exist,
and neither do the sentences around the legal formulas.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from scrapers.federal_register.days import is_working_day

D = date
BIS, USTR, PRESIDENT, AIR, WATER = "BIS", "USTR", "PRESIDENT", "FAA", "EPA"


class Agency(NamedTuple):
    """An agency as it is printed, and as the API knows it."""

    raw_name: str
    name: str
    id: int
    parent: int | None
    slug: str


COMMERCE = Agency("DEPARTMENT OF COMMERCE", "Commerce Department", 54, None, "commerce-department")
AGENCIES: dict[str, tuple[Agency, ...]] = {
    BIS: (
        COMMERCE,
        Agency(
            "Bureau of Industry and Security",
            "Industry and Security Bureau",
            241,
            54,
            "industry-and-security-bureau",
        ),
    ),
    USTR: (
        Agency(
            "OFFICE OF THE UNITED STATES TRADE REPRESENTATIVE",
            "Trade Representative, Office of United States",
            491,
            None,
            "trade-representative-office-of-united-states",
        ),
    ),
    PRESIDENT: (
        Agency(
            "EXECUTIVE OFFICE OF THE PRESIDENT",
            "Executive Office of the President",
            538,
            None,
            "executive-office-of-the-president",
        ),
    ),
    AIR: (
        Agency(
            "DEPARTMENT OF TRANSPORTATION",
            "Transportation Department",
            492,
            None,
            "transportation-department",
        ),
        Agency(
            "Federal Aviation Administration",
            "Federal Aviation Administration",
            159,
            492,
            "federal-aviation-administration",
        ),
    ),
    WATER: (
        Agency(
            "ENVIRONMENTAL PROTECTION AGENCY",
            "Environmental Protection Agency",
            145,
            None,
            "environmental-protection-agency",
        ),
    ),
}
BILLING = {BIS: "3510-33", USTR: "3390-F4", PRESIDENT: "3395-F4", AIR: "4910-13", WATER: "6560-50"}


class Expected(NamedTuple):
    """One effect that a text certainly has."""

    effect: str
    targets: tuple[str, ...]
    first_day: D | None
    last_day: D | None = None


class Entity(NamedTuple):
    """Rows of the Entity List: destination, name, address."""

    country: str
    name: str
    address: str


@dataclass(frozen=True, kw_only=True)
class Text:
    """One document: what it says, how it is filed and printed, and what a reader must find.

    `processed` False: its XML has not come yet; `copied` False: nor has the printer's copy.
    `en_dashes`: it prints its numbers with them, as issues before March 2024 may.
    """

    number: str
    day: D
    agency: str
    type: str  # Rule, Notice, Proposed Rule, Presidential Document, Correction
    title: str
    volume: int
    page: int
    filed: D | None = None
    hour: str = "8:45 am"
    action: str | None = None
    summary: str | None = None
    dates: str | None = None
    effective_on: D | None = None
    parts: tuple[int, ...] = ()
    docket: str | None = None
    rin: str | None = None
    instructions: tuple[str, ...] = ()
    entities: tuple[Entity, ...] = ()
    body: tuple[str, ...] = ()
    order: str | None = None  # "Executive Order 14358 of November 4, 2025"
    signed: D | None = None
    correction_of: str | None = None
    processed: bool = True
    copied: bool = True
    en_dashes: bool = False
    effects: tuple[Expected, ...] = ()
    unread: bool = False

    @property
    def id(self) -> str:
        if self.order:
            word, number = self.order.split(" of ")[0].rsplit(" ", 1)
            return f"{'eo' if word.startswith('Executive') else 'procl'}-{number}"
        return f"{ {BIS: 'bis', USTR: 'ustr'}.get(self.agency, 'fr') }-{self.number}"

    @property
    def filed_on(self) -> D:
        """The day given, or the working day before the issue."""
        day = self.filed or self.day - timedelta(days=1)
        while not is_working_day(day):
            day -= timedelta(days=1)
        return day

    @property
    def citation(self) -> str:
        return f"{self.volume} FR {self.page}"


KNOWN: tuple[Text, ...] = (
    Text(
        number="2020-03144",
        day=D(2020, 2, 18),
        agency=BIS,
        type="Rule",
        title="Temporary General License: Extension of Validity",
        volume=85,
        page=8722,
        action="Final rule.",
        filed=D(2020, 2, 13),
        hour="4:15 pm",
        summary="This rule prolongs a temporary general license for narrow transactions.",
        dates="This rule is effective February 13, 2020, through April 1, 2020, except for "
        "amendatory instructions 1 and 3, which are effective February 13, 2020.",
        effective_on=D(2020, 2, 13),
        parts=(744,),
        docket="200211-0050",
        rin="0694-AH97",
        instructions=("1. The authority citation for part 744 is revised to read as follows:",),
        en_dashes=True,
    ),
    Text(
        number="2020-05190",
        day=D(2020, 3, 12),
        agency=BIS,
        type="Rule",
        title="Temporary General License: Extension of Validity",
        volume=85,
        page=14416,
        filed=D(2020, 3, 10),
        hour="4:15 pm",
        action="Final rule.",
        summary="This rule prolongs a temporary general license once more.",
        dates="This rule is effective March 10, 2020, through May 15, 2020. The expiration date of "
        "the final rule published on February 18, 2020 (85 FR 8722), is extended until "
        "May 15, 2020.",
        effective_on=D(2020, 3, 10),
        parts=(744,),
        docket="200306-0069",
        rin="0694-AI02",
        en_dashes=True,
        effects=(
            Expected("imposes", ("bis-2020-05190",), D(2020, 3, 10), D(2020, 5, 15)),
            Expected("extends", ("85 FR 8722",), None, D(2020, 5, 15)),
        ),
    ),
    Text(
        number="2022-03029",
        day=D(2022, 2, 14),
        agency=BIS,
        type="Rule",
        title="Addition of Certain Entities to the Entity List",
        volume=87,
        page=8182,
        action="Final rule.",
        summary="In this rule the bureau amends the regulations by adding seven entities to the "
        "Entity List, under the destinations of China (5), Pakistan (1), and the United Arab "
        "Emirates (1).",
        dates="This rule is effective February 14, 2022.",
        effective_on=D(2022, 2, 14),
        parts=(744,),
        docket="220208-0042",
        rin="0694-AI73",
        instructions=("2. Supplement No. 4 to part 744 is amended:",),
        en_dashes=True,
    ),
    Text(
        number="2022-07643",
        day=D(2022, 4, 11),
        agency=BIS,
        type="Rule",
        title="Addition of Certain Entities to the Entity List; Correction",
        volume=87,
        page=21011,
        action="Final rule; correction.",
        summary="The bureau corrects a final rule that appeared in the Federal Register on "
        "February 14, 2022 (87 FR 8182), in which two references were wrong.",
        dates="This rule is effective April 11, 2022. This rule is applicable as of "
        "February 14, 2022.",
        effective_on=D(2022, 4, 11),
        parts=(744,),
        docket="220406-0090",
        rin="0694-AI73",
        instructions=("2. Supplement No. 4 to part 744 is amended by revising two entries.",),
        en_dashes=True,
        effects=(Expected("corrects", ("87 FR 8182",), D(2022, 4, 11)),),
    ),
    Text(
        number="2025-00480",
        day=D(2025, 1, 16),
        agency=BIS,
        type="Rule",
        title="Additions to the Entity List",
        volume=90,
        page=4621,
        filed=D(2025, 1, 15),
        hour="11:15 am",
        action="Final rule.",
        summary="In this rule the bureau amends the regulations by adding 16 entities to the "
        "Entity List, under the destinations of China, People's Republic of (China) (14) and "
        "Singapore (2).",
        dates="This rule is effective January 16, 2025.",
        effective_on=D(2025, 1, 16),
        parts=(744,),
        docket="250108-0010",
        rin="0694-AJ77",
        instructions=("2. Supplement No. 4 to part 744 is amended:",),
        effects=(Expected("lists", ("bis-2025-00480",), D(2025, 1, 16)),),
    ),
    Text(
        number="2025-05427",
        day=D(2025, 3, 28),
        agency=BIS,
        type="Rule",
        title="Additions to the Entity List",
        volume=90,
        page=14046,
        filed=D(2025, 3, 25),
        hour="4:15 pm",
        action="Final rule.",
        summary="In this rule the bureau amends the regulations by adding 12 entities to the "
        "Entity List, under the destinations of China, People's Republic of (China) (11) and "
        "Taiwan (1).",
        dates="This rule is effective March 25, 2025.",
        effective_on=D(2025, 3, 25),
        parts=(744,),
        docket="250321-0048",
        rin="0694-AK07",
        instructions=("2. Supplement No. 4 to part 744 is amended:",),
        effects=(Expected("lists", ("bis-2025-05427",), D(2025, 3, 25)),),
    ),
    Text(
        number="2025-06927",
        day=D(2025, 4, 23),
        agency=USTR,
        type="Notice",
        title="Notice of Action and Proposed Action in Section 301 Investigation of China's "
        "Targeting of the Maritime, Logistics, and Shipbuilding Sectors for Dominance",
        volume=90,
        page=17114,
        action="Notice of action.",
        summary="The Trade Representative has decided on an action against certain ships.",
        dates="Dates applicable to fees on certain maritime transport services are contained in "
        "Annexes I, II, and III.",
        docket="USTR-2025-0002",
        unread=True,
    ),
    Text(
        number="2025-16735",
        day=D(2025, 9, 2),
        agency=BIS,
        type="Rule",
        title="Revocation of Validated End-User Authorizations in the People's Republic of China",
        volume=90,
        page=42321,
        filed=D(2025, 8, 29),
        action="Final rule.",
        summary="This rule ends the validated end-user authorizations of three groups in China.",
        dates="This rule is effective December 31, 2025.",
        effective_on=D(2025, 12, 31),
        parts=(748,),
        docket="250822-0142",
        rin="0694-AK20",
        instructions=("2. Supplement No. 7 to part 748 is amended by removing three entries.",),
        effects=(Expected("imposes", ("bis-2025-16735",), D(2025, 12, 31)),),
    ),
    Text(
        number="2025-19001",
        day=D(2025, 9, 30),
        agency=BIS,
        type="Rule",
        title="Expansion of End-User Controls to Cover Affiliates of Certain Listed Entities",
        volume=90,
        page=47201,
        filed=D(2025, 9, 29),
        hour="4:15 pm",
        action="Interim final rule.",
        summary="Foreign companies owned at least 50 percent by listed ones are controlled alike.",
        dates="Effective date: This rule is effective September 29, 2025. A party may request "
        "modification of the relevant entry at any time on or after September 29, 2025.",
        effective_on=D(2025, 9, 29),
        parts=(732, 734, 736, 744, 748),
        docket="250925-0160",
        rin="0694-AK11",
        instructions=("2. Section 744.11 is amended by revising paragraph (a).",),
        effects=(Expected("imposes", ("bis-2025-19001",), D(2025, 9, 29)),),
    ),
    Text(
        number="2025-19826",
        day=D(2025, 11, 7),
        agency=PRESIDENT,
        type="Presidential Document",
        title="Modifying Reciprocal Tariff Rates Consistent With the Economic and Trade "
        "Arrangement Between the United States and the People's Republic of China",
        volume=90,
        page=50729,
        hour="11:15 am",
        order="Executive Order 14358 of November 4, 2025",
        signed=D(2025, 11, 4),
        body=(
            "By the authority vested in me as President, it is hereby ordered:",
            "Section 1. Policy. The arrangement with the People's Republic of China is carried on.",
            "Sec. 2. The suspension of the heightened duties on goods of China shall continue "
            "until 12:01 a.m. eastern standard time on November 10, 2026.",
        ),
    ),
    Text(
        number="2025-19846",
        day=D(2025, 11, 12),
        agency=BIS,
        type="Rule",
        title="One-Year Suspension of Expansion of End-User Controls for Affiliates of Certain "
        "Listed Entities",
        volume=90,
        page=50857,
        filed=D(2025, 11, 10),
        action="Final rule; stay.",
        summary="The bureau stays an interim final rule. The suspension is set to end "
        "November 9, 2026, absent a future extension.",
        dates="Effective November 10, 2025, the amendments to 15 CFR parts 732, 734, 736, 744, and "
        "748 in the interim final rule published at 90 FR 47201, on September 30, 2025, are stayed "
        "until November 9, 2026.",
        effective_on=D(2025, 11, 10),
        parts=(732, 734, 736, 744, 748),
        docket="251107-0172",
        rin="0694-AK11",
        effects=(Expected("suspends", ("90 FR 47201",), D(2025, 11, 10), D(2026, 11, 9)),),
    ),
    Text(
        number="2025-19873",
        day=D(2025, 11, 13),
        agency=USTR,
        type="Notice",
        title="Notice of Modification: Section 301 Action on China's Maritime Sectors Suspended",
        volume=90,
        page=50947,
        filed=D(2025, 11, 10),
        hour="4:15 pm",
        action="Notice.",
        summary="The Trade Representative modifies the action published in April.",
        dates="The action published at 90 FR 17114 and modified at 90 FR 48320 will be suspended "
        "for one year, as of 12:01 a.m. Eastern Standard Time on November 10, 2025.",
        docket="USTR-2025-0002",
        effects=(
            Expected("suspends", ("90 FR 17114", "90 FR 48320"), D(2025, 11, 10), D(2026, 11, 9)),
        ),
    ),
)
