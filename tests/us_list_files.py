"""What the tests of the US lists share: how many are held, and a copy that may be changed."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

from config.settings import HERE
from events.facts import MeasureImposed
from tracker.reading_facts import facts_of_bundle
from tracker.readings import Bundle
from tracker.screening.rows import LIST_NAMES

PARTIES = "lists/us-parties.csv"
NAMES = "lists/us-names-zh.csv"
RULES = "lists/us-rules.csv"
HELD = {"EL": 3340, "MEU": 70, "UVL": 222, "DPL": 1527}


def copied(folder: Path) -> Path:
    """A copy of what is bundled, to be changed."""
    config = folder / "config"
    shutil.copytree(HERE, config, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    return config


def change(path: Path, how: Callable[[str], str]) -> None:
    text = path.read_text(encoding="utf-8")
    changed = how(text)
    assert changed != text
    path.write_text(changed, encoding="utf-8")


def on_lists(bundle: Bundle) -> list[MeasureImposed]:
    """Every party of the lists of BIS, as part of a provision."""
    return [
        fact
        for fact in facts_of_bundle(bundle)
        if isinstance(fact, MeasureImposed) and fact.part_of and fact.on_list in LIST_NAMES.values()
    ]
