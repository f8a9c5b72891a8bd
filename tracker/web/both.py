"""Both sides on one axis: what China and the United States did, and what answers what.

A page of days FROM to TO, with the measures in which something turned between them. Orders against
single persons are left out and counted: they answer nobody.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from fastapi import Request, Response
from fastapi.responses import RedirectResponse

from tracker.answers import shown as iso
from tracker.asked import Asked, UsageError
from tracker.horizon import notes_beyond
from tracker.queries import Timeline
from tracker.question import FILTERS
from tracker.view import where_of
from tracker.view_runs import Run, Turned, links_of, turned, unreviewed
from tracker.web.answers import JSON, PAGE, SHARED
from tracker.web.days import milestones
from tracker.web.drawing.axis import Axis, marks, rows_of
from tracker.web.drawing.sides import sides
from tracker.web.forms import asked, is_form, once, same, unchanged
from tracker.web.frame import html
from tracker.web.going import SEE
from tracker.web.house import House
from tracker.words import DENIED

EARLY, AHEAD = date(2025, 1, 1), timedelta(90)
LONGEST = 366 * 12  # days of one picture
ALIKE = ("kind", "item", "authority")
WORDS = ("from", "to", *ALIKE)


@dataclass(frozen=True)
class Sight:
    """What of both sides was asked to be seen, and what is there."""

    first: date
    last: date
    filters: dict[str, str]
    measures: list[Turned]
    orders: int
    links: list[dict[str, Any]]

    @property
    def query(self) -> str:
        from urllib.parse import urlencode

        return urlencode({"from": self.first, "to": self.last, **self.filters})


class Both:
    """The page of both sides, and the same as JSON."""

    def __init__(self, house: House) -> None:
        self.house = house

    def page(self, request: Request) -> Response:
        """Both sides, drawn and as a table."""
        if is_form(request):
            return self._canonical(request)
        return self._told(request, "", PAGE)

    def as_json(self, request: Request) -> Response:
        """Both sides as data: each measure with its runs of days, and the links."""
        return self._told(request, ".json", JSON)

    def _canonical(self, request: Request) -> Response:
        words = once(((k, str(v)) for k, v in asked(request).items()), WORDS)
        with self.house.open() as timeline:
            found = sight(timeline, words)
        return RedirectResponse(f"{self.house.root}/both?{found.query}", SEE)

    def _told(self, request: Request, form: str, media: str) -> Response:
        words = once(request.query_params.multi_items(), WORDS)
        house, more = self.house, SHARED if form else {}
        with house.open() as timeline:
            tag = house.tag(timeline, "both", form, json.dumps(words, sort_keys=True))
            if same(request, tag):
                return unchanged(tag, more)

            def made() -> bytes:
                found = sight(timeline, words)
                return told(timeline, found) if form else self._page(timeline, found)

            body = house.kept(tag, made)
        return Response(body, media_type=media, headers={"etag": tag, **more})

    def _page(self, timeline: Timeline, found: Sight) -> bytes:
        axis = Axis(found.first.toordinal(), found.last.toordinal())
        stones = marks(axis, milestones(timeline))
        question = timeline.find.question("on", found.filters, None, None, "all", False)
        horizon = timeline.find.reach.horizon(question, None, timeline.now())
        names = [one.id for one in found.measures]
        return html(
            self.house,
            "both.html",
            sight=found,
            picture=sides(found.measures, found.links, axis),
            ticks=axis.ticks(),
            stones=stones,
            stone_rows=rows_of(stones),
            now_at=_now_at(axis, timeline),
            linked_with=_linked(found.links),
            horizon=horizon,
            notes=notes_beyond(horizon, Asked("", found.last, found.last)),
            unreviewed=unreviewed(timeline.view, names, axis.first, axis.last),
            position=timeline.view.meta["position"],
            head=timeline.view.meta["digest"],
            here=f"/both?{found.query}",
            json=f"/both.json?{found.query}",
        )


def _now_at(axis: Axis, timeline: Timeline) -> float | None:
    today = timeline.find.day("today").latest.toordinal()
    return axis.at(today) if axis.holds(today) else None


def _linked(links: list[dict[str, Any]]) -> dict[str, list[tuple[str, str]]]:
    """What each measure is linked with, from both its ends."""
    found: dict[str, list[tuple[str, str]]] = {}
    for one in links:
        found.setdefault(one["measure"], []).append((one["link"], one["to"]))
        found.setdefault(one["to"], []).append((f"{one['link']} (from there)", one["measure"]))
    return found


def sight(timeline: Timeline, words: dict[str, str]) -> Sight:
    """What is asked to be seen; UsageError for days or words that are none."""
    today = timeline.find.day("today").latest
    first = timeline.find.day(words["from"]).latest if "from" in words else EARLY
    last = timeline.find.day(words["to"]).latest if "to" in words else today + AHEAD
    if not 0 <= (last - first).days <= LONGEST:
        raise UsageError(
            f"both: expected a first day and a last one after it, twelve years at most;"
            f" found {first} and {last}"
        )
    filters = {name: FILTERS[name](timeline.view, words[name]) for name in ALIKE if name in words}
    where = where_of(filters, timeline.view, parts=False)
    found = turned(timeline.view, first.toordinal(), last.toordinal(), where)
    shown = [one for one in found if one.imposed.get("on_list") != DENIED]
    names = {one.id for one in shown}
    links = [one for one in links_of(timeline.view) if {one["measure"], one["to"]} <= names]
    return Sight(first, last, filters, shown, len(found) - len(shown), links)


def told(timeline: Timeline, found: Sight) -> bytes:
    """The same as JSON, in the names of the other answers."""
    meta = timeline.view.meta
    answer = {
        "question": {"verb": "both", "from": str(found.first), "to": str(found.last)}
        | {"filters": found.filters},
        "measures": [_measure(one) for one in found.measures],
        "links": [{name: one[name] for name in ("measure", "link", "to")} for one in found.links],
        "denial_orders": found.orders,
        "receipt": {"position": int(meta["position"]), "head": f"sha256:{meta['digest']}"},
    }
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode()


def _measure(one: Turned) -> dict[str, Any]:
    told = {"id": one.id, "jurisdiction": one.jurisdiction, "kind": one.kind}
    return told | {"title": one.imposed["title"], "periods": [_run(run) for run in one.runs]}


def _run(run: Run) -> dict[str, Any]:
    return {
        **{"first": iso(run.first), "last": iso(run.last), "state": run.state},
        **{"reason": run.reason, "by": run.by, "confirmed": run.confirmed},
    }
