"""Official translations: which Chinese text each one translates, and nothing more."""

from __future__ import annotations

from datetime import date

import pytest

from events.errors import Drift
from scrapers import cn_english
from scrapers.chinese_lists.english_numbers import letterhead_id, own_id
from scrapers.documents import Document, Reading
from tests.plain_fetch import PlainFetch
from tests.replica import china, china_english
from tests.replica.china_pages import shell
from tests.replica.server import Replica
from tests.replica.server import page as sent


@pytest.mark.parametrize(
    ("title", "named"),
    [
        ("Announcement No. 61 of 2025 of the Ministry of Commerce", "mofcom-2025-61"),
        ("MOFCOM Announcement No.61 of 2025 on Rare Earth Items", "mofcom-2025-61"),
        ("Announcement No. 70, 2025 of the Ministry of Commerce", "mofcom-2025-70"),
        (
            "Announcement No.18 of 2025 of the Ministry of Commerce and the General Administration "
            "of Customs of the People's Republic of China Announcing the Decision to Control X",
            "mofcom-2025-18",
        ),
        (
            "Announcement No. 10 of 2025 of the General Administration of Customs and MOFCOM",
            "mofcom-2025-10",
        ),
        (
            "Announcement of the Unreliable Entity List Working Mechanism [2025] No. 7",
            "uel-2025-7",
        ),
        (
            "Announcement No. 7 [2025] of the Unreliable Entity List Working Mechanism on X",
            "uel-2025-7",
        ),
        (
            "MOFCOM Order No. 4 of 2020 on Provisions on the Unreliable Entity List",
            "mofcom-order-2020-4",
        ),
        ("Decree No. 2, 2017 of the Ministry of Commerce", "mofcom-order-2017-2"),
        ("Announcement 2026 No. 12 of the Ministry of Commerce", "mofcom-2026-12"),
        ("Announcement No. 34 of 2026 of the General Administration of Customs", "gacc-2026-34"),
        (
            "Announcement No. 4 of 2025 of the Customs Tariff Commission of the State Council",
            "tariffcom-2025-4",
        ),
        (
            "announcement no．54 of 2025 of the ministry of transport on Special Port Dues",
            "mot-2025-54",
        ),
        # another act's number is not its own
        (
            "Announcement of the Ministry of Commerce on Suspending Announcement No. 46 of 2024",
            None,
        ),
        ("Announcement on Adjusting MOFCOM Announcement No. 46 of 2024", None),
        ("MOFCOM Spokesperson's Remarks on Announcement No. 61 of 2025", None),
        ("Announcements No. 61 of 2025 and No. 62 of 2025 of the Ministry of Commerce", None),
        ("Announcement No. 61 of the Ministry of Commerce", None),
        ("Announcement No. 61 of 2025", None),  # whose?
        ("Export Control Law of the People's Republic of China", None),
        ("Order No. 792 of 2024 of the Ministry of Finance", None),
    ],
)
def test_a_title_names_its_own_number_or_none(title: str, named: str | None) -> None:
    assert own_id(title) == named


@pytest.mark.parametrize(
    ("line", "named"),
    [
        ("Ministry of Commerce Announcement No. 61 of 2025", "mofcom-2025-61"),
        ("No. 61 of 2025, Announcement of the Ministry of Commerce", "mofcom-2025-61"),
        ("Announcement No. 46 of 2024 of the Ministry of Commerce is suspended in part.", None),
        ("MOFCOM Announcement No. 46 of 2024 shall not apply", None),
        ("In accordance with Announcement No. 46 of 2024 of the Ministry of Commerce", None),
    ],
)
def test_a_letterhead_counts_and_a_sentence_does_not(line: str, named: str | None) -> None:
    assert letterhead_id(line) == named


def page(title: str, *body: str, put_up: str = "2025-10-16 09:00") -> Document:
    words = (
        f'<html><head><meta name="ArticleTitle" content="{title}">'
        f'<meta name="PubDate" content="{put_up}"></head><body><div class="art-con">short</div>'
        f'<div class="art-con art-con-bottonmLine">{"".join(f"<p>{p}</p>" for p in body)}</div>'
        "</body></html>"
    )
    url = "https://english.mofcom.gov.cn/Policies/AnnouncementsOrders/art/2025/art_0.html"
    return Document(cn_english.SOURCE, url, words.encode(), "text/html")


def read(document: Document) -> Reading:
    (reading,) = cn_english.read(document)
    return reading


def test_a_translation_is_attached_to_its_original_and_has_no_effects() -> None:
    reading = read(
        page(
            "MOFCOM Announcement No. 61 of 2025 on Rare Earth Items",
            "A licence is required as of December 1, 2025.",
            "This Announcement shall take effect as of the date of promulgation.",
        )
    )
    assert (reading.role, reading.lang, reading.instrument) == ("translation", "en", None)
    assert reading.translates == "mofcom-2025-61"
    assert reading.cites == ("mofcom-2025-61",)
    assert reading.effects == ()
    assert reading.unread == ()
    assert reading.published_on == reading.page_day == date(2025, 10, 16)
    assert reading.text.split("\n")[0] == "A licence is required as of December 1, 2025."


def test_the_number_may_stand_in_the_letterhead_alone() -> None:
    reading = read(
        page("Export Control of X", "MOFCOM Announcement", "Announcement No. 61 of 2025 of MOFCOM")
    )
    assert reading.translates == "mofcom-2025-61"


@pytest.mark.parametrize(
    ("title", "line", "told"),
    [
        ("Rules of an Example Kind", "They are published.", "no number of its own"),
        (
            "Announcement on Suspending MOFCOM Announcement No. 46 of 2024",
            "Paragraph 2 of MOFCOM Announcement No. 46 of 2024 is suspended.",
            "no number of its own",
        ),
        (
            "MOFCOM Announcement No. 61 of 2025",
            "MOFCOM Announcement No. 62 of 2025",
            "mofcom-2025-61 and mofcom-2025-62",
        ),
    ],
)
def test_a_translation_of_an_unknown_text_waits_for_a_person(
    title: str, line: str, told: str
) -> None:
    reading = read(page(title, line))
    assert reading.translates is None
    (unread,) = reading.unread
    assert told in unread.reason
    first, last = unread.offsets
    assert reading.text[first:last] == unread.sentence


@pytest.mark.parametrize("put_up", ["", "soon", "2025-02-31 09:00"])
def test_a_translation_without_a_readable_day_has_none(put_up: str) -> None:
    reading = read(page("MOFCOM Announcement No. 61 of 2025", "Text.", put_up=put_up))
    assert reading.published_on is None
    assert reading.published_basis == "unknown"


def test_a_page_without_a_text_or_a_title_is_an_error() -> None:
    with pytest.raises(Drift, match="text block"):
        cn_english.read(Document("cn_english", "https://x/", b"<title>Announcement</title>"))
    with pytest.raises(Drift, match="ArticleTitle"):
        cn_english.read(Document("cn_english", "https://x/", b"<p>Announcement</p>"))
    with pytest.raises(Drift, match="expected text"):
        cn_english.read(Document("cn_english", "https://x/", b"<p>\xff\xfe\x00\x81</p>\x00"))


def test_the_replicas_translations_are_attached_as_it_says() -> None:
    with Replica() as replica:
        china.install(replica)
        listing = cn_english.discover(PlainFetch(cn_english.SOURCE, replica.url), date(2024, 1, 1))
        read_ = {pending.url: read(pending.open()) for pending in listing.documents}
    due = {t.entry.url: t.translates for t in (*china_english.TRANSLATIONS, *china_english.LAWS)}
    assert {url: reading.translates for url, reading in read_.items()} == due
    assert {"mofcom-2026-901", "mofcom-2025-61", None} == set(due.values())


def test_two_lists_on_one_column_page_are_an_error() -> None:
    column = china_english.COLUMN
    with Replica() as replica:
        china.install(replica)
        twice = shell(column) + shell(column, query=column.query | {"pageId": "0"})
        replica.add(column.host, column.path, china.always(sent(twice)))
        with pytest.raises(Drift, match="1 list script, found 2"):
            cn_english.discover(PlainFetch(cn_english.SOURCE, replica.url), date(2024, 1, 1))
