"""An answer as a memo: statements in groups, each with the texts it rests on as footnotes.

What it says is independent of how it is written down. A text has one footnote; what is unconfirmed,
projected, or read by a program alone is said where it is stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any, Literal, NamedTuple, cast

from tracker.answers import (
    Answer,
    Change,
    DiffAnswer,
    LifeAnswer,
    Measure,
    ShowAnswer,
    UpcomingAnswer,
)
from tracker.check.answer import NO_CLEARANCE, CheckAnswer, Finding
from tracker.citing import Act, cited_hit, cited_in, key_of
from tracker.files.told import Told
from tracker.parties.answer import UNCHECKED, ListedAnswer, Match
from tracker.render.check import HEADS
from tracker.render.table import run_words
from tracker.search.answer import SearchAnswer
from tracker.words import (
    JURISDICTIONS,
    KINDS,
    POLICIES,
    REASONS,
    STATES,
    act_name,
    counts_words,
    day_words,
    effect_source,
    effect_words,
    horizon_words,
    next_words,
    parts_words,
    pledge_words,
    why_words,
)

Sort = Literal["title", "fact", "note", "heading", "item", "detail", "quote"]
NO_RULE = "No rule on owners of half a firm was known for that day."


class Line(NamedTuple):
    """One paragraph; `cited` are the citations it rests on, `label` what stands before a fact."""

    sort: Sort
    text: str
    cited: tuple[Mapping[str, Any], ...] = ()
    label: str = ""


class Footnotes:
    """The texts in the order in which they are first cited; `number` counts from one."""

    def __init__(self, acts: Iterable[Act]) -> None:
        self._acts = {
            key_of({"instrument": a.instrument, "url": a.url, "published_on": a.published_on}): a
            for a in acts
        }
        self._numbers: dict[tuple[str, str], int] = {}

    def number(self, cited: Mapping[str, Any]) -> tuple[int, bool]:
        """The number of a citation's footnote, and whether it is new."""
        key = key_of(cited)
        new = key not in self._numbers
        return self._numbers.setdefault(key, len(self._numbers) + 1), new

    def numbers(self, line: Line) -> list[tuple[int, bool]]:
        """The footnotes of a line, each once."""
        found: dict[int, bool] = {}
        for cited in line.cited:
            number, new = self.number(cited)
            found[number] = found.get(number, False) or new
        return list(found.items())

    def texts(self) -> Iterator[tuple[int, str]]:
        """Each footnote that was cited, with its number."""
        for key, number in self._numbers.items():
            yield number, self._acts[key].text


def memo(told: Told) -> Iterator[Line]:
    """The whole memo: what was asked, how far it can be trusted, what was found."""
    answer = told.answer
    yield Line("title", told.title)
    for name, words in told.about.items():
        if name in ("answered", "ledger", "sources", "known", "recorded"):
            yield Line("fact", words, label=name.capitalize())
    yield Line("fact", told.link or told.receipt.id, label="Receipt")
    yield Line("fact", told.citation, label="Cite as")
    for words in horizon_words(answer):
        yield Line("note", words)
    if told.more:
        yield Line("note", f"Not all of the answer: {told.more}.")
    if answer.empty:
        yield Line("note", _empty(answer))
    yield from _found(answer)


def _empty(answer: Answer) -> str:
    if answer.empty == "cannot say":
        return "Cannot say: what is on file does not reach far enough."
    others = counts_words(answer.counts)
    told = f" In other states: {others}." if others and answer.question["verb"] == "on" else ""
    return f"Nothing found: nothing on file answers this question.{told}"


def _found(answer: Answer) -> Iterator[Line]:
    match answer:
        case ListedAnswer():
            yield from _listed(answer)
        case CheckAnswer():
            yield from _check(answer)
        case SearchAnswer():
            yield from _search(answer)
        case ShowAnswer():
            yield from _show(answer)
        case UpcomingAnswer():
            yield from _changes(answer, answer.changes, "Scheduled")
            yield from _lapsed(answer.lapsed)
        case DiffAnswer():
            yield from _changes(answer, answer.changes, "Changes")
        case _:
            yield from _on(answer)


# -- measures ---------------------------------------------------------------------------------


def statement(measure: Measure) -> str:
    """How a measure stands on the day, as one sentence."""
    told = f"{STATES.get(measure.state, measure.state)} {run_words(measure)}".strip()
    if why := why_words(measure):
        told += f", {why}" if measure.by is None or measure.reason in REASONS else f", by {why}"
    if measure.reason == "not_yet_published":
        told = "not yet published on this day"
    for words in (parts_words(measure.parts), measure.next and f"then {next_words(measure)}"):
        told += f"; {words}" if words else ""
    return f"{told}."


def doubts(measure: Measure) -> Iterator[str]:
    """What keeps a statement from being certain, a sentence each."""
    if measure.by == "lapse" and not measure.confirmed:
        yield "Unconfirmed: the stay ran out, and no act on file says that it applies again."
    if measure.projected:
        yield "Projected: beyond the last day that anyone has looked at."
    if measure.state == "unknown":
        yield "Cannot say: what is on file leaves its state on this day open."
    if measure.basis == "read":
        yield "Not reviewed: read by a program, not confirmed by a person."
    if measure.confidence != "high":
        yield f"Confidence: {measure.confidence}."


def _stated(measure: Measure, before: str = "") -> Iterator[Line]:
    words = " ".join([f"{measure.title} ({measure.id}): {statement(measure)}", *doubts(measure)])
    yield Line("item", f"{before}{words}", tuple(measure.citations))
    yield from _promised(measure)


def _promised(measure: Measure) -> Iterator[Line]:
    for pledge in measure.pledges:
        by = act_name(pledge["citation"]["instrument"])
        words = f"{pledge_words(pledge)}{f' ({by})' if by else ''}."
        yield Line("detail", words[:1].upper() + words[1:], (pledge["citation"],))


def _on(answer: Answer) -> Iterator[Line]:
    kinds = list(KINDS)
    rank = {one.id: (one.jurisdiction, kinds.index(one.kind), one.id) for one in answer.measures}
    for (where, kind), group in groupby(
        sorted(answer.measures, key=lambda one: rank[one.id]),
        key=lambda one: (one.jurisdiction, one.kind),
    ):
        found = list(group)
        name = f"{JURISDICTIONS.get(where, where)}: {KINDS.get(kind, kind)} ({len(found)})"
        yield Line("heading", name)
        for measure in found:
            yield from _stated(measure)


def _lapsed(measures: list[Measure]) -> Iterator[Line]:
    if measures:
        yield Line("heading", f"Returned by lapse, unconfirmed ({len(measures)})")
    for measure in measures:
        yield from _stated(measure)


# -- changes ----------------------------------------------------------------------------------


def _changes(answer: Answer, changes: list[Change], what: str) -> Iterator[Line]:
    measures = {one.id: one for one in answer.measures}
    for day, group in groupby(changes, key=lambda change: change.day):
        yield Line("heading", f"{what} on {day_words(day)}")
        for change in group:
            yield _change(change, measures.get(change.measure))


def _change(change: Change, measure: Measure | None) -> Line:
    before = "new" if change.from_state is None else STATES.get(change.from_state)
    by = act_name(change.by)
    told = f"{change.title} ({change.measure}): {change.change}, {before} → "
    told += STATES.get(change.to_state, change.to_state) + (f", by {by}" if by else "")
    told += f", at {change.changes_at}" if change.changes_at else ""
    told += "." if change.why == "law" else f"; what changed is the {change.why}, not the law."
    if not change.confirmed:
        told += " Unconfirmed: no act on file says so."
    for words in doubts(measure) if measure else ():
        if not words.startswith(("Unconfirmed", "Cannot say")):  # those are of another day
            told += f" {words}"
    cited: list[Mapping[str, Any]] = [change.citation] if change.citation else []
    cited += cited_in(measure) if measure else ()
    return Line("item", told, tuple(cited))


# -- lives ------------------------------------------------------------------------------------


def _show(answer: ShowAnswer) -> Iterator[Line]:
    text = answer.instrument
    if text:
        issuers = ", ".join(text["issuers"]) or text["authority"]
        number = f", {text['official_number']}" if text["official_number"] else ""
        yield Line("item", f"{text['title']}{number}, issued by {issuers}.")
        if text["title_zh"]:
            yield Line("detail", text["title_zh"])
        if text["notes"]:
            yield Line("detail", f"Note: {text['notes']}")
    for life in answer.lives:
        yield from _life(life)


def _life(life: LifeAnswer) -> Iterator[Line]:
    yield Line("heading", life.measure.id)
    yield from _stated(life.measure)
    for period in life.periods:
        yield Line("detail", _period(period))
    for effect in life.effects:
        words = f"{effect_words(effect)}: {effect_source(effect)} ({effect['role']})"
        words += "; not confirmed by a person" if effect["basis"] == "read" else ""
        yield Line("item", f"{words[:1].upper()}{words[1:]}.", (effect["cited"],))
        if effect["cited"]["quote"]:
            yield Line("quote", effect["cited"]["quote"])


def _period(period: Mapping[str, Any]) -> str:
    days = f"{period['first'] or '…'} to {period['last'] or '…'}"
    by = act_name(period["by"])
    sure = "" if period["confirmed"] or period["by"] != "lapse" else ", unconfirmed"
    state = STATES.get(period["state"], period["state"])
    if period["reason"] == "not_yet_published":
        state = "not yet published"
    return f"{days}: {state}{f', by {by}' if by else ''}{sure}"


# -- parties and shipments --------------------------------------------------------------------


def _listed(answer: ListedAnswer) -> Iterator[Line]:
    if answer.matches:
        yield Line("note", "A likeness of names is no proof: compare the party itself.")
        yield Line("heading", f"Listings under a name like it ({len(answer.matches)})")
    for match in answer.matches:
        yield from _stated(match.measure, _match(match))
    yield Line("heading", f"{UNCHECKED[:1].upper()}{UNCHECKED[1:]}")
    rules = "Rules on owners, that day:" if answer.ownership else NO_RULE
    yield Line("note", f"A name does not tell who owns the party. {rules}")
    for rule in answer.ownership:
        yield from _stated(rule)


def _search(answer: SearchAnswer) -> Iterator[Line]:
    if answer.hits:
        yield Line("heading", f"Found ({len(answer.hits)})")
    for hit in answer.hits:
        words = f"{hit.title} ({hit.id}): {hit.kind}, found in the {hit.found_in}."
        yield Line("item", words, (cited_hit(hit),))
        if hit.snippet != hit.title:
            yield Line("quote", hit.snippet)


def _match(match: Match) -> str:
    on_list = match.on_list or match.measure.kind
    return f"{match.name}, {match.score:.0f} of 100 ({match.why}), {on_list}: {match.does}. "


def _check(answer: CheckAnswer) -> Iterator[Line]:
    yield Line("note", NO_CLEARANCE)
    for words in answer.not_understood:
        yield Line("note", f"{words[:1].upper()}{words[1:]}.")
    for name, head in HEADS.items():
        found = cast("list[Finding]", getattr(answer, name))
        if found:
            yield Line("heading", f"{head} ({len(found)})")
        for finding in found:
            yield from _finding(finding)
    yield Line("heading", "Outside this answer")
    for words in answer.outside:
        yield Line("item", f"{words[:1].upper()}{words[1:]}.")


def _finding(finding: Finding) -> Iterator[Line]:
    policy = f"{POLICIES[finding.policy].capitalize()}: " if finding.policy else ""
    yield from _stated(finding.measure, policy)
    if finding.because:
        yield Line("detail", f"Reached because: {'; '.join(finding.because)}.")
    if finding.missing:
        yield Line("detail", f"Open: {'; '.join(finding.missing)}.")
    if finding.conditions:
        yield Line("detail", f"The rule asks: {'; '.join(finding.conditions)}.")
