"""Documents that never happened, for the demonstration and the tests; see `america_texts`.

Each has [INVENTED] in its title and a number from 2026-90001 on. They come after the last day of
the curated history. Volume 91, pages from 99001 on, are beyond the real ones.
"""

from __future__ import annotations

from collections.abc import Iterator

from tests.replica.america_texts import (
    AIR,
    BIS,
    PRESIDENT,
    USTR,
    WATER,
    D,
    Entity,
    Expected,
    Text,
)

VOLUME = 91
CHINA, EMIRATES = "CHINA, PEOPLE'S REPUBLIC OF", "UNITED ARAB EMIRATES"
ENTITIES = (
    Entity(CHINA, "Harborlight Sample Optics Co., Ltd.", "1 Example Road, Shanghai, China"),
    Entity(CHINA, "Jade Ferry Sample Devices Co., Ltd.", "2 Example Road, Shenzhen, China"),
    Entity(CHINA, "Kite Hill Sample Metals Co., Ltd.", "3 Example Road, Wuhan, China"),
    Entity(CHINA, "Lotus Arch Sample Wafers Co., Ltd.", "4 Example Road, Beijing, China"),
    Entity(CHINA, "Mulberry Sample Institute", "5 Example Road, Chengdu, China"),
    Entity(EMIRATES, "North Quay Sample Trading FZE", "6 Example Street, Dubai"),
    Entity(EMIRATES, "Oryx Sample Logistics LLC", "7 Example Street, Sharjah"),
)
ADDING = (
    "2. Supplement No. 4 to part 744 is amended:",
    "a. Under CHINA, PEOPLE'S REPUBLIC OF, by adding in alphabetical order entries for "
    + ", ".join(f"“{one.name}”" for one in ENTITIES[:5])
    + "; and",
    "b. Under UNITED ARAB EMIRATES, by adding in alphabetical order entries for "
    + " and ".join(f"“{one.name}”" for one in ENTITIES[5:])
    + ".",
)

INVENTED: tuple[Text, ...] = (
    Text(
        number="2026-90001",
        day=D(2026, 10, 20),
        agency=BIS,
        type="Rule",
        title="Controls on Sample Lithography Parts [INVENTED]",
        volume=VOLUME,
        page=99001,
        filed=D(2026, 10, 16),
        hour="4:15 pm",
        action="Interim final rule.",
        summary="This rule adds sample parts to the Commerce Control List.",
        dates="This rule is effective December 15, 2026.",
        effective_on=D(2026, 12, 15),
        parts=(774,),
        docket="261009-0201",
        rin="0694-AZ01",
        instructions=("2. Supplement No. 1 to part 774 is amended by adding ECCN 3B999.",),
        effects=(Expected("imposes", ("bis-2026-90001",), D(2026, 12, 15)),),
    ),
    Text(
        number="2026-90015",
        day=D(2026, 11, 12),
        agency=BIS,
        type="Rule",
        title="Controls on Sample Lithography Parts; Delay of Effective Date [INVENTED]",
        volume=VOLUME,
        page=99301,
        filed=D(2026, 11, 10),
        action="Interim final rule; delay of effective date.",
        summary="The bureau delays a rule published last month.",
        dates="As of November 12, 2026, the effective date for the interim final rule published "
        "October 20, 2026, at 91 FR 99001, is delayed to February 1, 2027.",
        effective_on=D(2026, 11, 12),
        parts=(774,),
        docket="261009-0201",
        rin="0694-AZ01",
        effects=(Expected("postpones", ("91 FR 99001",), D(2027, 2, 1)),),
    ),
    Text(
        number="2026-90020",
        day=D(2026, 10, 27),
        agency=BIS,
        type="Rule",
        title="Additions to the Entity List [INVENTED]",
        volume=VOLUME,
        page=99101,
        filed=D(2026, 10, 26),
        hour="4:15 pm",
        action="Final rule.",
        summary="In this rule the bureau amends the regulations by adding 7 entities to the Entity "
        "List, under the destinations of China, People's Republic of (China) (5) and the United "
        "Arab Emirates (2).",
        dates="This rule is effective October 26, 2026.",
        effective_on=D(2026, 10, 26),
        parts=(744,),
        docket="261020-0210",
        rin="0694-AZ02",
        instructions=ADDING,
        entities=ENTITIES,
        effects=(Expected("lists", ("bis-2026-90020",), D(2026, 10, 26)),),
    ),
    Text(
        number="2026-90031",
        day=D(2026, 11, 18),
        agency=BIS,
        type="Rule",
        title="Additions to the Entity List; Correction [INVENTED]",
        volume=VOLUME,
        page=99401,
        action="Final rule; correction.",
        summary="The bureau corrects an address in a final rule that appeared in the Federal "
        "Register on October 27, 2026 (91 FR 99101).",
        dates="This rule is effective November 18, 2026. This rule is applicable as of "
        "October 26, 2026.",
        effective_on=D(2026, 11, 18),
        parts=(744,),
        docket="261020-0210",
        rin="0694-AZ02",
        instructions=(
            "2. Supplement No. 4 to part 744 is amended by revising the entry for “Mulberry "
            "Sample Institute”.",
        ),
        effects=(Expected("corrects", ("91 FR 99101",), D(2026, 11, 18)),),
    ),
    Text(
        number="2026-90040",
        day=D(2026, 11, 5),
        agency=BIS,
        type="Notice",
        title="Order Renewing Temporary Denial of Export Privileges of Sample Air "
        "Freight FZE [INVENTED]",
        volume=VOLUME,
        page=99201,
        body=(
            "Pursuant to § 766.24 of the regulations, the request to renew the temporary denial "
            "order is granted.",
            "This order shall be effective immediately and remain in effect for 180 days.",
        ),
    ),
    Text(
        number="2026-90041",
        day=D(2026, 11, 6),
        agency=BIS,
        type="Notice",
        title="Agency Information Collection Activities; Sample Survey of Exporters [INVENTED]",
        volume=VOLUME,
        page=99211,
        summary="The bureau asks for comments on a survey.",
        dates="Comments must be received on or before January 5, 2027.",
    ),
    Text(
        number="2026-90052",
        day=D(2026, 11, 13),
        agency=BIS,
        type="Rule",
        title="Sample Reporting Rule With a Condition [INVENTED]",
        volume=VOLUME,
        page=99321,
        action="Final rule.",
        summary="This rule lays down reports for a sample harbor.",
        dates="This rule is effective on the day after the sample harbor commission has certified "
        "its register.",
        parts=(743,),
        docket="261030-0220",
        rin="0694-AZ03",
        unread=True,
    ),
    Text(
        number="2026-90060",
        day=D(2026, 11, 23),
        agency=BIS,
        type="Rule",
        title="Sample Rule Whose XML Is Not Processed Yet [INVENTED]",
        volume=VOLUME,
        page=99501,
        action="Final rule.",
        summary="This rule controls sample valves.",
        dates="This rule is effective November 23, 2026.",
        effective_on=D(2026, 11, 23),
        parts=(774,),
        docket="261110-0230",
        rin="0694-AZ04",
        processed=False,
        effects=(Expected("imposes", ("bis-2026-90060",), D(2026, 11, 23)),),
    ),
    Text(
        number="2026-90061",
        day=D(2026, 11, 24),
        agency=BIS,
        type="Rule",
        title="Sample Rule of Today, of Which Only the Index Tells [INVENTED]",
        volume=VOLUME,
        page=99601,
        action="Final rule.",
        summary="This rule controls sample pumps.",
        dates="This rule is effective November 24, 2026.",
        effective_on=D(2026, 11, 24),
        parts=(774,),
        docket="261112-0231",
        rin="0694-AZ05",
        processed=False,
        copied=False,
        effects=(Expected("imposes", ("bis-2026-90061",), D(2026, 11, 24)),),
    ),
    Text(
        number="C1-2026-90001",
        day=D(2026, 10, 30),
        agency=BIS,
        type="Correction",
        title="Controls on Sample Lithography Parts [INVENTED]",
        volume=VOLUME,
        page=99151,
        body=(
            "In rule document 2026-90001, appearing on pages 99001-99020 in the issue of Tuesday, "
            "October 20, 2026, make the following correction:",
        ),
        instructions=("On page 99003, in the second column, “3B998” should read “3B999”.",),
        parts=(774,),
        correction_of="2026-90001",
        effects=(Expected("corrects", ("bis-2026-90001",), None),),
    ),
    Text(
        number="2026-90080",
        day=D(2026, 11, 10),
        agency=USTR,
        type="Notice",
        title="Notice of Product Exclusions: China's Sample Practices, Section 301 [INVENTED]",
        volume=VOLUME,
        page=99281,
        summary="The Trade Representative excludes sample goods of China from additional duties.",
        dates="The exclusions announced in this notice are applicable as of November 10, 2026.",
        docket="USTR-2026-0099",
    ),
    Text(
        number="2026-90081",
        day=D(2026, 11, 16),
        agency=USTR,
        type="Notice",
        title="Allocation of a Sample Sugar Quota [INVENTED]",
        volume=VOLUME,
        page=99341,
        summary="Notice is given of the allocation of a quota for raw cane sugar.",
        dates="This notice is applicable on November 16, 2026.",
    ),
    Text(
        number="2026-90090",
        day=D(2026, 11, 17),
        agency=PRESIDENT,
        type="Presidential Document",
        title="Adjusting Sample Tariff Rates on Goods of China [INVENTED]",
        volume=VOLUME,
        page=99361,
        hour="11:15 am",
        order="Executive Order 99901 of November 13, 2026",
        signed=D(2026, 11, 13),
        body=(
            "By the authority vested in me as President, it is hereby ordered:",
            "Section 1. The duty on sample goods of China shall be 5 percent, effective with "
            "respect to goods entered for consumption on or after 12:01 a.m. eastern standard "
            "time on November 20, 2026.",
        ),
    ),
    Text(
        number="2026-90091",
        day=D(2026, 11, 18),
        agency=PRESIDENT,
        type="Presidential Document",
        title="National Sample Forests Week, 2026 [INVENTED]",
        volume=VOLUME,
        page=99421,
        hour="11:15 am",
        order="Proclamation 99902 of November 14, 2026",
        signed=D(2026, 11, 14),
        body=("During this week we celebrate sample forests.",),
    ),
    *(
        Text(
            number=f"2026-{91000 + index}",
            day=D(2026, 10, 12 + index),
            agency=AIR if index % 2 else WATER,
            type="Rule",
            title=f"Sample Rule {index} of Another Agency [INVENTED]",
            volume=VOLUME,
            page=98001 + index,
            dates=f"This rule is effective November {1 + index}, 2026.",
            effective_on=D(2026, 11, 1 + index),
        )
        for index in range(12)
    ),
)

INSPECTED: tuple[Text, ...] = (
    Text(
        number="2026-90070",
        day=D(2026, 11, 25),
        agency=BIS,
        type="Rule",
        title="Sample Rule on Public Inspection [INVENTED]",
        volume=VOLUME,
        page=0,
        filed=D(2026, 11, 24),
        docket="261118-0240",
    ),
    Text(
        number="2026-90071",
        day=D(2026, 11, 27),
        agency=USTR,
        type="Notice",
        title="Sample Request for Comments on China's Sample Practices [INVENTED]",
        volume=VOLUME,
        page=0,
        filed=D(2026, 11, 23),
        hour="4:15 pm",
    ),
    Text(
        number="2026-90072",
        day=D(2026, 11, 25),
        agency=USTR,
        type="Notice",
        title="Sample Meeting of an Advisory Committee [INVENTED]",
        volume=VOLUME,
        page=0,
        filed=D(2026, 11, 24),
    ),
    *(
        Text(
            number=f"2026-{92000 + index}",
            day=D(2026, 11, 25),
            agency=AIR if index % 2 else WATER,
            type="Rule",
            title=f"Sample Filing {index} of Another Agency [INVENTED]",
            volume=VOLUME,
            page=0,
            filed=D(2026, 11, 24),
        )
        for index in range(5)
    ),
)


def filling(count: int) -> Iterator[Text]:
    """Notices that lay down nothing, so that the index is as full as the real one; invented too."""
    first, last = D(2017, 1, 3), D(2026, 10, 8)
    for index in range(count):
        bureau = index % 4 != 0
        subject = "Agency Information Collection Activities; Sample Survey"
        day = first + (last - first) * index // count
        yield Text(
            number=f"{day.year}-{94000 + index}",
            day=day,
            agency=BIS if bureau else USTR,
            type="Notice",
            title=f"{subject if bureau else 'Allocation of a Sample Quota'} {index} [INVENTED]",
            volume=day.year - 1935,
            page=90_000 + index,
        )
