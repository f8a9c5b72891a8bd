"""Every fact ever stored loads for ever, in the shape of today."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from events.errors import LedgerError
from events.facts import VERSION, MeasureSuspended, stream_of
from events.ledger import Row, entry_of, open_ledger
from events.upcasts import SHAPE, UPCAST, JsonFact, current

GOLDEN = Path(__file__).parent / "golden" / "facts.jsonl"
LINES: list[dict[str, Any]] = [
    json.loads(line) for line in GOLDEN.read_text(encoding="utf-8").splitlines()
]


def row(line: dict[str, Any], **changed: Any) -> Row:
    """A golden line as a store would hand it over."""
    body = {**line["body"], **changed}
    state = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Row(1, line["stream"], line["version"], line["topic"], state)


def golden(event: str) -> dict[str, Any]:
    return next(line for line in LINES if line["topic"] == event)


@pytest.mark.parametrize("line", LINES, ids=lambda line: f"{line['topic']} {line['body']['v']}")
def test_every_golden_line_loads_and_belongs_to_its_stream(line: dict[str, Any]) -> None:
    entry = entry_of(row(line))
    assert entry.fact.event == line["topic"]
    assert stream_of(entry.fact) == line["stream"]


def test_every_event_and_version_has_a_golden_line() -> None:
    stored = {(line["topic"], line["body"]["v"]) for line in LINES}
    known = {(event, v) for event in SHAPE for v in range(1, VERSION.get(event, 1) + 1)}
    assert known == stored, f"add a line to {GOLDEN.name} for {known ^ stored}"


def test_the_ledger_stores_facts_as_the_golden_file_shows_them() -> None:
    """Also catches a field added without a default: its old line would not load."""
    ledger = open_ledger("memory:")
    facts = [entry_of(row(line)).fact for line in LINES]
    ledger.append(facts)
    assert [entry.fact for entry in ledger.after(None)] == facts


def test_an_old_shape_is_brought_up_to_date_before_it_is_validated(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    event = "measure suspended"
    line = golden(event)
    old = {**line["body"]["fact"], "from": line["body"]["fact"]["first_day"], "mood": "stern"}
    del old["first_day"]

    def renamed(fact: JsonFact) -> JsonFact:
        return {"first_day": fact["from"], **{k: v for k, v in fact.items() if k != "from"}}

    def without_mood(fact: JsonFact) -> JsonFact:
        return {k: v for k, v in fact.items() if k != "mood"}

    monkeypatch.setitem(VERSION, event, 3)
    monkeypatch.setitem(UPCAST, (event, 1), renamed)
    monkeypatch.setitem(UPCAST, (event, 2), without_mood)
    fact = entry_of(row(line, fact=old)).fact
    assert isinstance(fact, MeasureSuspended)
    assert fact.first_day.isoformat() == line["body"]["fact"]["first_day"]


def test_a_fact_on_file_in_an_old_shape_is_not_filed_again(monkeypatch: pytest.MonkeyPatch) -> None:
    fact = entry_of(row(golden("measure suspended"))).fact
    ledger = open_ledger("memory:")
    ledger.append([fact])
    monkeypatch.setitem(VERSION, "measure suspended", 2)
    monkeypatch.setitem(UPCAST, ("measure suspended", 1), lambda old: {**old, "note": "upcast"})
    now = fact.model_copy(update={"note": "upcast"})
    assert ledger.append([now]).on_file == 1
    assert len(ledger.append([fact]).positions) == 1


@pytest.mark.parametrize(
    ("event", "version", "says"),
    [
        ("measure forgotten", 1, "not in this tracker's vocabulary"),
        ("measure suspended", 2, "stored at version 2"),
        ("measure suspended", 0, "stored at version 0"),
    ],
)
def test_what_a_newer_tracker_wrote_is_refused_by_name(event: str, version: int, says: str) -> None:
    with pytest.raises(LedgerError, match=says) as refusal:
        current(event, version, {})
    assert "newer tracker" in str(refusal.value)
    assert event in str(refusal.value)


def test_a_version_without_its_step_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(VERSION, "clarified", 2)
    with pytest.raises(LedgerError, match="no step from version 1 to 2"):
        current("clarified", 1, {})


def test_a_refused_entry_names_its_position() -> None:
    line = golden("clarified")
    with pytest.raises(LedgerError, match=r"position 1: .*newer tracker"):
        entry_of(row(line, v=2))
