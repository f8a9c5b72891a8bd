"""Whether every fact still leads to the bytes it rests on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from config.settings import Settings
from events.facts import CopyFound
from events.ledger import Ledger
from scrapers.archive import Archive


def archive_problems(where: Settings, ledger: Ledger) -> list[str]:
    """What is wrong with the archive, each blob with the facts that rest on it."""
    resting = _resting(ledger)
    archive = Archive(where.archive)
    if not archive.folder.exists():
        if not resting:
            return []
        return [
            f"archive: expected {len(resting)} archived pages at {archive.folder}, found no such"
            " folder; restore it from a backup, or set TRACKER_ARCHIVE to where it is"
        ]
    problems = [_with_facts(problem, resting) for problem in archive.verify()]
    named = " ".join(problems)
    missing = [sha256 for sha256 in resting if sha256 not in named and not archive.has(sha256)]
    return [
        *problems,
        *(_with_facts(f"blob {sha256}: missing", resting) for sha256 in sorted(missing)),
    ]


def _resting(ledger: Ledger) -> dict[str, list[str]]:
    """The texts and measures whose facts rest on each blob."""
    resting: dict[str, list[str]] = defaultdict(list)
    for entry in ledger.after(None):
        for sha256 in _named(entry.fact):
            resting[sha256].append(entry.stream.partition("/")[2])
    return resting


def _named(fact: object) -> Iterator[str]:
    cited = getattr(fact, "cited", None)
    if cited is not None and cited.sha256:
        yield cited.sha256
    if isinstance(fact, CopyFound):
        yield fact.sha256


def _with_facts(problem: str, resting: dict[str, list[str]]) -> str:
    names = next((names for sha256, names in resting.items() if sha256 in problem), [])
    different = list(dict.fromkeys(names))
    if not different:
        return f"archive: {problem}"
    more = f" and {len(different) - 3} more" if len(different) > 3 else ""
    return f"archive: {problem}; facts about {', '.join(different[:3])}{more} rest on it"
