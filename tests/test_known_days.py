"""What one could know on a day: most of it stands as stored, and the rest is folded anew."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from itertools import product

import pytest

import tracker
from tracker.finding import open_by
from tracker.past import Past
from tracker.queries import Timeline

DAYS = ("2019-06-01", "2023-08-01", "2025-04-10", "2025-11-08", "2026-11-12")
KNOWN = ("2018-03-01", "2023-07-03", "2025-04-08", "2025-10-20", "2025-11-07", "2026-09-23")


asked_day = date.fromisoformat


class Everything(Past):
    """Folds every measure anew."""

    def settled(self, names: list[str]) -> set[str]:
        return set()

    def unheard_of(self, names: list[str]) -> set[str]:
        return set()


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    with tracker.open(f"sqlite:///{tmp_path_factory.mktemp('known') / 'ledger.db'}") as opened:
        yield opened


@pytest.mark.parametrize(("day", "known"), list(product(DAYS, KNOWN)))
@pytest.mark.parametrize("parts", [False, True], ids=["provisions", "parts"])
def test_what_is_stored_and_folded_is_what_folding_everything_gives(
    timeline: Timeline, day: str, known: str, parts: bool
) -> None:
    find = timeline.find
    question = find.question("on", {}, known, None, "all", parts)
    asked = find.day(day)
    held = Everything(find.view, asked_day(known), None).held(find.names(question))
    whole = [one.on(asked.of(one.jurisdiction).toordinal()) for one in held]
    assert find.standings(question, asked) == whole


@pytest.mark.parametrize("known", KNOWN)
def test_a_page_of_what_was_known_is_a_piece_of_the_whole(timeline: Timeline, known: str) -> None:
    whole = timeline.on("2025-11-08", known=known, state="all")
    told, after = [], None
    while True:
        page = timeline.on("2025-11-08", known=known, state="all", limit=70, after=after)
        assert page.counts == whole.counts
        told += [one.as_dict() for one in page.measures]
        if (after := page.more) is None:
            break
    assert told == [one.as_dict() for one in whole.measures]


@pytest.mark.parametrize("known", KNOWN)
def test_changes_as_they_were_known_are_those_of_every_measure_folded(
    timeline: Timeline, known: str
) -> None:
    from tracker.paging_changes import changes_in

    find = timeline.find
    from_, to = find.day("2025-01-01"), find.day("2026-12-31")
    question = find.question("diff", {}, known, None, "all", False)
    held = Everything(find.view, asked_day(known), None).held(find.names(question))
    whole = changes_in(held, from_, to)
    assert timeline.diff("2025-01-01", "2026-12-31", known=known).changes == whole


def test_few_measures_are_folded_anew_and_all_of_them_bear_on_the_day(timeline: Timeline) -> None:
    find = timeline.find
    for days in range(0, 400, 40):
        known = date(2025, 3, 1) + timedelta(days)
        question = find.question("on", {}, known, None, "all", False)
        anew = find.view.ids(open_by(question, find.where(question)))
        held = find.names(question)
        assert 0 < len(anew) < len(held) / 4
