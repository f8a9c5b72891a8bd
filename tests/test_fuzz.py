"""Spoilt bytes never bring down a reader: only the errors it promises may escape."""

from __future__ import annotations

import os
import random

import pytest

from tests.fuzz_by_hand import spoilt, tried
from tests.fuzz_targets import TARGETS, Target, missing

SOAK = bool(os.environ.get("TRACKER_SOAK"))
INPUTS = 30_000 if SOAK else 3_000


def there(name: str) -> Target:
    """A target, if its modules have been written."""
    if gone := missing(TARGETS[name]):
        pytest.skip(f"not there yet: {', '.join(gone)}")
    return TARGETS[name]


@pytest.mark.parametrize("name", TARGETS)
def test_no_spoilt_input_raises_anything_but_a_promised_error(name: str) -> None:
    target, seed = there(name), random.randrange(2**31)
    chance = random.Random(seed)
    answers = [tried(name, spoilt(chance, target)) for _ in range(INPUTS)]
    read = sum(answer.read for answer in answers)
    trouble = [answer.trouble for answer in answers if answer.trouble]
    print(f"{name}: seed {seed}, {INPUTS} inputs, {read} read, {len(trouble)} escaped")
    assert trouble[:3] == [], f"{len(trouble)} of {INPUTS}, seed {seed}"
    assert read > INPUTS / 5  # or the inputs are spoilt so far that nothing behind is tried


@pytest.mark.parametrize("name", TARGETS)
def test_the_inputs_are_read_before_they_are_spoilt(name: str) -> None:
    target = there(name)
    bodies = [seed.encode(target.charsets[0]) for seed in target.seeds()]
    bodies += [frame(target.words[0]).encode() for frame in target.frames]
    answers = [tried(name, body) for body in bodies]
    assert [answer.trouble for answer in answers] == [None] * len(bodies)
    assert sum(answer.read for answer in answers) > len(bodies) / 2


@pytest.mark.parametrize("name", TARGETS)
def test_a_printed_seed_brings_back_the_same_inputs(name: str) -> None:
    target = there(name)
    one, again, other = (
        [spoilt(chance, target) for _ in range(50)]
        for chance in (random.Random(1), random.Random(1), random.Random(2))
    )
    assert one == again != other


def test_what_escapes_is_reported_with_the_input_that_did_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def reads(body: bytes) -> bool:
        if len(body) > 3:
            raise KeyError("lost")
        return True

    monkeypatch.setitem(TARGETS, "list", TARGETS["list"]._replace(reads=reads))
    assert tried("list", b"x") == (True, None)
    assert tried("list", b"long") == (False, "list: KeyError: 'lost'\ninput: b'long'")
