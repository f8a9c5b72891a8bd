"""What `tracker read` prints: the readings of a saved file, without recording anything."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

from scrapers.documents import Document, Effect, Reading
from tracker.asked import UsageError, did_you_mean, nearest
from tracker.ingest.by_hand import read_saved, saved_bytes
from tracker.ingest.identity import DATED

Canonical = Callable[[str], str | None]
ByPage = Callable[[str, date | None], str | None]


def read_file(
    path: Path, source: str, known: list[str], canonical: Canonical, by_page: ByPage
) -> list[Any]:
    """Every text found in a file, read as if it came from a source.

    `canonical` gives the id on file that a name, number or citation means, `by_page` that of the
    text of a day at an address, if there is one. Raises
    UsageError for a file or a source that is not there, SourceError for a file that is no text.
    """
    if source not in known:
        hint = did_you_mean(nearest(source, known))
        raise UsageError(f"--as: expected one of {', '.join(known)}; found {source!r}{hint}")
    body = saved_bytes(path)
    readings = read_saved(Document(source, path.absolute().as_uri(), body))
    return [printed(reading, _naming(reading, canonical, by_page)) for reading in readings]


def _naming(reading: Reading, canonical: Canonical, by_page: ByPage) -> Canonical:
    """What names mean here; a text named by its day alone may be on file under another name."""
    own = reading.instrument
    here = by_page(reading.url, reading.published_on) if own and DATED.search(own) else None

    def named(name: str) -> str | None:
        return here if here and name == own else canonical(name)

    return named


def printed(reading: Reading, canonical: Canonical) -> dict[str, Any]:
    """One reading as JSON; targets by the ids on file where they are known there."""
    own = reading.instrument
    return {
        "instrument": own and (canonical(own) or own),
        "published_on": _day(reading.published_on),
        "effects": list(_rows(reading, canonical)),
        "unread": [
            {"sentence": one.sentence, "reason": one.reason, "offsets": list(one.offsets)}
            for one in reading.unread
        ],
        "title": reading.title,
        "role": reading.role,
        "lang": reading.lang,
        "published_basis": reading.published_basis,
        "filed_on": _day(reading.filed_on),
        "issue_date": _day(reading.issue_date),
        "signed_on": _day(reading.signed_on),
        "page_day": _day(reading.page_day),
        "official_number": reading.official_number,
        "authority": reading.authority,
        "translates": reading.translates,
    }


def _rows(reading: Reading, canonical: Canonical) -> Iterator[dict[str, Any]]:
    for effect in reading.effects:
        yield {
            "effect": effect.effect,
            "targets": [_target(target, canonical) for target in effect.targets],
            "first_day": _day(effect.first_day),
            "last_day": _day(effect.last_day),
            "first_time": effect.first_time,
            "last_time": effect.last_time,
            "parties": effect.parties,
            "names": [list(filter(None, party)) for party in effect.names],
            "items": list(effect.items),
            "codes": list(effect.codes),
            "hs": list(effect.hs),
            "destinations": list(effect.destinations),
            "origins": list(effect.origins),
            "threshold": _threshold(effect),
            "provision": effect.provision,
            "kind": effect.kind,
            "what": effect.what,
            "title": effect.title,
            "note": effect.note,
            "quote": effect.quote,
            "offsets": list(effect.offsets),
        }


def _threshold(effect: Effect) -> dict[str, Any] | None:
    share = effect.threshold
    return {"percent": share.percent, "of": share.of} if share else None


def _target(target: str, canonical: Canonical) -> str:
    """A target by the id of its instrument; a place in the CFR stays as it is printed."""
    name, slash, provision = target.partition("/")
    return (canonical(name) or name) + slash + provision


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None
