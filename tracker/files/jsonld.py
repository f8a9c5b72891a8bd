"""An answer as linked data, in the words of schema.org/Legislation; it says what the answer says.

A text and each measure it lays down are Legislation; the measure is a part of its text. A measure
is said to be in force only where the answer says so without a doubt: one that came back by lapse
and nobody confirmed, or whose state is not known, is said to be neither.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

from tracker.answers import Answer, Change, Measure
from tracker.citing import TRACKER, Act, measures_of
from tracker.files.told import Told
from tracker.words import STATES

CONTEXT = "https://schema.org"
FORCE = {"in_force": "InForce", "suspended": "NotInForce", "announced": "NotInForce"}
FORCE |= {"ended": "NotInForce"}
Node = dict[str, Any]


def write(told: Told, _: str) -> bytes:
    """The graph: the answer, the texts it rests on, its measures."""
    places, changed = _act_places(told), _changed(told.answer)
    acts = [
        _act(act, place, [_place(told, one) for one in changed.get(act.instrument or "", ())])
        for act, place in places
    ]
    graph = [_answer(told, [place for _, place in places]), *acts, *_measures(told)]
    body = {"@context": CONTEXT, "@graph": [_known(node) for node in graph]}
    return (json.dumps(body, ensure_ascii=False, indent=1) + "\n").encode()


def _known(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in (None, [], {}, "")}


def _place(told: Told, id: str) -> str:
    """A name for a text or a measure: its page, or a place in this file."""
    if told.base is None:
        return f"#{quote(id, safe='/')}"
    room = "measures" if "/" in id else "instruments"
    return f"{told.base}/{room}/{quote(id, safe='/')}"


def _answer(told: Told, acts: list[str]) -> Node:
    receipt = told.receipt
    maker = {"@type": "SoftwareApplication", "name": TRACKER, "softwareVersion": receipt.version}
    return {
        "@id": told.link or f"#receipt-{receipt.id}",
        "@type": "Dataset",
        "name": told.title,
        "description": "; ".join([*filter(None, [told.answer.empty]), *told.answer.notes]),
        "identifier": receipt.id,
        "dateCreated": receipt.at,
        "creator": maker,
        "url": told.link,
        "isBasedOn": [{"@id": place} for place in acts],
        "about": [{"@id": _place(told, one.id)} for one in measures_of(told.answer)],
    }


def _act_places(told: Told) -> list[tuple[Act, str]]:
    """A name for each text; the later days of a record that gathers several have their own."""
    seen: set[str] = set()
    return [(act, _act_place(act, told, seen)) for act in told.acts]


def _act_place(act: Act, told: Told, seen: set[str]) -> str:
    if act.instrument is None:
        return f"#{quote(act.key)}"
    place = _place(told, act.instrument)
    if act.instrument not in seen:
        seen.add(act.instrument)
        return place
    return f"{place}_{act.published_on}" if told.base is None else f"{place}#{act.published_on}"


def _act(act: Act, place: str, changed: list[str]) -> Node:
    record = act.record
    return {
        "@id": place,
        "@type": "Legislation",
        "name": _names(act.title, record.get("title_zh")),
        "legislationIdentifier": act.official_number or act.instrument,
        "legislationType": record.get("form"),
        "legislationDate": record.get("signed_on"),
        "datePublished": act.published_on,
        "legislationPassedBy": [
            {"@type": "GovernmentOrganization", "name": one}
            for one in record.get("issuers") or filter(None, [record.get("authority")])
        ],
        "legislationJurisdiction": record.get("jurisdiction"),
        "legislationChanges": [{"@id": one} for one in changed],
        "inLanguage": act.lang,
        "url": act.url,
    }


def _changed(answer: Answer) -> dict[str, dict[str, None]]:
    """For each act the measures of others that it changes, as far as the answer says so."""
    found: dict[str, dict[str, None]] = {}
    changes: list[Change] = getattr(answer, "changes", [])
    told = [(one.by, one.instrument, one.id) for one in measures_of(answer)]
    told += [(one.by, one.measure.partition("/")[0], one.measure) for one in changes]
    for by, instrument, measure in told:
        if by is not None and by != instrument:
            found.setdefault(by, {})[measure] = None
    return found


def _measures(told: Told) -> Iterator[Node]:
    seen = {one.id: one for one in measures_of(told.answer)}
    for measure in seen.values():
        yield _measure(measure, told)


def _measure(measure: Measure, told: Told) -> Node:
    return {
        "@id": _place(told, measure.id),
        "@type": "Legislation",
        "name": _names(measure.title, None),
        "legislationIdentifier": measure.id,
        "legislationType": measure.kind,
        "isPartOf": {"@id": _place(told, measure.instrument)},
        "legislationJurisdiction": measure.jurisdiction,
        "legislationPassedBy": {"@type": "GovernmentOrganization", "name": measure.authority},
        "legislationDateVersion": measure.day,
        "legislationLegalForce": force_of(measure),
        "creativeWorkStatus": status_of(measure),
        "temporalCoverage": _run(measure),
        "citation": [{"@id": _place(told, one)} for one in _cited(measure)],
    }


def force_of(measure: Measure) -> str | None:
    """InForce, NotInForce or PartiallyInForce; None where the answer leaves a doubt: unconfirmed,
    not reviewed, or projected, save that what has ended is ended."""
    if measure.basis == "read" or (measure.by == "lapse" and not measure.confirmed):
        return None
    if measure.projected and measure.state != "ended":
        return None
    if measure.state == "partly":
        return _shared(measure.parts or {})
    return FORCE.get(measure.state)


def _shared(parts: dict[str, int]) -> str | None:
    """What holds for a provision whose parts differ: some in force, or certainly none."""
    if parts.get("in_force"):
        return "PartiallyInForce"
    return "NotInForce" if parts and set(parts) <= FORCE.keys() else None


def status_of(measure: Measure) -> str:
    """The state in words, with what is uncertain about it."""
    told = [STATES.get(measure.state, measure.state)]
    if measure.by == "lapse":
        told.append("by lapse, confirmed" if measure.confirmed else "by lapse, unconfirmed")
    if measure.reason == "not_yet_published":
        told.append("not yet published")
    if measure.projected:
        told.append("projected")
    if measure.basis == "read":
        told.append("not reviewed")
    return ", ".join(told)


def _run(measure: Measure) -> str | None:
    """The days it is in force without a break, where the day asked about is one of them."""
    if force_of(measure) != "InForce" or measure.since is None:
        return None
    return f"{measure.since}/{measure.until or '..'}"


def _cited(measure: Measure) -> list[str]:
    acts = (one["instrument"] for one in measure.citations)
    return list(dict.fromkeys(act for act in acts if act))


def _names(en: str, zh: str | None) -> Any:
    told = [{"@language": "en", "@value": en}]
    if zh and zh != en:
        told.append({"@language": "zh", "@value": zh})
    return told
