"""The text form of a Federal Register document (govinfo's .htm, saved pages, pasted sentences).

Parts are found by the headings that the Register prints ("DATES:", "SUMMARY:" …). A text without
headings is read sentence by sentence, as if all of it were its DATES.
"""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Any

from scrapers.english.dates import SIGNED_DAY, Unreadable, day_signed
from scrapers.english.sentences import plain, squeeze
from scrapers.federal_register.bodies import body_role, kept
from scrapers.federal_register.identity import NUMBER, document_number, filing
from scrapers.federal_register.order_texts import order_alone, presidential
from scrapers.federal_register.parts import Kind, Paragraph, Part, Parts

HEADINGS: dict[str, Part | None] = {
    "AGENCY": None,
    "AGENCIES": None,
    "ACTION": "ACTION",
    "SUMMARY": "SUMMARY",
    "DATES": "DATES",
    "DATE": "DATES",
    "EFFECTIVE DATE": "DATES",
    "EFFECTIVE DATES": "DATES",
    "APPLICABLE DATE": "DATES",
    "ADDRESSES": None,
    "ADDRESS": None,
    "FOR FURTHER INFORMATION CONTACT": None,
    "FOR FURTHER INFORMATION": None,
    "SUPPLEMENTARY INFORMATION": None,
}
HEADING = re.compile(rf"^[ \t]*({'|'.join(HEADINGS)})[ \t]*:[ \t]*", re.MULTILINE)
PRE = re.compile(r"<pre\b[^>]*>(.*?)(?:</pre>|\Z)", re.IGNORECASE | re.DOTALL)
LATEX = re.compile(r"``|''")  # quotes as typewriters have them
NOT_WORDS = re.compile(r"(?is)<(script|style)\b[^<>]*>.*?(?:</\1\s*>|\Z)")
BLOCK = re.compile(
    r"</(?:p|div|h[1-6]|li|ul|ol|tr|td|title|section|article|header|footer|nav|main)\s*>|<br\b[^<>]*>",
    re.IGNORECASE,
)
TAG = re.compile(r"<[^<>]*>")
FURNITURE = re.compile(r"^[ \t]*\[\[Page [^\]]*\]\][ \t]*$|^-{10,}[ \t]*$", re.MULTILINE)
NEW_PARAGRAPH = re.compile(r"\n[ \t]*\n|\n(?=[ ]{4,}\S)")
RULED_LINE = re.compile(r"^[-=]{5,}$")
KINDS: tuple[tuple[str, Kind], ...] = (
    ("[Rules and Regulations]", "rule"),
    ("[Proposed Rules]", "proposed rule"),
    ("[Notices]", "notice"),
    ("[Presidential Documents]", "presidential document"),
)
VOLUME = re.compile(r"\[?Federal Register,? Volume (\d{2,3}),? (?:Number|Issue) \d+ \(([^)]*)\)")
PAGES = re.compile(r"\[Pages? (\d{1,6})")
PRINTED = re.compile(r"\[FR\.? Doc")  # the register's own line, not a mention of a document
SIGNED_OFF = re.compile(r"\[FR\.? Doc[^\]]{1,60}\bFiled\b")  # signature and furniture at the end
NUMBER_LINE = re.compile(rf"\[FR Doc(?:ument)?\.? No[.:] ?({NUMBER})\]", re.IGNORECASE)
CFR = re.compile(r"^[ \t]*(\d{1,2} CFR [Pp]arts? [^\n]*(?:\n[^\n\[]+)?)", re.MULTILINE)
BILLING = re.compile(r"BILLING CODE:? *([\w-]+)", re.IGNORECASE)
DATED = re.compile(rf"^[ \t]*(?:Dated|Signed|Issued|Entered)\b[^\n]{{0,40}}?({SIGNED_DAY})", re.M)
INDENTED = 8  # columns by which the Register's text form indents a presidential document
PRESIDENTIAL = "[Presidential Documents]"
NUMBERED = re.compile(r"\d{1,3}\. (?:Effective|Beginning|Delayed)\b", re.IGNORECASE)
BULLET = re.compile(r"^0[ \t]*\n", re.MULTILINE)
HEADER_END = re.compile(r"\[Docket|^RIN|\d CFR|^\[", re.MULTILINE)


BLANK_LINE = re.compile(r"\n[ \t\r]*\n")  # a text without any has a paragraph on each line


def parts_of_text(text: str) -> Parts:
    """The parts of a document in text form."""
    words = unwrapped(text if BLANK_LINE.search(text) else text.replace("\n", "\n\n"))
    first = HEADING.search(words)
    if first is None and (headless := _headless(words)):
        return headless
    header, body = (words[: first.start()], words[first.start() :]) if first else (words, "")
    agencies, subject = _header(header)
    sections = dict(_sections(body))
    agencies = agencies or (squeeze(sections.get("AGENCY", "")).rstrip("."),)
    kind = _kind(header, squeeze(sections.get("ACTION", "")))
    billing = BILLING.search(plain(words))
    return Parts(
        kind=kind,
        signed_on=_signed(words),
        agencies=tuple(filter(None, agencies)),
        billing_code=billing[1] if billing else None,
        cfr=squeeze(cfr[1]) if (cfr := CFR.search(header)) else None,
        subject=subject,
        paragraphs=tuple(_paragraphs(sections, subject, kind, agencies, billing, words)),
        **_furniture(words),
    )


def _headless(words: str) -> Parts | None:
    """A text without headings: an order, or pasted sentences; None: the Register's, of no kind."""
    printed = bool(PRINTED.search(plain(words)))
    if PRESIDENTIAL in words:
        return replace(presidential(_indented_blocks(words)), **_furniture(words))
    if alone := order_alone([squeeze(one) for one in _blocks(words)]):
        return replace(alone, **_furniture(words)) if printed else alone
    return None if printed else Parts(kind="other", paragraphs=tuple(_unheaded(words)))


def _furniture(words: str) -> dict[str, Any]:
    """What the Register prints around a document: its number, filing, day, volume and page."""
    number = NUMBER_LINE.search(plain(words))
    volume, page = VOLUME.search(words), PAGES.search(words)
    return {
        "number": document_number(number[0] if number else _last_line(words)),
        "filed": filing(words),
        "issue_date": _day(volume[2]) if volume else None,
        "volume": int(volume[1]) if volume else None,
        "page": int(page[1]) if page else None,
    }


def _blocks(words: str) -> list[str]:
    return [one for one in NEW_PARAGRAPH.split(words) if one.strip()]


def _indented_blocks(words: str) -> list[str]:
    """The paragraphs of a text that stands indented as a whole: by more, where one begins."""
    lines = words.split("\n")
    indents = [len(line) - len(line.lstrip()) for line in lines if line.strip()]
    deep = Counter(indent for indent in indents if indent >= INDENTED)
    usual = deep.most_common(1)[0][0] if 3 * sum(deep.values()) > len(indents) else 0
    straight = "\n".join(line[min(usual, len(line) - len(line.lstrip())) :] for line in lines)
    return [one for block in NEW_PARAGRAPH.split(straight) if (one := squeeze(block))]


def unwrapped(text: str) -> str:
    """The words of a page: what stands in <pre>, without tags, entities and page furniture."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if re.search(r"<(?:html|pre|body|p)\b", text[:4000], re.IGNORECASE):
        inside = PRE.search(text)
        body = inside[1] if inside else BLOCK.sub("\n\n", NOT_WORDS.sub(" ", text))
        text = html.unescape(TAG.sub("", body))
    return FURNITURE.sub("", LATEX.sub('"', text.replace("<bullet>", "")))


def _last_line(words: str) -> str:
    found = list(re.finditer(r"\[FR\.? Doc[^\]]*", words))
    return found[-1][0] if found else ""


def _unheaded(words: str) -> Iterator[Paragraph]:
    for block in NEW_PARAGRAPH.split(words):
        words = squeeze(block)
        if words:
            yield Paragraph("AMDPAR" if NUMBERED.match(words) else "DATES", words)


def _header(header: str) -> tuple[tuple[str, ...], str]:
    """The agencies at the top and the subject just before the first heading."""
    blocks = [b.strip() for b in re.split(r"\n[ \t]*\n", header) if b.strip()]
    blocks = [b for b in blocks if not RULED_LINE.match(b)]
    agencies = []
    for at, block in enumerate(blocks):
        if "From the Federal Register Online" in block or NUMBER_LINE.search(plain(block)):
            blocks = blocks[at + 1 :]
            break
    for block in blocks[:-1]:
        if HEADER_END.search(block):
            break
        agencies.append(squeeze(block))
    return tuple(agencies), squeeze(blocks[-1]) if blocks else ""


def _sections(body: str) -> Iterator[tuple[str, str]]:
    found = list(HEADING.finditer(body))
    for at, heading in enumerate(found):
        end = found[at + 1].start() if at + 1 < len(found) else len(body)
        yield heading[1], body[heading.end() : end]


def _kind(header: str, action: str) -> Kind:
    for mark, kind in KINDS:
        if mark in header:
            return kind
    lowered = action.lower()
    if "proposed rule" in lowered or "advance notice of proposed" in lowered:
        return "proposed rule"
    return "notice" if "notice" in lowered and "rule" not in lowered else "rule"


def _signed(words: str) -> date | None:
    """The day of signature: on the last line that begins with "Dated" or a like word."""
    lines = DATED.findall(words)
    return _day(lines[-1]) if lines else None


def _day(words: str) -> date | None:
    try:
        return day_signed(words)
    except Unreadable:
        return None


def _paragraphs(
    sections: dict[str, str],
    subject: str,
    kind: Kind,
    agencies: tuple[str, ...],
    billing: re.Match[str] | None,
    words: str,
) -> Iterator[Paragraph]:
    if subject:
        yield Paragraph("SUBJECT", subject)
    for name, body in sections.items():
        part = HEADINGS[name]
        before = "" if name in {"ACTION", "SUMMARY", "DATES", "DATE"} else f"{name}: "
        for block in NEW_PARAGRAPH.split(body) if part else ():
            if part and block.strip():
                yield Paragraph(part, squeeze(before + block))
                before = ""
    running = sections.get("SUPPLEMENTARY INFORMATION", words if not sections else "")
    instructions = [squeeze(one) for one in _instructions(running)]
    yield from (Paragraph("AMDPAR", one) for one in instructions)
    titles = f"{subject} {sections.get('ACTION', '')}"
    role = body_role(kind, titles, " ".join(agencies), billing[1] if billing else "")
    if role and not (role == "delays" and instructions):
        for block in NEW_PARAGRAPH.split(running):
            one = squeeze(block)
            if one and one != subject and not SIGNED_OFF.search(one) and kept(role, one):
                yield Paragraph("BODY", one)


def _instructions(running: str) -> Iterator[str]:
    """Amendatory instructions: each follows a line that holds nothing but the bullet "0"."""
    for piece in BULLET.split(running)[1:]:
        yield re.split(r"\n[ \t]*\n", piece, maxsplit=1)[0]
