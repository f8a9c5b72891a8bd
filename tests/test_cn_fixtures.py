"""Saved answers of the Chinese sites, each read as its committed facts.

The answers are synthetic: skeletons as the sites send them, with texts that do not exist.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from scrapers import cn_english, cn_exportcontrol, cn_mofcom
from scrapers.chinese_lists.jpaas import html_in, sheet_in
from scrapers.documents import Document, Row
from scrapers.pages import Page
from tests.plain_fetch import REPLICA_NOW

FIXTURES = Path(__file__).parent / "fixtures" / "cn"


def saved(name: str, url: str, source: str) -> Page:
    body = (FIXTURES / name).read_bytes()
    digest = hashlib.sha256(body).hexdigest()
    return Page(source, url, 200, {}, body, body.decode(), digest, None, REPLICA_NOW)


@dataclass
class Served:
    """A fetch that gives one saved page."""

    page: Page
    source: str = cn_mofcom.SOURCE

    def __call__(self, url: str, **asked: Any) -> Page:
        return self.page


def told(rows: tuple[Row, ...]) -> list[dict[str, str | None]]:
    return [
        {"url": row.url, "title": row.title, "day": row.day.isoformat() if row.day else None}
        for row in rows
    ]


def list_api() -> Any:
    page = saved("list_api.json", "https://www.mofcom.gov.cn/api", cn_mofcom.SOURCE)
    sheet = sheet_in(page, html_in(page.json(), page), cn_mofcom.RELEASES.url)
    return {"total": sheet.total, "number": sheet.number, "rows": told(sheet.rows)}


def year_index() -> Any:
    url = "https://www.mofcom.gov.cn/zcfb/blgg/gg/2025/index.html"
    page = saved("year_index.html", url, cn_mofcom.SOURCE)
    return told(cn_mofcom.yearly_rows(Served(page), 2025))


def export_list() -> Any:
    page = saved("export_list.json", cn_exportcontrol.LISTS, cn_exportcontrol.SOURCE)
    sheet = cn_exportcontrol.sheet_in(page, 1, cn_exportcontrol.LISTS)
    return {"total": sheet.total, "last": sheet.last, "rows": told(sheet.rows)}


def translation() -> Any:
    url = "https://english.mofcom.gov.cn/Policies/AnnouncementsOrders/art/2026/art_1.html"
    page = saved("translation.html", url, cn_english.SOURCE)
    (reading,) = cn_english.read(Document(page.source, page.url, page.body))
    shown = ("translates", "role", "title", "published_on", "text", "words", "effects", "unread")
    return json.loads(json.dumps({name: getattr(reading, name) for name in shown}, default=str))


@pytest.mark.parametrize("reads", [list_api, year_index, export_list, translation])
def test_every_saved_answer_reads_as_its_committed_facts(reads: Callable[[], Any]) -> None:
    golden, facts = FIXTURES / f"{reads.__name__}.facts.json", reads()
    if not golden.exists():
        golden.write_text(json.dumps(facts, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        pytest.fail(f"wrote {golden}: read it against the answer, then commit it")
    assert facts == json.loads(golden.read_text(encoding="utf-8"))
