"""A ledger for tests of pages: the bundled history, and one text edited where it stood."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from events.facts import CopyFound
from tests.stations import Bench, bench, effect, reading

TEXT = "自2026年11月20日起，对示例材料实施出口管制。第二条暂不实施。"
EDITED = TEXT.replace("第二条暂不实施", "第二条自2027年1月1日起实施")
PAGE = "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_" + "a" * 32 + ".html"
WORDS = "对示例材料实施出口管制"
EVIL = '<!doctype html><html><body onload="x()"><script>alert(1)</script><p>无害 words</p></body>'


def edited_in(folder: Path, history: Path) -> Bench:
    """A bench whose source read a page twice, the second time with other words, and whose archive
    has a translation that would run if it could."""
    found = bench(folder, history)
    for text in (TEXT, EDITED):
        what = effect(
            WORDS,
            text,
            "imposes",
            "mofcom-2026-901/p1",
            first_day=date(2026, 11, 20),
            kind="control",
            title="示例材料",
        )
        found.take(reading("mofcom-2026-901", text, effects=(what,), url=PAGE))
        found.clock.later(1)
    translation = CopyFound(
        instrument="mofcom-2026-901",
        source="cn_english",
        url="https://english.mofcom.gov.cn/901.html",
        sha256=found.station.archive.keep(EVIL.encode()),
        words="f" * 64,
        title="Example materials",
        lang="en",
        role="translation",
    )
    found.ledger.append([translation], now=found.clock)
    return found
