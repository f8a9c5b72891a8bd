"""The words and signs in which answers are told to people; the same ones in every interface."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from tracker.answers import Answer, Measure
from tracker.horizon import beyond

SIGNS = {
    "in_force": "●",
    "suspended": "◐",
    "announced": "○",
    "ended": "✕",
    "unknown": "?",
    "partly": "◑",
}
STATES = {
    "in_force": "in force",
    "suspended": "suspended",
    "announced": "announced",
    "ended": "ended",
    "unknown": "unknown",
    "partly": "partly",
}
REASONS = {
    "not_yet_published": "not yet published",
    "promised": "promised",
    "effective_date_unknown": "no day named",
    "expired": "expired",
    "repealed": "repealed",
}
JURISDICTIONS = {"CN": "China", "US": "United States"}
KINDS = {
    "control": "export controls",
    "listing": "listings",
    "ban": "bans",
    "duty": "duties",
    "fee": "fees",
    "relief": "relief: suspensions, licences, exclusions",
    "framework": "framework: laws, lists, catalogues",
    "probe": "probes",
    "informal": "informal pressure, no legal text",
    "pledge": "pledges, no legal act",
}
POLICIES = {
    "prohibited": "prohibited",
    "presumption_of_denial": "licence required, presumption of denial",
    "case_by_case": "licence required, decided case by case",
    "licence_required": "licence required",
    "general_licence": "general licence",
    "exempt": "exempt",
}
DENIED, FEW_ORDERS = "Denied Persons List", 10  # more of its orders are counted, not shown
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_ISSUERS = {"uel": "UEL", "tariffcom": "Tariff Commission", "stc": "State Council"}
_FORMS = (
    (r"(mofcom|mfa)-order-(\d{4})-([\d-]+)", "{issuer} Order No. {number} of {year}"),
    (r"(stc)-(\d+)(?:-.*)?", "State Council Order No. {year}"),
    (r"([a-z]+)-qa-(\d{4}-\d\d-\d\d)(?:-[0-9a-f]{6})?", "{issuer} answer of {year}"),
    (r"([a-z]+)-(\d{4}-(?:0\d|1[0-2])-[0-3]\d)(?:-[0-9a-f]{6})?", "{issuer} text of {year}"),
    (r"(bis|ustr|fr)-(\d{4})-(\d{5})", "{issuer} {year}-{number}"),
    (r"(eo)-(\d+)", "EO {year}"),
    (r"(procl)-(\d+)", "Proclamation {year}"),
    (r"([a-z]+)-(\d{4})-(\d{1,3}(?:-\d{1,3})?)", "{issuer} No. {number} of {year}"),
)


def counted(number: int, what: str) -> str:
    """A number and what it counts.

    >>> counted(1, "question"), counted(2, "question")
    ('1 question', '2 questions')
    """
    return f"{number:,} {what}" + ("" if number == 1 else "s")


def questions_wait(number: int) -> str:
    """How many questions wait.

    >>> questions_wait(1)
    '1 question waits for a person'
    """
    return f"{counted(number, 'question')} {'waits' if number == 1 else 'wait'} for a person"


def shortened(words: str, most: int = 160) -> str:
    """Words on one line, cut with a sign where they are long.

    >>> shortened("one  two three", 8)
    'one two…'
    """
    flat = " ".join(words.split())
    return flat if len(flat) <= most else f"{flat[: most - 1]}…"


def day_words(day: str | date) -> str:
    """A day as people write it.

    >>> day_words("2025-10-15")
    '15 Oct 2025'
    """
    told = day if isinstance(day, date) else date.fromisoformat(day)
    return f"{told.day} {_MONTHS[told.month - 1]} {told.year}"


def days_words(days: Any) -> str:
    """The day of a question: one, or one for each place where a moment falls on two."""
    if isinstance(days, Mapping):
        return " and ".join(f"{day_words(day)} in {where}" for where, day in days.items())
    return day_words(str(days))


def act_name(instrument: str | None) -> str:
    """An instrument as it is spoken of, made from its id; the id itself where it has no number.

    >>> act_name("mofcom-2025-70"), act_name("bis-2025-19001"), act_name("ecra-2018")
    ('MOFCOM No. 70 of 2025', 'BIS 2025-19001', 'ecra-2018')
    """
    if instrument is None:
        return ""
    if instrument == "lapse":
        return "lapse"
    for form, words in _FORMS:
        found = re.fullmatch(form, instrument)
        if found:
            issuer, year, *number = found.groups()
            named = _ISSUERS.get(issuer, issuer.upper())
            return words.format(issuer=named, year=year, number="".join(number).replace("-", "/"))
    return instrument


def why_words(measure: Measure) -> str:
    """Who or what made a measure's state, in words."""
    if measure.by == "lapse":
        return "lapse, unconfirmed" if not measure.confirmed else "lapse, confirmed"
    told = REASONS.get(measure.reason or "")
    if measure.by is None:
        return told or ""
    return f"{told} · {act_name(measure.by)}" if told else act_name(measure.by)


def next_words(measure: Measure) -> str:
    """What comes next, when and by what; empty where nothing is on file."""
    if measure.next is None:
        return ""
    day, state, by = (measure.next[key] for key in ("day", "state", "by"))
    cause = "" if by in (None, measure.by) else f", by {act_name(by)}"
    return f"{day} {STATES.get(state or '', state)}{cause}"


def question_words(question: Mapping[str, Any]) -> str:
    """What waits for a person, in one sentence with the name by which it is decided."""
    return f"waiting for a person ({question['review']}): {question['reason']}"


def pledge_words(pledge: Mapping[str, Any]) -> str:
    """A pledge in the words that keep it apart from law."""
    until = f" until {pledge['until']}" if pledge["until"] else ""
    return f"promised: {pledge['promise']}{until}, no legal act found"


def parts_words(parts: Mapping[str, int] | None) -> str:
    """How many parts of a provision are in which state."""
    if not parts:
        return ""
    return "parts: " + ", ".join(f"{count} {STATES[state]}" for state, count in parts.items())


def counts_words(counts: Mapping[str, int], besides: Sequence[str] = ()) -> str:
    """The counts of the states that occur, in words."""
    told = [
        f"{count} {STATES[state]}"
        for state, count in counts.items()
        if count and state not in besides
    ]
    return ", ".join(told)


def headline(answer: Answer) -> str:
    """The question and the size of its answer, in one sentence."""
    question = answer.question
    states = question["state"]
    wanted = [states] if isinstance(states, str) else list(states)
    day = days_words(question["on"])
    asked = "All states" if wanted == ["all"] else either([STATES[one] for one in wanted])
    paged = "limit" in question
    besides = [] if wanted == ["all"] or paged else wanted
    number = len(answer.measures)
    rest = counts_words(answer.counts, besides)
    aside = f" ({rest})" if rest else ""
    return (
        f"{asked[:1].upper()}{asked[1:]} on {day}{told_filters(question)}:"
        f" {'a page of ' if paged else ''}{number} measure{'' if number == 1 else 's'}{aside}"
    )


def either(words: Iterable[object]) -> str:
    """Words to choose from.

    >>> either(["CN", "HK", "MO"])
    'CN, HK or MO'
    """
    told = [str(word) for word in words]
    return " or ".join(filter(None, [", ".join(told[:-1]), *told[-1:]]))


def told_filters(question: Mapping[str, Any]) -> str:
    """What narrows a question: its filters, what was known, what was recorded."""
    told = [f", {name} {value}" for name, value in question["filters"].items()]
    if question["known"]:
        told.append(f", as known on {days_words(question['known'])}")
    if question["recorded"] is not None:
        told.append(f", as recorded by {question['recorded']}")
    return "".join(told)


def horizon_words(answer: Answer) -> list[str]:
    """How far the answer can be trusted; each line one sentence."""
    projected = {measure.jurisdiction for measure in answer.measures if measure.projected}
    told = any(note.startswith("projected:") for note in answer.notes)
    notes = [*answer.notes, *([] if told else beyond(answer.horizon, projected))]
    return [note[:1].upper() + note[1:] + "." for note in notes]


def empty_words(answer: Answer) -> str:
    """An empty answer says which of the two kinds of nothing it is, and what to try."""
    if answer.empty == "cannot say":
        return "Cannot say: what is on file does not reach far enough (see above)."
    others = counts_words(answer.counts)
    hint = f" In other states: {others}; `--state all` shows them." if others else ""
    return f"Nothing found: no measure on file answers this question.{hint}"


def nothing_in(answer: Answer, what: str) -> str:
    """Which of the two kinds of nothing an answer is, of what it would have told."""
    sort = "Nothing found" if answer.empty == "nothing found" else "Cannot say"
    return f"{sort}: {what} is on file."


def state_words(state: str | None) -> str:
    """A state with its sign, so that colour is never the only sign."""
    return "new" if state is None else f"{SIGNS.get(state, ' ')} {STATES.get(state, state)}"


def effect_words(effect: Mapping[str, Any]) -> str:
    """What an effect does, with its days, as one phrase."""
    word = str(effect["event"]).removeprefix("measure ")
    first, last = effect.get("first_day"), effect.get("last_day")
    if word == "extended" and effect.get("what") == "suspension":
        word = "suspension prolonged"
    if word == "amended" and effect.get("nature") == "corrects":
        word = "corrected"
    if first and last:
        return f"{word} {first} … {last}"
    if first:
        return f"{word} from {first}"
    return f"{word} to {last}" if last else word


def effect_source(effect: Mapping[str, Any]) -> str:
    """The act and place an effect rests on."""
    cited = effect["cited"]
    named = act_name(cited["instrument"]) or "an act not on file"
    return f"{named}, {cited['provision']}" if cited["provision"] else named
