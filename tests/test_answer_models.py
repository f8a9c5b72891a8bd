"""The schema of the answers says exactly what the answers are."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, get_args

import pytest
from pydantic import ValidationError

import tracker
from events.facts import EffectFact
from tests.questions import QUESTIONS
from tracker.answer_models import ANSWERS, Effect, NamedReceipt, with_receipt
from tracker.ask import VERBS, ask
from tracker.queries import Timeline
from tracker.receipts import receipt_of

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
ALL = [
    *QUESTIONS,
    ("on", {"day": "2025-11-09", "state": "all"}),
    ("on", {"day": "today", "state": "all", "parts": "true"}),
    ("on", {"day": "2025-11-10T00:30+08:00"}),
    ("on", {"day": "2025-11-09", "state": "all", "recorded": "100"}),
    ("diff", {"a": "2001-01-01", "b": "2026-12-31", "parts": "true"}),
    ("on", {"day": "2025-11-09", "state": "all", "limit": "5"}),
    ("on", {"day": "2025-11-09", "limit": "5", "after": "mofcom-2025-18/p1"}),
    ("diff", {"a": "2025-10-08", "b": "2025-11-12", "limit": "5"}),
    ("upcoming", {"days": "400", "limit": "3"}),
    ("show", {"id": "bis-2025-19001", "parts": "true"}),
    ("show", {"id": "mofcom-2025-61/i-1", "recorded": "1"}),
    ("upcoming", {"days": "400", "known": "2025-12-01"}),
    ("listed", {"name": "nobody of this name", "on": "1999-01-01"}),
    ("check", {"code": "3A090", "to": "CN", "us_content": "25", "end_use": "military"}),
]


@pytest.fixture(scope="module")
def timeline(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Timeline]:
    ledger = f"sqlite:///{tmp_path_factory.mktemp('models') / 'ledger.db'}"
    with tracker.open(ledger, now=lambda: NOW) as timeline:
        yield timeline


def test_every_verb_has_a_model() -> None:
    assert set(ANSWERS) == set(VERBS)


@pytest.mark.parametrize(("verb", "given"), ALL)
def test_an_answer_is_what_its_model_says_name_by_name(
    timeline: Timeline, verb: str, given: dict[str, Any]
) -> None:
    told = ask(timeline, verb, given).as_dict()
    assert ANSWERS[verb].model_validate(told).model_dump(exclude_unset=True) == told


def test_the_life_of_every_instrument_is_what_the_model_says(timeline: Timeline) -> None:
    names = {one.instrument for one in timeline.on("today", state="all").measures}
    assert len(names) > 200
    for name in names:
        told = timeline.show(name).as_dict()
        assert ANSWERS["show"].model_validate(told).model_dump(exclude_unset=True) == told


def test_a_name_that_the_model_does_not_have_is_refused(timeline: Timeline) -> None:
    told = timeline.on("2025-11-09", instrument="mofcom-2025-61", state="all").as_dict()
    told["measures"][0]["verdict"] = "clear"
    with pytest.raises(ValidationError, match="verdict"):
        ANSWERS["on"].model_validate(told)


def test_an_effect_has_the_names_of_every_kind_of_effect_and_its_role() -> None:
    facts = {name for kind in get_args(EffectFact) for name in kind.model_fields}
    assert set(Effect.model_fields) == facts | {"role", "position"}


def test_an_answer_may_be_told_with_the_name_of_its_receipt(timeline: Timeline) -> None:
    answer = timeline.upcoming()
    told = answer.as_dict()
    told["receipt"] = {**told["receipt"], "id": receipt_of(answer, timeline).id}
    model = with_receipt("upcoming")
    assert model.model_validate(told).model_dump(exclude_unset=True) == told
    assert model.model_fields["receipt"].annotation is NamedReceipt
    with pytest.raises(ValidationError):
        ANSWERS["upcoming"].model_validate(told)
