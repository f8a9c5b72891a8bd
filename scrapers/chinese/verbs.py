"""What each verb of change does with its targets: the days it needs, and those it must not have.

Every doer gives a claim for each instrument, or the reason why none is certain.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Any, Literal, cast

from scrapers.chinese.act import Act, Claim
from scrapers.chinese.groups import Group
from scrapers.chinese.parties import inline_names, printed_counts
from scrapers.chinese.references import references
from scrapers.chinese.targets import AGAINST, Some, some_named
from scrapers.chinese.text import Stretch, masked
from scrapers.documents import Party, Verb
from scrapers.legal_dates import (
    DATED,
    NUMBER,
    Moment,
    ends,
    last_day_of,
    moment,
    number,
    starts,
    terms,
)

SUBSET = re.compile(rf"{NUMBER}家[^,。;]{{0,24}}?中的?(?P<n>{NUMBER})家")


def rows(
    act: Act,
    verb: Verb,
    sentence: Stretch,
    targets: dict[str, tuple[str, ...]],
    *,
    first: date | None,
    last: date | None = None,
    first_time: str | None = None,
    last_time: str | None = None,
    what: Literal["measure", "suspension"] = "measure",
    parties: int | None = None,
    names: tuple[Party, ...] = (),
) -> list[Claim]:
    """One claim for each instrument."""
    return [
        act.claim(
            verb,
            parts,
            sentence,
            first_day=first,
            last_day=last,
            first_time=first_time,
            last_time=last_time,
            what=what,
            parties=parties,
            names=names,
        )
        for parts in targets.values()
    ]


def some_parties(group: Group) -> int | None:
    """How many of the listed a change is about, where it prints that."""
    shown = masked(group.where.words)
    if subset := SUBSET.search(shown):
        return number(subset["n"])  # 28家实体中5家
    counts = set(printed_counts(shown))
    return counts.pop() if len(counts) == 1 else None


def stays(
    act: Act,
    sentence: Stretch,
    group: Group,
    targets: dict[str, tuple[str, ...]],
    when: Moment | None,
) -> list[Claim] | str:
    """A suspension, or its prolongation, from a day through a day."""
    first = when.day if when else None
    found = last_of(group.where.words, first)
    if isinstance(found, str):
        return found
    last, last_time = found
    again = group.verb == "prolongs_stay"
    if last and not (first or again):
        return f"expected a first day, found only the last one, {last}"
    return rows(
        act,
        "extends" if again else "suspends",
        sentence,
        targets,
        first=first,
        last=last,
        first_time=when.time if when else None,
        last_time=last_time,
        what="suspension" if again else "measure",
        **parties_of(act, group, "suspends", targets),
    )


def last_of(words: str, first: date | None) -> tuple[date | None, str | None] | str:
    """The last day a group prints or counts to; two that differ, or one too early, are doubtful."""
    found = ends(words, first)
    counted = [
        t for t in terms(words) if not any(e.start < t.end and t.start < e.end for e in found)
    ]
    if bad := next((e.reason for e in found if e.reason), None):
        return bad
    last_days = {(e.day, e.time) for e in found}
    if counted and first is None and last_days:
        counted = []  # 延长两个月，至2027年1月10日: the printed day says it
    if counted and first is None:
        return "expected a first day for the term, found none"
    last_days |= {(last_day_of(first, term), None) for term in counted if first}
    if len(last_days) > 1:
        return f"expected one last day, found {' and '.join(sorted(str(d) for d, _ in last_days))}"
    last, time = next(iter(last_days), (None, None))
    if first and last and last < first:
        return f"expected a last day after {first}, found {last}"
    if first and last and (last - first).days > 3660 * 2:
        return f"expected a first day near the last one, found {first} and {last}"
    return last, time


def moved(
    act: Act,
    sentence: Stretch,
    group: Group,
    targets: dict[str, tuple[str, ...]],
    when: Moment | None,
) -> list[Claim] | str:
    """A new first day: 推迟至2026年5月1日实施."""
    found = DATED.search(group.where.words, group.where.words.find(group.said[0]))
    if found is None:
        return "expected the new first day, found none"
    try:
        new = moment(found)
    except ValueError as error:
        return str(error)
    return rows(act, "postpones", sentence, targets, first=new.day, first_time=new.time)


def prolonged(
    act: Act,
    sentence: Stretch,
    group: Group,
    targets: dict[str, tuple[str, ...]],
    when: Moment | None,
) -> list[Claim] | str:
    """A new last day of a measure."""
    words = group.where.words
    first = when.day if when and starts(words) else None
    found = last_of(words, when.day if when else None)
    if isinstance(found, str):
        return found
    if found[0] is None:
        still = group.said[0] == "继续有效"  # said of what goes on as it was
        return [] if still else "expected the new last day, found none"
    if terms(words) and not first and not ends(words):
        return "expected the new last day, found a term without its first day"
    return rows(act, "extends", sentence, targets, first=first, last=found[0], last_time=found[1])


def plain_act(
    act: Act,
    sentence: Stretch,
    group: Group,
    targets: dict[str, tuple[str, ...]],
    when: Moment | None,
) -> list[Claim] | str:
    """A repeal, return, amendment or correction: a first day and no last one."""
    words = group.where.words
    verb = cast(Verb, group.verb)
    if group.said.lastgroup in ("repeals", "resumes") and (ends(words) or terms(words)):
        return f"expected a first day only, found {words[:30]}"
    if verb == "corrects":
        return rows(act, verb, sentence, targets, first=None)
    return rows(
        act,
        verb,
        sentence,
        targets,
        first=when.day if when else None,
        first_time=when.time if when else None,
        **parties_of(act, group, verb, targets),
    )


def parties_of(
    act: Act, group: Group, verb: str, targets: dict[str, tuple[str, ...]]
) -> dict[str, Any]:
    """For whom an act pauses, ends or returns, where it says so: 对A公司和B公司采取的反制措施."""
    if verb not in ("suspends", "repeals", "resumes") or len(targets) != 1:
        return {}  # a count over several acts is that of none of them
    words = group.where.words
    if some := some_named(words):
        return {"parties": some.printed, "names": named_by(act, group, some)}
    said = AGAINST.search(masked(words))
    if said is None or references(said["who"], act.home):
        return {"parties": some_parties(group)}
    a, b = said.span("who")
    names = named_by(act, group, Some(a, b, None))
    return {"parties": some_parties(group) or len(names), "names": names}


def named_by(act: Act, group: Group, some: Some) -> tuple[Party, ...]:
    clause = Stretch(
        group.where.start + some.start,
        group.where.start + some.end,
        group.where.words[some.start : some.end],
    )
    return inline_names(act.plain, clause, some.printed)


DOERS = {
    "suspends": stays,
    "prolongs_stay": stays,
    "postpones": moved,
    "extends": prolonged,
    "resumes": plain_act,
    "repeals": plain_act,
    "amends": plain_act,
    "corrects": plain_act,
}
