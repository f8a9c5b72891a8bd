"""Spoilt inputs for everything that reads foreign bytes; only the errors it promises may escape.

`python -m tests.fuzz_by_hand TARGET MINUTES [SEED]` runs one target, guided by what the code does
where atheris is installed (pip install atheris; never required), by chance alone otherwise. What
escapes is printed with the input that did it. `tests/test_fuzz.py` runs a little of each target.
"""

from __future__ import annotations

import random
import re
import sys
import tempfile
import time
from importlib import import_module, util
from pathlib import Path
from typing import Any, NamedTuple

from events.errors import SourceError
from tests.fuzz_targets import CHINESE, ENGLISH, TARGETS, Target, missing

SLOW = 5.0  # seconds for one small input
SIGNS: tuple[str, ...] = (
    *CHINESE,
    *ENGLISH,
    *"年月日号第至自起，。（）()〔〕[]《》“”\"'<>&;:/-.,\0\u3000\u00a0\u200c\ufeff\ud7ff\U0001f600",
    *("<p>", "</div>", "<!--", "]]>", "&#0;", "&lt;", "<![CDATA[", "<!DOCTYPE x [", "null", "{}"),
    *("0", "99999999999", "-1", "３", "二十", "百", "０１", "1e9", "true", "[]", "\r\n", "\t"),
)


def spoilt(chance: random.Random, target: Target) -> bytes:
    """One input: some words or a whole document, with a few things done to it."""
    framed = target.frames and chance.random() < 0.6
    seeds = list(target.words) if framed else target.seeds()
    text = chance.choice(seeds)
    for _ in range(chance.choice((1, 1, 2, 3, 5, 9))):
        text = spoil(chance, text, chance.choice(seeds))
    if framed:
        text = chance.choice(target.frames)(text)
    body = text.encode(chance.choice(target.charsets), "ignore")
    return spoil_bytes(chance, body) if chance.random() < 0.15 else body


def spoil(chance: random.Random, text: str, other: str) -> str:
    """One thing done to a text."""
    a = chance.randrange(len(text) + 1)
    near = text[a : a + chance.randrange(40)]
    rest = text[a + len(near) :]
    match chance.randrange(7):
        case 0:
            return text[:a] + chance.choice(SIGNS) + text[a:]
        case 1:
            return text[:a] + chance.choice(SIGNS) + rest
        case 2:
            return text[:a] + rest
        case 3:
            return text[:a] + near * chance.randrange(2, 30) + text[a:]
        case 4:
            return text[:a] + other[chance.randrange(len(other) + 1) :]
        case 5:
            return text[:a] + chr(chance.choice((0x80, 0x300, 0xD800, 0x10000)) - 1) + text[a:]
        case _:
            return text[:a] + re.sub(r"\d", lambda _: str(chance.randrange(10)), near) + rest


def spoil_bytes(chance: random.Random, body: bytes) -> bytes:
    """A few bytes put into others, or the end cut off."""
    a = chance.randrange(len(body) + 1)
    if chance.random() < 0.3:
        return body[:a]
    return body[:a] + chance.randbytes(chance.randrange(1, 5)) + body[a + chance.randrange(4) :]


class Tried(NamedTuple):
    """What came of one input: whether something was read in it, and what went wrong."""

    read: bool
    trouble: str | None = None


def tried(name: str, body: bytes) -> Tried:
    """Read one input; trouble is what escapes unpromised, or takes too long."""
    begun = time.process_time()
    try:
        read = TARGETS[name].reads(body)
    except SourceError:
        read = False
    except Exception as error:
        told = f"{name}: {type(error).__name__}: {str(error)[:300]}"
        return Tried(False, f"{told}\ninput: {body!r}")
    took = time.process_time() - begun
    return Tried(read, f"{name}: took {took:.1f} s\ninput: {body!r}" if took > SLOW else None)


def by_chance(name: str, minutes: float, seed: int) -> int:
    """Spoil until the time is over; how many kinds of trouble there were."""
    chance, inputs, kinds = random.Random(seed), 0, set[str]()
    end = time.monotonic() + 60 * minutes
    while time.monotonic() < end:
        inputs += 1
        told = tried(name, spoilt(chance, TARGETS[name])).trouble
        kind = told and told.partition("\n")[0][:80]
        if kind and kind not in kinds:
            print(told, flush=True)
            kinds.add(kind)
    print(f"{name}: seed {seed}, {inputs} inputs, {len(kinds)} kinds of trouble")
    return len(kinds)


def guided(name: str, minutes: float, seed: int) -> None:
    """The same, guided by atheris, which ends the process by itself."""
    atheris: Any = import_module("atheris")
    with atheris.instrument_imports(include=["scrapers"]):
        for module in TARGETS[name].modules:
            import_module(module)

    def once(body: bytes) -> None:
        if told := tried(name, body).trouble:
            raise AssertionError(told)

    def other(body: bytes, most: int, number: int) -> bytes:
        if number % 3:
            return bytes(atheris.Mutate(body, most))
        return spoilt(random.Random(number), TARGETS[name])[:most]

    folder = Path(tempfile.mkdtemp(prefix="tracker-fuzz-"))  # stays: atheris leaves without a word
    for number, text in enumerate(TARGETS[name].seeds()):
        (folder / str(number)).write_bytes(text.encode(TARGETS[name].charsets[0]))
    limits = [f"-max_total_time={int(60 * minutes)}", f"-seed={seed}", "-timeout=20"]
    limits += ["-max_len=4000", f"-artifact_prefix={folder}/"]
    atheris.Setup([sys.argv[0], *limits, str(folder)], once, custom_mutator=other)
    print(f"{name}: seed {seed}, guided by atheris, in {folder}")
    atheris.Fuzz()


def main(name: str, minutes: str, seed: str = "") -> int:
    if gone := missing(TARGETS[name]):
        print(f"{name}: not there yet: {', '.join(gone)}")
        return 1
    start = int(seed or random.randrange(2**31))
    if util.find_spec("atheris"):
        guided(name, float(minutes), start)
    return by_chance(name, float(minutes), start)


if __name__ == "__main__":
    if not 3 <= len(sys.argv) <= 4 or sys.argv[1] not in TARGETS:
        sys.exit(f"usage: python -m tests.fuzz_by_hand {'|'.join(TARGETS)} MINUTES [SEED]")
    sys.exit(bool(main(*sys.argv[1:])))
