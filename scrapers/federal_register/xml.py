"""Federal Register XML, one document or a whole issue, as plain parts; memory stays flat.

Only what carries law is made into text: the preamble's parts, amendatory instructions, the bodies
of corrections, of presidential documents and of some notices. The rest is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date
from io import BytesIO
from typing import NamedTuple

from lxml import etree

from events.errors import Drift, Incomplete
from scrapers.english.dates import Unreadable, day_signed
from scrapers.english.sentences import plain, squeeze
from scrapers.federal_register.bodies import Role, body_role, kept
from scrapers.federal_register.identity import document_number, filing, normal_number
from scrapers.federal_register.parts import Kind, Paragraph, Part, Parts

PRESIDENT: Kind = "presidential document"
KINDS: dict[str, Kind] = {
    "RULE": "rule",
    "NOTICE": "notice",
    "PRORULE": "proposed rule",
    "PRESDOCU": "presidential document",
    "CORRECT": "correction",
}
PRESIDENTIAL = ("EXECORD", "PROCLA", "DETERM", "PRNOTICE", "PRMEMO", "PRORDER", "PRESDOC")
DOCUMENTS = (*KINDS, *PRESIDENTIAL)
SECTIONS: dict[str, Part] = {
    "ACT": "ACTION",
    "SUM": "SUMMARY",
    "EFFDATE": "DATES",
    "DATES": "DATES",
}
ISSUE = ("FEDREG", "RULES", "PRORULES", "NOTICES", "PRESDOCS", "NEWPART", "CORRECTIONS")
WANTED = (*DOCUMENTS, "VOL", "DATE", "DOCENT", "SJDENT")
SKIPPED = frozenset(("FTNT", "SU", "FTREF", "GPH", "GPOTABLE", "MATH"))
FIRST_PAGE = re.compile(r"(\d+)(?:-\d+)?")
ORDER_NAME = re.compile(r"(Executive Order|Proclamation) (?:No\. )?(\d{4,5})\b")
BODIES = frozenset((*DOCUMENTS, "SUPLINF", "PREAMB", "EXTRACT"))
NAME_TAGS = frozenset(("TITLE3", "PRES", "PROC", "EXECORDR", "PNOTICE", "DETNO", "MEMO"))


class Issue(NamedTuple):
    """What the issue around a document says: its volume, its day, the page of each document."""

    volume: int | None = None
    day: date | None = None


def parts_in(body: bytes, source: str, url: str) -> Iterator[Parts]:
    """Every document of the XML, in order; Drift or Incomplete where the XML is broken."""
    if b"<!ENTITY" in body:
        raise _drift(source, url, "XML without entities of its own", "<!ENTITY")
    pages: dict[str, int] = {}
    issue = Issue()
    events = etree.iterparse(
        BytesIO(body), events=("end",), tag=WANTED, resolve_entities=False, no_network=True
    )
    try:
        for _, element in events:
            if element.tag in DOCUMENTS:
                yield from _documents(element, issue, pages)
            elif element.tag in {"DOCENT", "SJDENT"}:
                pages |= _contents(element)
            else:
                issue = _dated(element, issue)
    except etree.XMLSyntaxError as error:
        raise _broken(error, source, url) from None


def _documents(element: etree._Element, issue: Issue, pages: dict[str, int]) -> Iterator[Parts]:
    parent = element.getparent()
    if element.tag in PRESIDENTIAL and parent is not None and parent.tag == "PRESDOCU":
        return  # with its PRESDOCU
    inner = [child for child in element if child.tag in PRESIDENTIAL]
    for one in inner or [element]:
        yield _parts(one, issue, pages)
    _forget(element)


def _forget(element: etree._Element) -> None:
    element.clear()
    parent = element.getparent()
    while parent is not None and element.getprevious() is not None:
        del parent[0]


def _contents(entry: etree._Element) -> dict[str, int]:
    """The first page of each document of the contents; only where a page stands before one."""
    found: dict[str, int] = {}
    pages: list[int] = []
    numbers: list[str] = []
    for child in (*entry, None):
        words = "" if child is None else (child.text or "").strip()
        if child is None or child.tag == "PGS":
            if len(pages) == 1 and len(numbers) == 1:
                found[numbers[0]] = pages[0]
            pages, numbers = [int(page) for page in FIRST_PAGE.findall(words)], []
        elif child.tag == "FRDOCBP":
            numbers.append(normal_number(words))
    return found


def _dated(element: etree._Element, issue: Issue) -> Issue:
    parent = element.getparent()
    if parent is None or parent.tag != "FEDREG":
        return issue
    words = (element.text or "").strip()
    if element.tag == "VOL":
        return issue._replace(volume=int(words) if words.isdigit() else None)
    return issue._replace(day=_day(words))


def _day(words: str) -> date | None:
    try:
        return day_signed(plain(words))
    except Unreadable:
        return None


def _parts(doc: etree._Element, issue: Issue, pages: dict[str, int]) -> Parts:
    kind: Kind = KINDS.get(str(doc.tag), PRESIDENT)
    frdoc = f"{_last(doc, 'FRDOC')} {_last(doc, 'FILED')}"
    number = document_number(frdoc)
    agencies = tuple(_texts(doc, "AGENCY", "SUBAGY"))
    billing = _last(doc, "BILCOD") or None
    subject = _subject(doc, kind)
    orders = ORDER_NAME.search(" ".join(_texts(doc, *NAME_TAGS))) if kind == PRESIDENT else None
    return Parts(
        kind=kind,
        number=number,
        filed=filing(frdoc),
        issue_date=issue.day,
        signed_on=_day(" ".join([_last(doc, "DATED"), *_texts(doc, "DATE")][:2])),
        agencies=agencies or (("Executive Office of the President",) if kind == PRESIDENT else ()),
        billing_code=billing,
        cfr=next(iter(_texts(doc, "CFR")), None),
        rins=tuple(re.sub(r"^RIN:? ?", "", plain(rin)) for rin in _texts(doc, "RIN")),
        volume=issue.volume,
        page=pages.get(number or "") or _leading_page(doc),
        order=_order(orders),
        official_number=" ".join(orders.groups()) if orders else None,
        subject=subject,
        paragraphs=tuple(_paragraphs(doc, kind, subject, agencies, billing or "")),
    )


def _order(found: re.Match[str] | None) -> str | None:
    return f"{'eo' if found[1][0] == 'E' else 'procl'}-{found[2]}" if found else None


def _subject(doc: etree._Element, kind: Kind) -> str:
    subjects = list(_texts(doc, "SUBJECT"))
    if kind == PRESIDENT:
        heads = [text_of(head) for head in doc.iter("HD") if head.get("SOURCE") == "HED"]
        subjects = heads or list(_texts(doc, "PNOTICE", "DETNO", "MEMO", "TITLE"))
    return subjects[0] if subjects else ""


def _leading_page(doc: etree._Element) -> int | None:
    """The page on which a document begins, where it begins one."""
    preamble = doc.find("PREAMB")
    first = preamble[0] if preamble is not None and len(preamble) else None
    page = first.get("P", "") if first is not None and first.tag == "PRTPAGE" else ""
    return int(page) if page.isdigit() else None


def _paragraphs(
    doc: etree._Element, kind: Kind, subject: str, agencies: Iterable[str], billing: str
) -> Iterator[Paragraph]:
    if subject:
        yield Paragraph("SUBJECT", subject)
    action = ""
    for section in doc.iter("ACT", "SUM", "EFFDATE", "DATES"):
        for paragraph in _section(section, SECTIONS[str(section.tag)]):
            action += paragraph.text if paragraph.part == "ACTION" else ""
            yield paragraph
    instructions = [text_of(one) for one in doc.iter("AMDPAR")]
    for words in instructions:
        if words:
            yield Paragraph("AMDPAR", words)
    part = body_role(kind, f"{subject} {action}", " ".join(agencies), billing)
    if part and not (part == "delays" and instructions):
        for body in _bodies(doc, part):
            yield Paragraph("BODY", body)


def _section(section: etree._Element, part: Part) -> Iterator[Paragraph]:
    """The paragraphs of a part; a heading that is not just its name stays before its words."""
    head = ""
    for child in section:
        if child.tag == "HD":
            head = text_of(child)
            plain_head = head.rstrip(": ").upper()
            head = "" if plain_head in {"DATES", "DATE", "ACTION", "SUMMARY"} else head + " "
        elif child.tag not in SKIPPED and (words := text_of(child)):
            yield Paragraph(part, head + words)
            head = ""


def _bodies(doc: etree._Element, role: Role) -> Iterator[str]:
    for one in doc.iter("P", "FP"):
        parent = one.getparent()
        if parent is None or parent.tag not in BODIES:
            continue
        if kept(role, words := text_of(one)):
            yield words


def _texts(doc: etree._Element, *tags: str) -> Iterator[str]:
    return (words for one in doc.iter(*tags) if (words := text_of(one)))


def _last(doc: etree._Element, tag: str) -> str:
    found = ""
    for one in doc.iter(tag):
        found = text_of(one)
    return found


def text_of(element: etree._Element) -> str:
    """The words of an element on one line, without footnotes and their marks."""
    if not len(element):
        return squeeze(element.text or "")
    pieces: list[str] = []
    for piece in _pieces(element):
        if pieces and piece and _stuck(pieces[-1], piece):
            pieces.append(" ")  # "the<E>Federal Register</E>on": typesetting ate the spaces
        if piece:
            pieces.append(piece)
    return squeeze("".join(pieces))


def _stuck(before: str, after: str) -> bool:
    return (before[-1].isalnum() or before[-1] in ",;:") and after[0].isalnum()


def _pieces(element: etree._Element) -> Iterator[str]:
    if element.text:
        yield element.text
    for child in element:
        if child.tag not in SKIPPED and isinstance(child.tag, str):
            yield from _pieces(child)
        if child.tail:
            yield child.tail


def _broken(error: etree.XMLSyntaxError, source: str, url: str) -> Drift | Incomplete:
    found = (error.msg or "broken XML").partition("\n")[0][:120]
    if "Premature end" in found or "EndTag" in found or "no element found" in found:
        return Incomplete(
            source, url, expected="whole XML", found=found, next_step="fetch it again"
        )
    return _drift(source, url, "well-formed XML", found)


def _drift(source: str, url: str, expected: str, found: str) -> Drift:
    return Drift(
        source,
        url,
        expected=expected,
        found=found,
        next_step="compare the archived copy with the one before",
    )
