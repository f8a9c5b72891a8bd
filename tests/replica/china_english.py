"""The replica's English site: translations of two texts, one that names no number, and a law."""

from __future__ import annotations

from datetime import date
from html import escape
from typing import NamedTuple

from scrapers.chinese_lists.jpaas import Column
from tests.replica.china_pages import Entry
from tests.replica.china_texts import ENGLISH, D, art

COLUMN = Column(
    "english.mofcom.gov.cn",
    "/Policies/AnnouncementsOrders/index.html",
    "0f" * 16,  # the site's real ids are not known
    "1e" * 16,
    "信息列表",
    "2d" * 16,
)


class Translation(NamedTuple):
    """A page of the English site, and the Chinese text it translates."""

    entry: Entry
    translates: str | None
    body: tuple[str, ...]


def translation(title: str, day: date, translates: str | None, *body: str) -> Translation:
    column = "Policies/AnnouncementsOrders" if body else "Policies/GeneralPolicies"
    entry = Entry(art(ENGLISH, column, day, title), title, day)
    return Translation(entry, translates, body or ("Article 1. For reference only.",))


TRANSLATIONS = (
    translation(
        "Announcement No. 901 of 2026 of the Ministry of Commerce and the General Administration"
        " of Customs on Export Control of Example Crystals [made up for the demonstration]",
        D(2026, 10, 30),
        "mofcom-2026-901",
        "Items related to example crystals may be exported only under a licence.",
        "This Announcement shall take effect as of November 1, 2026.",
    ),
    translation(
        "MOFCOM Announcement No.61 of 2025 on Export Control of Overseas Rare Earth Items",
        D(2025, 10, 16),
        "mofcom-2025-61",
        "Exporters abroad shall apply to the Ministry of Commerce for a licence.",
    ),
    translation(
        "Announcement on Suspending MOFCOM Announcement No. 46 of 2024 in Part",
        D(2025, 11, 20),
        None,
        "In accordance with the law, paragraph 2 of Announcement No. 46 of 2024 is suspended.",
    ),
)
LAWS = (translation("Law of an Example Kind [made up for the demonstration]", D(2024, 5, 6), None),)


def page(translated: Translation) -> str:
    """A translation in the ministry's template."""
    title, day, body = translated.entry.title, translated.entry.day, translated.body
    text = "\n".join(f"<p>{escape(said)}</p>" for said in (*body, "(For reference only)"))
    return f"""<!DOCTYPE html><html><head><title>{escape(title)}</title>
<meta name="ArticleTitle" content="{escape(title)}"><meta name="PubDate" content="{day} 10:12">
</head><body><div class="art-con art-con-bottonmLine" ergodic="article">{text}</div>
<div class="article-tool"></div></body></html>"""
