"""The Chinese sites: www.mofcom, aqygzj, exportcontrol and english, with their shapes and traps.

Every text has wording of our own. Those numbered 901 and above, with 【演示虚构】 in the title, are
invented: they never happened (`china_invented`). The others carry the facts of the curated history
and companies that do not exist (`china_texts`). The lists are filled up with rows named 样例.

Beside the traps of every path (`server`), these bite in the list answers: paging_resets (every page
is page 1), zero_rows, mojibake (titles in UTF-8 read as Windows-1252). The export site answers with
question marks unless the header of a script's request is sent, as the real one does.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from itertools import chain
from urllib.parse import urlsplit

from scrapers.chinese_lists.jpaas import API, Column
from scrapers.cn_aqygzj import RULES
from scrapers.cn_exportcontrol import LISTS
from scrapers.cn_mofcom import ANSWERS, RELEASES
from tests.replica import china_english
from tests.replica.china_invented import TEXTS
from tests.replica.china_pages import (
    EXPORT_MISSING,
    Entry,
    article,
    export_answer,
    export_article,
    export_content,
    list_answer,
    list_html,
    shell,
    year_page,
)
from tests.replica.china_texts import AQYGZJ, EXPORT, WWW, Place, Text, art
from tests.replica.server import Handler, Replica, Request, Response, page

JSON_TYPE = {"Content-Type": "application/json;charset=UTF-8"}
COLUMN_NAMES = {1: "国内动态", 9: "管制清单", 10: "国内政策法规", 17: "常见问题"}
COLUMN_SIZES = {9: 10}
WITHOUT_CONTENT = Entry(  # a row whose article is only on its own page
    f"{EXPORT}/article/zcfg/gnzcfg/gzjgfxwj/202401/2001.html",
    "示例办事指引（样例）",
    date(2024, 1, 8),
)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


class China:
    """What the sites hold: lists that a test may change while the replica runs."""

    def __init__(self, today: date, fillers: int) -> None:
        self.today = today
        self.releases = self._list(filler_rows("zwgk/zcfb", fillers, today), WWW, "/zwgk/zcfb/")
        self.answers = self._list(
            filler_rows("xwfb/rcxwfb", fillers, today), WWW, "/xwfb/", "/syxwfb/"
        )
        self.rules = self._list(
            filler_rows("flzc/gzjgfxwj", 6, today, AQYGZJ), AQYGZJ, "/flzc/gzjgfxwj/"
        )
        self.years = {
            year: self._list([], WWW, f"/zcfb/blgg/gg/{year}")
            for year in (today.year, today.year - 1)
        }
        self.columns = {
            1: self._export_list(export_fillers(fillers // 2, today), "/article/gndt/"),
            9: self._export_list(export_fillers(6, today), "/article/zcfg/", "/article/hgfw/"),
            10: [WITHOUT_CONTENT],
            17: self._export_list([], "/article/cjwt/"),
        }

    def _shown(self) -> list[tuple[Text, Place]]:
        return [(t, p) for t in TEXTS for p in t.places if p.put_up <= self.today]

    def _list(self, fillers: list[Entry], site: str, *paths: str) -> list[Entry]:
        rows = [
            Entry(place.url, text.title, place.put_up)
            for text, place in self._shown()
            if place.url.startswith(site) and urlsplit(place.url).path.startswith(paths)
        ]
        return sorted([*rows, *fillers], key=lambda row: row.day, reverse=True)

    def _export_list(self, fillers: list[Entry], *paths: str) -> list[Entry]:
        rows = [
            Entry(place.url, text.title, place.put_up, export_content(text))
            for text, place in self._shown()
            if place.url.startswith(EXPORT) and urlsplit(place.url).path.startswith(paths)
        ]
        return sorted([*rows, *fillers], key=lambda row: row.day, reverse=True)

    def list_asked(self, request: Request, columns: Mapping[str, Sequence[Entry]]) -> Response:
        """The answer of a list API, for the `pageId` asked."""
        asked = request.query
        paging = json.loads(asked.get("paramJson", "{}"))
        if "paging_resets" in request.traps:
            paging["pageNo"] = 1
        entries = columns.get(asked.get("pageId", ""), ())
        if "zero_rows" in request.traps:
            entries = ()
        html = list_html(
            entries, asked["tagId"], int(paging.get("pageNo", 1)), int(paging.get("pageSize", 15))
        )
        if "mojibake" in request.traps:
            html = html.encode().decode("latin-1")
        return Response(200, list_answer(html), JSON_TYPE)

    def export_asked(self, request: Request) -> Response:
        """The answer of the export site's list, for the column asked."""
        if request.method != "POST":
            return page("<html><body>405</body></html>", 405)
        column, number = int(request.form["columnID"]), int(request.form["pageNumber"])
        lost = request.headers.get("x-requested-with") != "XMLHttpRequest"
        entries = () if "zero_rows" in request.traps else self.columns[column]
        number = 1 if "paging_resets" in request.traps else number
        body = export_answer(
            entries,
            number,
            COLUMN_SIZES.get(column, 20),
            COLUMN_NAMES[column],
            lost=lost or "mojibake" in request.traps,
        )
        return Response(200, body, JSON_TYPE)

    def article_asked(self, request: Request) -> Response:
        """An article of the ministry's system; a filler where the list has one."""
        url = f"https://{request.host}{request.path}"
        for text, place in self._shown():
            if place.url == url:
                return page(article(text, place))
        for row in chain(self.releases, self.answers, self.rules, *self.years.values()):
            if row.url == url:
                text = Text(None, row.title, row.day, ("样例正文。",), (), role="other")
                return page(article(text, Place(url, row.day)))
        return page("<html><body>404</body></html>", 404)

    def export_article_asked(self, request: Request) -> Response:
        """An article of the export site; a missing one is 200 as well."""
        for row in chain(*self.columns.values()):
            if urlsplit(row.url).path == request.path:
                content = row.content or "<p>本页为样例指引正文。</p>"
                return page(export_article(row.title, content, row.day, "1"))
        return page(EXPORT_MISSING)


def filler_rows(column: str, count: int, today: date, site: str = WWW) -> list[Entry]:
    """Rows that lay down nothing, nine days apart."""
    days = [today - timedelta(days=9 * n + 2) for n in range(count)]
    return [
        Entry(art(site, column, day, f"filler{n}"), f"关于样例工作的指导意见（样例之{n + 1}）", day)
        for n, day in enumerate(days)
    ]


def export_fillers(count: int, today: date) -> list[Entry]:
    days = [today - timedelta(days=11 * n + 3) for n in range(count)]
    return [
        Entry(
            f"{EXPORT}/article/gndt/{day:%Y%m}/{3000 + n}.html",
            f"样例座谈会在示例市召开（样例之{n + 1}）",
            day,
            "<p>样例座谈会在示例市召开，与会者交流了经验。</p>",
        )
        for n, day in enumerate(days)
    ]


def install(replica: Replica, *, today: date = date(2026, 11, 24), fillers: int = 40) -> China:
    """Put the Chinese sites on a replica; gives what they hold."""
    china = China(today, fillers)
    for column, rows in ((RELEASES, "releases"), (ANSWERS, "answers"), (RULES, "rules")):
        add_column(replica, china, column, rows)
    for host in (RELEASES.host, RULES.host):
        replica.add(host, r"/.+/art/\d{4}/art_[0-9a-f]{32}\.html", china.article_asked)
    replica.add(RELEASES.host, r"/zcfb/blgg/gg/\d{4}/index\.html", lambda got: year(china, got))
    add_downloads(replica)
    replica.add("exportcontrol.mofcom.gov.cn", urlsplit(LISTS).path, china.export_asked)
    replica.add("exportcontrol.mofcom.gov.cn", r"/article/.+\.html", china.export_article_asked)
    add_english(replica, china)
    return china


def add_column(replica: Replica, china: China, column: Column, rows: str) -> None:
    """A column page, and the list API of its host; rows are looked up when they are asked for."""
    replica.add(column.host, column.path, lambda _: page(shell(column)))

    def answered(request: Request) -> Response:
        columns = {
            RELEASES.page_id: china.releases,
            ANSWERS.page_id: china.answers,
            RULES.page_id: china.rules,
        }
        return china.list_asked(request, columns)

    replica.add(column.host, API, answered)


def year(china: China, request: Request) -> Response:
    number = int(request.path.split("/")[-2])
    rows = china.years.get(number)
    if rows is None:
        return page("<html><body>404</body></html>", 404)
    return page(year_page(rows, number))


def add_downloads(replica: Replica) -> None:
    """Attachments: an address with a cipher, which leads to the file."""
    files = "/cms_files/filemanager/600926013/attach/20269/" + "ab" * 16 + ".pdf"
    where = "/api-gateway/jpaas-web-server/front/document/download"
    host = RELEASES.host
    replica.add(host, where, lambda _: page("", 302, {"Location": files}))
    replica.add(host, files, lambda _: Response(200, PDF, {"Content-Type": "application/pdf"}))


def add_english(replica: Replica, china: China) -> None:
    column = china_english.COLUMN
    replica.add(column.host, column.path, lambda _: page(shell(column)))
    rows = [t.entry for t in china_english.TRANSLATIONS if t.entry.day <= china.today]
    replica.add(column.host, API, lambda got: china.list_asked(got, {column.page_id: rows}))
    laws = [law.entry for law in china_english.LAWS]
    replica.add(
        column.host, "/Policies/GeneralPolicies/index.html", lambda _: page(year_page(laws, 2024))
    )
    for translated in (*china_english.TRANSLATIONS, *china_english.LAWS):
        path = urlsplit(translated.entry.url).path
        replica.add(column.host, path, always(page(china_english.page(translated))))


def always(response: Response) -> Handler:
    return lambda _: response
