"""How a document of the Federal Register is served: XML, printer's copy, row, feed, filing."""

from __future__ import annotations

from typing import Any
from xml.sax.saxutils import escape

from tests.replica.america_texts import AGENCIES, BILLING, PRESIDENT, Agency, Entity, Text

FR, GOVINFO = "https://www.federalregister.gov", "https://www.govinfo.gov"
DEFAULT_FIELDS = (
    "abstract",
    "agencies",
    "document_number",
    "excerpts",
    "html_url",
    "pdf_url",
    "public_inspection_pdf_url",
    "publication_date",
    "title",
    "type",
)
ROOTS = {"Rule": "RULE", "Correction": "RULE", "Notice": "NOTICE", "Proposed Rule": "PRORULE"}


def path_of(text: Text) -> str:
    return f"{text.day:%Y/%m/%d}/{text.number}"


def row(text: Text) -> dict[str, Any]:
    """A document as the API gives it, with every field that it knows."""
    order, number = (text.order or " of ").split(" of ")[0].rpartition(" ")[::2]
    end = text.page + 3
    return {
        "abstract": text.summary,
        "action": text.action,
        "agencies": [agency(one) for one in AGENCIES[text.agency]],
        "body_html_url": f"{FR}/documents/full_text/html/{path_of(text)}.html",
        "cfr_references": [
            {"title": 15, "part": part, "chapter": None, "citation_url": None}
            for part in text.parts
        ],
        "citation": text.citation,
        "comment_url": None,
        "comments_close_on": None,
        "correction_of": api_url(text.correction_of),
        "corrections": [],
        "dates": text.dates,
        "docket_ids": [f"Docket No. {text.docket}"] if text.docket else [],
        "document_number": text.number,
        "effective_on": str(text.effective_on) if text.effective_on else None,
        "end_page": end,
        "excerpts": None,
        "executive_order_number": number if order.startswith("Executive") else None,
        "explanation": None,
        "full_text_xml_url": f"{FR}/documents/full_text/xml/{path_of(text)}.xml"
        if text.processed
        else None,
        "html_url": f"{FR}/documents/{path_of(text)}/{slug(text.title)}",
        "json_url": f"{FR}/api/v1/documents/{text.number}?publication_date={text.day}",
        "mods_url": f"{GOVINFO}/metadata/granule/FR-{text.day}/{text.number}/mods.xml",
        "not_received_for_publication": None,
        "page_views": {"count": 15, "last_updated": f"{text.day} 20:15:04 -0400"},
        "pdf_url": f"{GOVINFO}/content/pkg/FR-{text.day}/pdf/{text.number}.pdf",
        "presidential_document_number": number or None,
        "proclamation_number": number if order.startswith("Proclamation") else None,
        "public_inspection_pdf_url": f"https://public-inspection.federalregister.gov/"
        f"{text.number}.pdf?1743770708",
        "publication_date": str(text.day),
        "raw_text_url": f"{FR}/documents/full_text/text/{path_of(text)}.txt",
        "regulation_id_numbers": [text.rin] if text.rin else [],
        "regulations_dot_gov_info": {"checked_regulationsdotgov_at": "2025-04-05T08:03:42Z"},
        "signing_date": str(text.signed) if text.signed else None,
        "start_page": text.page,
        "subtype": order or None,
        "title": text.title,
        "topics": ["Exports"] if text.parts else [],
        "type": text.type,
        "volume": text.volume,
    }


def agency(one: Agency) -> dict[str, Any]:
    return {
        "raw_name": one.raw_name,
        "name": one.name,
        "id": one.id,
        "url": f"{FR}/agencies/{one.slug}",
        "json_url": f"{FR}/api/v1/agencies/{one.id}",
        "parent_id": one.parent,
        "slug": one.slug,
    }


def api_url(number: str | None) -> str | None:
    return f"{FR}/api/v1/documents/{number}.json" if number else None


def slug(title: str) -> str:
    words = "".join(char if char.isalnum() or char in " -" else "" for char in title.lower())
    return "-".join(words.split())[:80]


def xml(text: Text) -> bytes:
    """The full text as the printer tags it."""
    body = presidential(text) if text.agency == PRESIDENT else ordinary(text)
    if text.en_dashes:  # only in numbers, as in the issues before March 2024
        for number in (text.number, text.rin, text.docket, BILLING[text.agency]):
            body = body.replace(number, number.replace("-", "–")) if number else body
    return body.encode()


def ordinary(text: Text) -> str:
    root = ROOTS[text.type]
    first, *second = AGENCIES[text.agency]
    head = [
        tag("PRTPAGE", "", P=str(text.page)),
        tag("AGENCY", first.raw_name, TYPE="S" if second else "N"),
        *(tag("SUBAGY", one.raw_name) for one in second),
        *([tag("CFR", cfr(text))] if text.parts else []),
        *([tag("DEPDOC", f"[Docket No. {text.docket}]")] if text.docket else []),
        *([tag("RIN", f"RIN {text.rin}")] if text.rin else []),
        tag("SUBJECT", text.title),
    ]
    if text.type == "Correction":
        made = [tag("HD", "Correction", SOURCE="HED"), *paragraphs(text.body), regtext(text)]
        return wrapped(root, f"<PREAMB>{''.join(head + made)}</PREAMB>{ending(text, '1505-01')}")
    head += [
        section("AGY", "AGENCY:", f"{(second or [first])[0].raw_name}."),
        section("ACT", "ACTION:", text.action or "Notice."),
        *([section("SUM", "SUMMARY:", text.summary)] if text.summary else []),
        *([section(dates_tag(text), "DATES:", text.dates)] if text.dates else []),
        section("FURINF", "FOR FURTHER INFORMATION CONTACT:", "Sample Officer, (202) 555-0100."),
    ]
    rest = [
        tag("HD", "SUPPLEMENTARY INFORMATION:", SOURCE="HED"),
        *paragraphs(text.body or ("The background of this document is a sample.",)),
    ]
    inside = "".join(rest) + regtext(text) + signature(text)
    return wrapped(
        root, f"<PREAMB>{''.join(head)}</PREAMB><SUPLINF>{inside}</SUPLINF>{ending(text)}"
    )


def presidential(text: Text) -> str:
    kind = "EXECORD" if "Executive" in str(text.order) else "PROCLA"
    name = "EXECORDR" if kind == "EXECORD" else "PROC"
    made = [
        tag("TITLE3", "Title 3—"),
        f"<PRES>The President{tag('PRTPAGE', '', P=str(text.page))}</PRES>",
        tag(name, str(text.order)),
        tag("HD", text.title, SOURCE="HED"),
        *paragraphs(text.body),
        tag("PSIG", "sample"),
        tag("PLACE", "THE WHITE HOUSE,"),
        tag("DATE", f"{long_day(text.signed)}."),
        tag("FRDOC", f"[FR Doc. {text.number}"),
        tag("FILED", f"Filed {short_day(text)}; {text.hour}]"),
        tag("BILCOD", f"Billing code {BILLING[text.agency]}-P"),
    ]
    return wrapped("PRESDOCU", f"<{kind}>{''.join(made)}</{kind}>")


def wrapped(root: str, inside: str) -> str:
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<{root}>{inside}</{root}>\n'


def tag(name: str, words: str, **attributes: str) -> str:
    told = "".join(f' {key}="{value}"' for key, value in attributes.items())
    return f"<{name}{told}>{escape(words)}</{name}>" if words else f"<{name}{told}/>"


def section(name: str, heading: str, words: str) -> str:
    return f"<{name}>{tag('HD', heading, SOURCE='HED')}{tag('P', words)}</{name}>\n"


def paragraphs(words: tuple[str, ...]) -> list[str]:
    return [tag("P", one) + "\n" for one in words]


def dates_tag(text: Text) -> str:
    return "EFFDATE" if text.type == "Rule" and "effective" in str(text.dates) else "DATES"


def cfr(text: Text) -> str:
    parts = ", ".join(str(part) for part in text.parts)
    return f"15 CFR Part{'s' if len(text.parts) > 1 else ''} {parts}"


def regtext(text: Text) -> str:
    """The instructions, and the rows of the list that they add to."""
    if not text.instructions:
        return ""
    lines = "".join(tag("AMDPAR", one) + "\n" for one in text.instructions)
    table = entity_table(text.entities, text) if text.entities else ""
    return f'<REGTEXT TITLE="15" PART="{text.parts[0]}">{lines}{table}</REGTEXT>\n'


def entity_table(entities: tuple[Entity, ...], text: Text) -> str:
    heads = ["Country", "Entity", "License requirement", "License review policy"]
    heads.append("Federal Register citation")
    boxes = "".join(tag("CHED", head, H="1") for head in heads)
    rows, before = [], ""
    for one in entities:
        country = one.country if one.country != before else ""
        before = one.country
        cells = [
            tag("ENT", country, I="01") if country else '<ENT I="22"/>',
            tag("ENT", f"{one.name}, {one.address}."),
            tag("ENT", "For all items subject to the EAR. (See § 744.11 of the EAR)"),
            tag("ENT", "Presumption of denial"),
            tag("ENT", f"{text.volume} FR [INSERT FR PAGE NUMBER], {long_day(text.day)}."),
        ]
        rows.append(f"<ROW>{''.join(cells)}</ROW>")
    inside = f"<BOXHD>{boxes}</BOXHD>{''.join(rows)}"
    return f'<GPOTABLE COLS="5" OPTS="L1,tp0,i1" CDEF="s50,r100,r50,r50,r50">{inside}</GPOTABLE>'


def signature(text: Text) -> str:
    signed = tag("DATED", f"Dated: {long_day(text.signed or text.filed_on)}.")
    return f"<SIG>{signed}{tag('NAME', 'Sample Signer,')}{tag('TITLE', 'Sample Secretary.')}</SIG>"


def ending(text: Text, billing: str | None = None) -> str:
    filed = f"[FR Doc. {text.number} Filed {short_day(text)}; {text.hour}]"
    code = f"BILLING CODE {billing or BILLING[text.agency]}-P"
    return f"{tag('FRDOC', filed)}\n{tag('BILCOD', code)}"


def long_day(day: Any) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def short_day(text: Text) -> str:
    day = text.filed_on
    return f"{day.month}-{day.day}-{day:%y}"


def govinfo(text: Text) -> bytes:
    """The printer's copy: typewriter text in a page."""
    first, *second = AGENCIES[text.agency]
    kind = {"Rule": "Rules and Regulations", "Notice": "Notices"}.get(text.type, "Documents")
    parts = [
        f"[Federal Register Volume {text.volume}, Number 200 ({text.day:%A}, "
        f"{long_day(text.day)})]\n[{kind}]\n[Pages {text.page}-{text.page + 3}]\n"
        "From the Federal Register Online via the Government Publishing Office [www.gpo.gov]\n"
        f"[FR Doc No: {text.number}]",
        f"{'-' * 71}",
        "\n\n".join(one.raw_name for one in (first, *second)),
        *([cfr(text)] if text.parts else []),
        *([f"[Docket No. {text.docket}]"] if text.docket else []),
        *([f"RIN {text.rin}"] if text.rin else []),
        text.title,
        f"AGENCY: {(second or [first])[0].raw_name}, Commerce.",
        f"ACTION: {text.action or 'Notice.'}",
        f"{'-' * 71}",
        *([f"SUMMARY: {text.summary}"] if text.summary else []),
        *([f"DATES: {text.dates}"] if text.dates else []),
        "FOR FURTHER INFORMATION CONTACT: Sample Officer, (202) 555-0100.",
        "SUPPLEMENTARY INFORMATION:",
        *(text.body or ("The background of this document is a sample.",)),
        *text.instructions,
        f"[FR Doc. {text.number} Filed {short_day(text)}; {text.hour}]\n"
        f"BILLING CODE {BILLING[text.agency]}-P",
    ]
    body = escape("\n\n".join(parts))
    return (
        f"<html>\n<head>\n<title>Federal Register, Volume {text.volume}</title>\n</head>\n<body>"
        f"<pre>\n{body}\n</pre></body>\n</html>\n"
    ).encode()


def feed(texts: list[Text]) -> bytes:
    """The newest documents as RSS 2.0."""
    items = "".join(
        "<item>"
        + tag("title", text.title)
        + tag("link", f"{FR}/documents/{path_of(text)}/{slug(text.title)}")
        + tag("description", text.summary or "")
        + tag("pubDate", f"{text.day:%a, %d %b %Y} 04:00:00 GMT")
        + tag("guid", f"{FR}/documents/{path_of(text)}/{slug(text.title)}")
        + tag("dc:creator", AGENCIES[text.agency][-1].name)
        + "</item>\n"
        for text in texts
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<rss version="2.0" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><channel>'
        "<title>Federal Register: Search Results</title>"
        f"<link>{FR}/</link><description>A sample of the feed</description>\n"
        f"{items}</channel></rss>\n"
    ).encode()


def filing(text: Text) -> dict[str, Any]:
    """A document on public inspection."""
    hour = {"8:45 am": "12:45:00", "4:15 pm": "20:15:00", "11:15 am": "15:15:00"}[text.hour]
    return {
        "agencies": [agency(one) for one in AGENCIES[text.agency]],
        "agency_names": [one.name for one in AGENCIES[text.agency]],
        "docket_numbers": [text.docket] if text.docket else [],
        "document_number": text.number,
        "editorial_note": None,
        "excerpts": None,
        "filed_at": f"{text.filed_on}T{hour}.000Z",
        "filing_type": "regular" if text.hour == "8:45 am" else "special",
        "html_url": f"{FR}/public-inspection/{text.number}/{slug(text.title)}",
        "json_url": f"{FR}/api/v1/public-inspection-documents/{text.number}.json",
        "num_pages": 12,
        "page_views": {"count": 7, "last_updated": f"{text.filed_on} 20:15:04 -0400"},
        "pdf_updated_at": f"{text.filed_on}T{hour}.000Z",
        "pdf_url": f"https://public-inspection.federalregister.gov/{text.number}.pdf?1795000000",
        "publication_date": str(text.day),
        "raw_text_url": f"https://public-inspection.federalregister.gov/{text.number}.txt",
        "subject_1": text.title,
        "subject_2": None,
        "subject_3": None,
        "title": text.title,
        "toc_doc": None,
        "toc_subject": None,
        "type": text.type,
    }
