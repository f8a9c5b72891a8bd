"""The rows of the exported database, table by table, from the view as it stands."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from tracker.answers import FOREVER, Change, shown
from tracker.words import act_name

if TYPE_CHECKING:
    from tracker.queries import Timeline

Row = dict[str, Any]
FIRST, LAST = "1900-01-01", "2200-01-01"  # the changes of all times
EFFECTS = "f.event LIKE 'measure %' AND f.event <> 'measures linked' OR f.event = 'clarified'"
CITED = ("instrument", "provision", "published_on", "quote", "url", "sha256", "lang")


class Citations:
    """Citations, each once, numbered as they come; `texts` are those on file."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = frozenset(texts)
        self._numbers: dict[tuple[Any, ...], int] = {}

    def number(self, cited: Row | None) -> int | None:
        """The number of a citation; None for none."""
        if cited is None:
            return None
        key = tuple(cited.get(name) for name in CITED)
        return self._numbers.setdefault(key, len(self._numbers) + 1)

    def rows(self) -> Iterator[Row]:
        """All that were asked for."""
        for key, number in self._numbers.items():
            told = dict(zip(CITED, key, strict=True))
            act = told["instrument"]
            told["instrument"] = act if act in self._texts else None
            yield {"id": number, "act": act_name(act) or None, **told}


def all_rows(timeline: Timeline) -> dict[str, list[Row]]:
    """Every table's rows, those that others refer to included."""
    instruments = list(_instruments(timeline))
    cited = Citations(one["id"] for one in instruments)
    found = {
        "instruments": instruments,
        "measures": list(_measures(timeline, cited)),
        "effects": list(_effects(timeline, cited)),
        "periods": list(_periods(timeline)),
        "listings": list(_listings(timeline)),
        "links": list(_links(timeline, cited)),
        "pledges": list(_pledges(timeline, cited)),
        "changes": list(_changes(timeline, cited)),
        "milestones": [{"name": name, **one} for name, one in timeline.view.milestones.items()],
        "sources": list(_sources(timeline)),
        "about": list(_about(timeline)),
    }
    listed = {one["measure"] for one in found["listings"]}
    found["party_names"] = [one for one in _names(timeline) if one["measure"] in listed]
    found["citations"] = list(cited.rows())
    return found


def _joined(values: Iterable[str] | None) -> str | None:
    return "; ".join(values or ()) or None


def _instruments(timeline: Timeline) -> Iterator[Row]:
    rows = timeline.view.db.execute(
        "SELECT i.id, f.position, f.recorded_at, f.body FROM instrument i"
        " JOIN fact f USING (position) ORDER BY i.id"
    )
    for id, position, recorded_at, body in rows:
        fact = json.loads(body)
        told = fact.get("now", fact)
        joined = {name: _joined(told.get(name)) for name in ("issuers", "aliases")}
        url = next(iter(told.get("urls") or ()), None)
        yield {
            **told, **joined, "id": id, "url": url, "position": position,
            "recorded_at": recorded_at,
        }  # fmt: skip


def _imposed(timeline: Timeline) -> Iterator[tuple[Row, Row]]:
    """Each measure's own columns, and the fact that imposes it."""
    names = ("id", "instrument", "provision", "part_of", "jurisdiction", "authority", "kind")
    rows = timeline.view.db.execute(
        f"SELECT {', '.join(f'm.{name}' for name in names)}, f.position, f.recorded_at, f.body"
        " FROM measure m JOIN fact f ON f.position = m.imposed ORDER BY m.id"
    )
    for *own, position, recorded_at, body in rows:
        told = dict(zip(names, own, strict=True))
        yield told | {"position": position, "recorded_at": recorded_at}, json.loads(body)


def _measures(timeline: Timeline, cited: Citations) -> Iterator[Row]:
    lists = ("items", "codes", "hs", "destinations", "origins", "end_uses")
    terms = json.loads(timeline.view.meta["terms"])["terms"]
    for own, fact in _imposed(timeline):
        scope = fact["scope"]
        threshold = scope.get("threshold") or {}
        yield {
            **fact,
            **own,
            **{name: _joined(scope.get(name)) for name in lists},
            "items_zh": _joined(_in_chinese(scope.get("items") or (), terms)),
            "flow": scope.get("flow"),
            "threshold_percent": threshold.get("percent"),
            "threshold_of": threshold.get("of"),
            "citation": cited.number(fact["cited"]),
        }


def _in_chinese(items: Iterable[str], terms: Row) -> Iterator[str]:
    for item in items:
        if zh := terms.get(item, {}).get("zh"):
            yield zh


def _listings(timeline: Timeline) -> Iterator[Row]:
    for own, fact in _imposed(timeline):
        party = fact.get("party")
        if party:
            many = ("aliases", "units", "addresses", "countries")
            yield {
                **{name: fact.get(name) for name in ("policy", "seen_on", "end_unknown")},
                **party,
                **{name: _joined(party.get(name)) for name in many},
                "measure": own["id"],
                "provision": own["part_of"],
                "instrument": own["instrument"],
                "list": fact.get("on_list"),
            }


def _names(timeline: Timeline) -> Iterator[Row]:
    rows = timeline.view.db.execute(
        "SELECT n.id, m.id, n.printed, n.sort FROM name n JOIN measure m ON m.num = n.measure"
        " ORDER BY n.id"
    )
    for row in rows:
        yield dict(zip(("id", "measure", "name", "sort"), row, strict=True))


def _standing(timeline: Timeline, which: str) -> Iterator[Row]:
    """The facts about measures on file that stand, with where they are filed."""
    rows = timeline.view.db.execute(
        "SELECT f.position, f.recorded_at, f.body FROM fact f WHERE f.withdrawn_at IS NULL"
        f" AND ({which}) ORDER BY f.position"
    )
    for position, recorded_at, body in rows:
        yield json.loads(body) | {"position": position, "recorded_at": recorded_at}


def _on_file(timeline: Timeline, which: str) -> Iterator[Row]:
    ids = {row[0] for row in timeline.view.db.execute("SELECT id FROM measure")}
    return (fact for fact in _standing(timeline, which) if fact["measure"] in ids)


def _effects(timeline: Timeline, cited: Citations) -> Iterator[Row]:
    for fact in _on_file(timeline, EFFECTS):
        yield fact | {"citation": cited.number(fact["cited"])}


def _links(timeline: Timeline, cited: Citations) -> Iterator[Row]:
    for fact in _on_file(timeline, "f.event = 'measures linked'"):
        yield fact | {"to_id": fact["to"], "citation": cited.number(fact["cited"])}


def _pledges(timeline: Timeline, cited: Citations) -> Iterator[Row]:
    for fact in _standing(timeline, "f.event = 'pledge made'"):
        yield fact | {"citation": cited.number(fact["cited"])}


def _periods(timeline: Timeline) -> Iterator[Row]:
    names = ("state", "reason", "by", "confirmed", "at", "never_operated")
    rows = timeline.view.db.execute(
        f"SELECT m.id, p.first, p.last, p.decided, {', '.join(f'p.{name}' for name in names)}"
        " FROM period p JOIN measure m ON m.num = p.measure ORDER BY m.id, p.first"
    )
    for number, (measure, first, last, decided, *told) in enumerate(rows, 1):
        yield {
            **dict(zip(names, told, strict=True)),
            "id": number,
            "measure": measure,
            "first": shown(first),
            "last": None if last == FOREVER else date.fromordinal(last).isoformat(),
            "effect": decided,
        }


def _changes(timeline: Timeline, cited: Citations) -> Iterator[Row]:
    """Those of provisions and those of listed parties; a measure without parts is in both."""
    found: dict[tuple[object, ...], Change] = {}
    for parts in (False, True):
        for one in timeline.diff(FIRST, LAST, parts=parts).changes:
            found[one.day, one.measure, one.change, one.to_state, one.act] = one
    for number, one in enumerate((found[key] for key in sorted(found)), 1):
        yield {**vars(one), "id": number, "citation": cited.number(one.citation)}


def _sources(timeline: Timeline) -> Iterator[Row]:
    from tracker.freshness import sources

    for one in sources(timeline):
        yield one.as_dict() | {"list_url": one.index}


def _about(timeline: Timeline) -> Iterator[Row]:
    from tracker import __version__

    meta = timeline.view.meta
    told = {
        "version": __version__,
        "ledger position": meta["position"],
        "ledger head": f"sha256:{meta['digest']}",
        "curated through": meta["curated_through"],
        "cite as": f"Regulatory Timeline Tracker {__version__}, tables at ledger position"
        f" {meta['position']}, head {meta['digest'][:12]}",
    }
    for name, value in told.items():
        yield {"name": name, "value": value}
