"""One document of the Federal Register as we read it: who it is, when it was known, its effects."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any, Literal

from scrapers.documents import Document, Effect, Reading, Unread
from scrapers.english.sentences import plain
from scrapers.expect import drift
from scrapers.federal_register.corrections import is_correction
from scrapers.federal_register.effects import effects_of
from scrapers.federal_register.identity import (
    NUMBER,
    authority,
    instrument_id,
    normal_number,
    same_number,
    volume_in,
)
from scrapers.federal_register.json import agencies_of, day_in, text_in
from scrapers.federal_register.parts import Parts
from scrapers.federal_register.targets import Speaker, citations, documents, orders

IN_URL = re.compile(
    rf"(?:federalregister\.gov|govinfo\.gov)/\S*?/({NUMBER})(?=[/.?#]|$)", re.IGNORECASE
)
TITLE_OF_CFR = re.compile(r"(\d{1,2}) CFR\b")
Basis = Literal["public", "filed", "issue", "unknown"]


def about_of(document: Document) -> dict[str, Any]:
    """What the index says of the document, if it came along."""
    if document.about is None:
        return {}
    try:
        said = json.loads(document.about)
    except (ValueError, RecursionError):
        said = None
    if not isinstance(said, dict):
        raise drift(document.source, document.url, "the row of the index as JSON", "other bytes")
    return said


def read_parts(parts: Parts, document: Document, about: Mapping[str, Any]) -> Reading:
    """The reading of one document; Drift where two official sources name different documents."""
    parts = _completed(parts, document, about)
    speaker = Speaker(
        own=_own(parts),
        agencies=parts.agencies,
        billing_code=parts.billing_code,
        cfr_title=_cfr_title(parts.cfr),
        issue_date=parts.issue_date,
        signed_on=parts.signed_on,
    )
    effects, unread = effects_of(parts, speaker)
    published, basis = _published(parts)
    return Reading(
        instrument=speaker.own,
        published_on=published,
        published_basis=basis,
        title=parts.subject or (parts.text.partition("\n")[0][:200]),
        text=parts.text,
        words=parts.words,
        lang="en",
        role="act" if speaker.own or effects or unread else "other",
        url=document.url,
        authority=authority_of(parts),
        issuers=parts.agencies,
        form=_form(parts),
        official_number=parts.official_number or parts.number,
        aliases=_aliases(parts),
        filed_on=parts.filed.day if parts.filed else None,
        issue_date=parts.issue_date,
        signed_on=parts.signed_on,
        cites=_cites(parts, speaker),
        effects=effects,
        unread=(*unread, *_disagreement(effects, parts, day_in(about, "effective_on", document))),
    )


def _completed(parts: Parts, document: Document, about: Mapping[str, Any]) -> Parts:
    """The parts with what only the index, or the address, says."""
    named = normal_number(text_in(about, "document_number"))
    if named and parts.number and not same_number(named, parts.number):
        expected = f"document {named}, as the index says"
        raise drift(document.source, document.url, expected, f"FR Doc. {parts.number}")
    number = named or parts.number or _number_in(document.url, parts)
    cited = re.match(r"(\d+) FR (\d+)$", text_in(about, "citation"))
    eo, procl = about.get("executive_order_number"), about.get("proclamation_number")
    order = f"eo-{eo}" if eo else f"procl-{procl}" if procl else None
    return replace(
        parts,
        number=number,
        agencies=parts.agencies or agencies_of(about),
        issue_date=parts.issue_date or day_in(about, "publication_date", document),
        signed_on=parts.signed_on or day_in(about, "signing_date", document),
        volume=int(cited[1]) if cited else parts.volume or _volume(parts),
        page=int(cited[2]) if cited else parts.page,
        order=parts.order or order,
        subject=parts.subject or text_in(about, "title"),
    )


def _number_in(url: str, parts: Parts) -> str | None:
    found = IN_URL.search(url) if parts.kind != "other" or parts.paragraphs else None
    return normal_number(found[1]) if found else None


def _volume(parts: Parts) -> int | None:
    """The volume by the year of filing; not in December, when the issue may be next year's."""
    if parts.issue_date:
        return volume_in(parts.issue_date.year)
    if parts.filed and parts.filed.day.month < 12:
        return volume_in(parts.filed.day.year)
    return None


def _own(parts: Parts) -> str | None:
    if parts.order:
        return parts.order
    if parts.number is None:
        return None
    return instrument_id(parts.number, parts.agencies, parts.billing_code)


def _cfr_title(cfr: str | None) -> str | None:
    titles = set(TITLE_OF_CFR.findall(cfr or ""))
    return titles.pop() if len(titles) == 1 else None


def _published(parts: Parts) -> tuple[date | None, Basis]:
    """The day the public could know: when it was filed; else the issue that printed it."""
    if parts.filed:
        return parts.filed.day, "filed"
    return (parts.issue_date, "issue") if parts.issue_date else (None, "unknown")


def authority_of(parts: Parts) -> str | None:
    if parts.kind == "presidential document":
        return "PRESIDENT"
    return authority(parts.agencies, parts.billing_code)


def _form(parts: Parts) -> str | None:
    if parts.order:
        return "executive order" if parts.order.startswith("eo-") else "proclamation"
    if parts.kind in {"rule", "notice"} and is_correction(parts):
        return "correction"
    return None if parts.kind == "other" else parts.kind


def _aliases(parts: Parts) -> tuple[str, ...]:
    """Names that are this document's alone: not its docket and not its RIN, which others share."""
    cited = [f"{parts.volume} FR {parts.page}"] if parts.volume and parts.page else []
    return (*cited, *([f"FR Doc. {parts.number}"] if parts.number else []))


def _cites(parts: Parts, speaker: Speaker) -> tuple[str, ...]:
    words = plain(parts.text)
    own = {speaker.own, *_aliases(parts)}
    named = (*documents(words, speaker), *citations(words), *orders(words))
    return tuple(name for name in dict.fromkeys(named) if name not in own)


def _disagreement(
    effects: tuple[Effect, ...], parts: Parts, effective_on: date | None
) -> tuple[Unread, ...]:
    """The index prints one effective day: where DATES does not, a person looks; DATES stands."""
    begins = [e for e in effects if e.effect in {"imposes", "lists", "delists", "corrects"}]
    if effective_on is None or parts.kind == "proposed rule":
        return ()
    if not begins:
        return () if effects or not parts.paragraphs else _only_the_index(parts, effective_on)
    if any(one.first_day == effective_on for one in effects):
        return ()
    one = begins[0]
    reason = f"expected {one.first_day}, as DATES says, found effective_on {effective_on}"
    return (Unread(one.quote, reason, one.offsets),)


def _only_the_index(parts: Parts, effective_on: date) -> tuple[Unread, ...]:
    title = parts.laid_out[0]
    offsets = (title[1], title[1] + len(title[0].text))
    reason = f"expected a day in DATES, found only effective_on {effective_on}"
    return (Unread(title[0].text, reason, offsets),)
