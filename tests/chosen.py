"""What most tests choose for `config/`: all of it, with a few parties of the lists of BIS.

Five thousand parties cost every fresh ledger a second and more, and most tests are about something
else. The modules named here are about them, or about the whole of what is shipped.
"""

from __future__ import annotations

import csv
import shutil
from collections import Counter
from pathlib import Path

from config.settings import HERE

ALL_PARTIES = frozenset(
    {
        *(
            "test_check",
            "test_cli",
            "test_history",
            "test_listed",
            "test_loading",
            "test_parties_cn",
        ),
        *("test_readings", "test_recorded", "test_us_csl", "test_us_csl_ingest"),
        *("test_us_list_rows", "test_us_lists", "test_us_lists_loading"),
    }
)
FLOOR = "  least: 5000\n"  # rows of the Consolidated Screening List
A_FEW = 25  # of each list
NAMED = frozenset({"Huawei Technologies Co., Ltd.", "Hikvision"})


def with_a_few_parties(folder: Path) -> Path:
    """A copy of `config/` in which each list of BIS has its first parties and those named above."""
    chosen = folder / "config"
    shutil.copytree(HERE, chosen, ignore=shutil.ignore_patterns("*.py", "__pycache__"))
    kept = _cut(chosen / "lists" / "us-parties.csv")
    sources = chosen / "sources.yml"
    sources.write_text(sources.read_text("utf-8").replace(FLOOR, "  least: 50\n"), "utf-8")
    names = chosen / "lists" / "us-names-zh.csv"
    rows = _rows(names)
    _write(names, [rows[0], *(row for row in rows[1:] if (row[0], row[1]) in kept)])
    return chosen


def _cut(path: Path) -> set[tuple[str, str]]:
    rows = _rows(path)
    seen: Counter[str] = Counter()
    kept = [rows[0]]
    for row in rows[1:]:
        seen[row[0]] += 1
        if seen[row[0]] <= A_FEW or row[1] in NAMED:
            kept.append(row)
    _write(path, kept)
    return {(row[0], row[1]) for row in kept}


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))


def _write(path: Path, rows: list[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows(rows)
