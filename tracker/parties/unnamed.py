"""Who is listed but not known to us by name: why "nothing found" is not yet "not listed"."""

from __future__ import annotations

from tracker.asked import Asked
from tracker.finding import Finder
from tracker.parties_held import counts
from tracker.question import Question
from tracker.view import where_of
from tracker.words import counted

GONE = ("ended", "announced")


def unnamed_words(find: Finder, question: Question, asked: Asked) -> list[str]:
    """A line for each reason why a party may be listed on the day and not be found by its name."""
    told = []
    if find.position(question) == 0:
        told.append("nothing had been recorded by then")
    wanted = question.filters.get("jurisdiction")
    captured = find.view.meta.get("lists_captured_on")
    if captured and wanted in (None, "US") and asked.US.isoformat() < captured:
        told.append(
            f"United States lists are on file as they stood on {captured}: most of those taken off"
            " before that day are not"
        )
    missing = _missing(find, question, asked)
    if missing:
        names, lists = sum(missing.values()), counted(len(missing), "list")
        first = ", ".join(list(missing)[:3]) + (" …" if len(missing) > 3 else "")
        told.append(
            f"cannot say for {counted(names, 'name')} that {lists} of that day print and we do not"
            f" hold: {first}; `tracker doctor` lists them"
        )
    return told


def _missing(find: Finder, question: Question, asked: Asked) -> dict[str, int]:
    """The lists of the day that print more parties than we hold: how many more."""
    short = {
        one.measure: one.printed - one.held for one in counts(find.view) if one.held < one.printed
    }
    if not short:
        return {}
    where = where_of(question.filters, find.view, parts=False)
    standings = find.on(question, asked, where, among=list(short))
    return {one.id: short[one.id] for one in standings if one.state not in GONE}
