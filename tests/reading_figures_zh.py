"""How well the captured Chinese texts are read: counts against the facts table, and the speed.

A row of the table is right if effect, targets, days and parties are all as a person read them.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

from scrapers.cn_pages import read_chinese
from scrapers.documents import Effect, Reading
from tests.zh_skeletons import document, ministry_page

FACTS = Path(__file__).parent / "fixtures" / "zh" / "real_facts.yml"
PAGE_SIZE = 60_000


class Text(NamedTuple):
    """A captured text with what a person read in it (nothing: an explanation or a law)."""

    name: str
    body: bytes
    title: str
    words: str
    day: str
    facts: dict[str, Any] | None


def texts(shared: Path) -> Iterator[Text]:
    """Every captured text, in the order of names."""
    table = yaml.safe_load(FACTS.read_text(encoding="utf-8"))
    folder = shared / "data" / "cn"
    for path in sorted([*folder.glob("exportcontrol/*.json"), *folder.glob("notices/*.md")]):
        name = path.relative_to(folder).as_posix()
        reading = read_chinese(document(path.read_bytes()))[0]
        day = reading.page_day or reading.published_on
        words = reading.text
        if path.suffix == ".json":
            words = json.loads(path.read_bytes())["contentText"]
        yield Text(name, path.read_bytes(), reading.title, words, str(day), table.get(name))


def row(effect: Effect) -> tuple[str, tuple[str, ...], str | None, str | None, int | None]:
    """An effect as the facts table writes it."""
    days = [str(day) if day else None for day in (effect.first_day, effect.last_day)]
    return effect.effect, effect.targets, days[0], days[1], effect.parties


def expected(facts: dict[str, Any]) -> list[Any]:
    return [
        (verb, tuple(targets), str(first) if first else None, str(last) if last else None, parties)
        for verb, targets, first, last, parties in facts["effects"]
    ]


def names_read(reading: Reading) -> int:
    return sum(len(effect.names) for effect in reading.effects if effect.effect == "lists")


def figures(shared: Path) -> dict[str, float | int]:
    """The counts that the bench prints."""
    out: dict[str, float | int] = dict.fromkeys(
        ("asserted", "right", "effects_expected", "effects_read"), 0
    )
    out |= dict.fromkeys(("annexes", "annexes_complete", "faq_effects", "texts", "unread"), 0)
    for text in texts(shared):
        reading = read_chinese(document(text.body))[0]
        out["texts"] += 1
        out["unread"] += len(reading.unread)
        if text.facts is None:
            out["faq_effects"] += len(reading.effects)
            continue
        wanted, found = expected(text.facts), [row(effect) for effect in reading.effects]
        identity = (reading.instrument, str(reading.published_on))
        own = (text.facts["instrument"], str(text.facts["published_on"]))
        out["asserted"] += len(found) + 2
        out["right"] += sum(a == b for a, b in zip(identity, own, strict=True))
        out["right"] += sum(effect in wanted for effect in found)
        out["effects_expected"] += len(wanted)
        out["effects_read"] += sum(effect in found for effect in wanted)
        if "names" in text.facts:
            out["annexes"] += 1
            out["annexes_complete"] += names_read(reading) == text.facts["names"]
    out["pages_per_second"] = round(pages_per_second(shared), 1)
    return out


def page_of_60_kb(shared: Path) -> bytes:
    """A long notice in the ministry's page, with menus up to 60 KB."""
    given = json.loads((shared / "data/cn/exportcontrol/05.json").read_bytes())
    title, words, day = given["noticeTitle"], given["contentText"], given["publishedAt"]
    bare = len(ministry_page(title, words, day, menus=0))
    one = len(ministry_page(title, words, day, menus=1001)) - bare
    return ministry_page(title, words, day, menus=(PAGE_SIZE - bare) * 1001 // one)


def pages_per_second(shared: Path, rounds: int = 40) -> float:
    page = document(page_of_60_kb(shared))
    read_chinese(page)
    begun = time.perf_counter()
    for _ in range(rounds):
        read_chinese(page)
    return rounds / (time.perf_counter() - begun)


if __name__ == "__main__":
    print(figures(Path(__file__).parents[2] / "shared"))
