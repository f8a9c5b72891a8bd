"""What is fuzzed: everything that reads foreign bytes, with sound inputs that will be spoilt."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from html import escape
from importlib import import_module, util
from typing import Any, NamedTuple

from scrapers.documents import Document
from scrapers.pages import Page
from tests.reading_limits import announced, article, rule

WHERE = "https://example.gov/x"
CHINESE = (
    "自2025年12月1日起施行",
    "自2025年4月10日12时01分起实施",
    "自公布之日起正式实施",
    "即日起至2026年11月10日暂停实施商务部公告2025年第55号、56号和海关总署公告2025年第57号",
    "继续暂停24%的关税90天，保留10%的关税",
    "商务部公告2023年第27号和第28号同时废止",
    "不可靠实体清单工作机制公告〔2025〕7号",
    "中华人民共和国商务部令二〇二五年第6号",
    "将美国虚构公司等28家实体列入出口管制管控名单",
    "1.某公司（Some Co., Ltd.）",
    "2025年13月45日",
    "二〇二六年十一月三十一日",
    "第二款",
)
ENGLISH = (
    "This rule is effective January 13. 2025, except for amendatory instruction 5",
    "from 10:30 a.m. until 11:35 a.m. on May 5, 2026",
    "is delayed until December 31, 2026",
    "the interim final rule published at 90 FR 47201 (September 30, 2025) are stayed until",
    "as of 12:01 a.m. eastern standard time on November 10, 2025",
    "[FR Doc. 2026\u201390001 Filed 11-19-26; 8:45 am]",
    "§ 1026.35(e)",
    "15 CFR parts 732, 734, and 748",
    "adding 16 entities under the destinations of China (14) and Singapore (2)",
    "February 31, 2025",
    "11/17/2023 to 01/01/2026",
)


class Target(NamedTuple):
    """Something that reads bytes: the modules it needs, what it is given, and what it promises.

    `words` are spoilt and then put into a sound `frame`: otherwise most spoilt documents would be
    refused for their markup, and nothing behind it would be tried. `reads` says whether it read
    something in the input; what it raises must be a SourceError.
    """

    modules: tuple[str, ...]
    seeds: Callable[[], list[str]]
    reads: Callable[[bytes], bool]
    words: tuple[str, ...] = ()
    frames: tuple[Callable[[str], str], ...] = ()
    charsets: tuple[str, ...] = ("utf-8",)


def page(text: str) -> Page:
    now = datetime(2026, 11, 24, tzinfo=UTC)
    return Page("cn_mofcom", WHERE, 200, {}, text.encode(), text, "0" * 64, None, now)


def rows_html() -> str:
    rows = "".join(
        f'<li><a href="/zwgk/zcfb/art/2026/art_{n:032x}.html" title="商务部公告2026年第{n}号">'
        f"商务部公告…</a><span>[2026-11-{n - 900:02}]</span></li>"
        for n in range(901, 904)
    )
    pager = '<div class="pagination" count="3" rows="15" pageno="1"></div>'
    return f'<ul class="txtList_01">{rows}</ul>{pager}'


def list_seeds() -> list[str]:
    answer = {"success": True, "code": "200", "data": {"html": rows_html()}}
    return [rows_html(), json.dumps(answer, ensure_ascii=False)]


def read_list(body: bytes) -> bool:
    jpaas: Any = import_module("scrapers.chinese_lists.jpaas")
    asked = page(body.decode("utf-8", "ignore"))
    html = asked.text
    if html.lstrip()[:1] in ("{", "["):
        html = jpaas.html_in(asked.json(), asked)
    rows = jpaas.sheet_in(asked, html, WHERE).rows
    for row in rows:
        assert row.url.startswith("http"), row
        assert row.title.strip(), row
    return bool(rows)


def detail_seeds() -> list[str]:
    rows = [
        {
            "id": 7,
            "title": "商务部公告2026年第901号",
            "url": "/article/gzqd/202611/7.html",
            "publishTimeStr": "2026-11-20 10:00:00",
            "content": "<p>本公告自公布之日起实施。</p><p>商务部</p><p>2026年11月20日</p>",
        }
    ]
    listed = {"pageInfo": {"total": 1, "maxPageNum": 1, "rows": rows}}
    captured = {
        "noticeTitle": "商务部公告2026年第901号",
        "publishedAt": "2026-11-20",
        "contentText": "。\n".join(CHINESE),
        "attachments": [],
        "sourceUrl": WHERE,
    }
    pages = [announced(words) for words in CHINESE]
    pages.append(article("".join(f"<p>{words}。</p>" for words in CHINESE)))
    answers = [json.dumps(it, ensure_ascii=False) for it in (listed, captured, [captured])]
    return [*pages, *answers, "商务部公告2026年第901号\n" + "。\n".join(CHINESE)]


def document(source: str, body: bytes) -> Document:
    return Document(source, WHERE, body)


def quoted(readings: list[Any]) -> bool:
    """Whether there are readings; every effect stands on words of its text, where it says."""
    for reading in readings:
        for effect in reading.effects:
            start, end = effect.offsets
            assert reading.text[start:end] == effect.quote != "", effect
        for unread in reading.unread:
            start, end = unread.offsets
            assert 0 <= start <= end <= len(reading.text), unread
    return bool(readings)


def read_detail(body: bytes) -> bool:
    reads: Any = import_module("scrapers.cn_pages").read_chinese
    return quoted(reads(document("cn_mofcom", body)))


def fr_seeds() -> list[str]:
    row = {
        "document_number": "2026-90001",
        "title": "An Invented Rule",
        "type": "Rule",
        "publication_date": "2026-11-20",
        "effective_on": None,
        "dates": "; ".join(ENGLISH),
        "agencies": [{"name": "Industry and Security Bureau", "slug": "x", "raw_name": "y"}],
    }
    whole = "DEPARTMENT OF COMMERCE\nAGENCY: BIS.\nACTION: Final rule.\nDATES: " + "\n".join(
        ENGLISH
    )
    rules = [rule(words) for words in ENGLISH] + [rule(ENGLISH[0], "AMDPAR")]
    answers = [json.dumps(row), json.dumps({"count": 1, "results": [row]})]
    issue = f"<FEDREG><DATE>Friday, November 20, 2026</DATE><RULES>{rules[0]}</RULES></FEDREG>"
    return [*rules, *answers, issue, whole, f"<html><body><pre>{whole}</pre></body></html>"]


def read_fr(body: bytes) -> bool:
    reads: Any = import_module("scrapers.us_pages").read_american
    return quoted(reads(document("us_bis", body)))


def read_date(body: bytes) -> bool:
    words = body.decode("utf-8", "ignore")
    chinese: Any = import_module("scrapers.legal_dates")
    plain: Any = import_module("scrapers.chinese.text").squeezed
    places: list[Any] = []
    for shown in (words, plain(words)):
        spans = (*chinese.starts(shown), *chinese.ends(shown), *chinese.terms(shown))
        assert all(0 <= found.start < found.end <= len(shown) for found in spans), spans
        places += spans
        told(chinese.read_day, shown)
    english: Any = import_module("scrapers.english.dates")
    days = list(english.FIND_DAY.finditer(words))
    for found in days:
        told(english.day_of, found[0])
        told(english.moment, words[max(0, found.start() - 40) : found.end() + 40])
    return bool(places or days)


def told(reads: Callable[[str], object], words: str) -> None:
    """A day, or the ValueError that says why not."""
    with suppress(ValueError):
        reads(words)


def number_seeds() -> list[str]:
    """The texts above that name an act by its number."""
    return [words for words in (*CHINESE, *ENGLISH) if re.search(r"号|\bFR\b", words)]


def date_seeds() -> list[str]:
    """The texts above that name a day or a moment."""
    return [words for words in (*CHINESE, *ENGLISH) if re.search(r"[月日天]|20\d\d$|, 20", words)]


def read_number(body: bytes) -> bool:
    words = body.decode("utf-8", "ignore")
    chinese: Any = import_module("scrapers.chinese.references")
    plain: Any = import_module("scrapers.chinese.text").squeezed
    found = [*chinese.references(words), *chinese.references(plain(words))]
    american: Any = import_module("scrapers.federal_register.identity")
    number = american.document_number(words)
    american.filing(words)
    american.instrument_id(american.normal_number(words), [words[:40]], words[:20])
    assert number is None or american.same_number(number, number)
    targets: Any = import_module("scrapers.federal_register.targets")
    return bool(found or number or targets.citations(words))


def read_charset(body: bytes) -> bool:
    charset: Any = import_module("scrapers.charset")
    texts = []
    for chinese in (True, False):
        with suppress(charset.Undecodable):
            texts.append(charset.decode(body, chinese=chinese))
    for text in texts:
        encodings = ("utf-8", "gb18030", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")
        assert any(text.encode(name) in body for name in encodings), text  # no letter is ours
        charset.mojibake(text)
    return bool(texts)


def table_seeds() -> list[str]:
    columns: Any = import_module("scrapers.bis_tables").COLUMNS
    cells = ("A CO.", "1 ROAD", "X", "", "US", "1", "02/17/2021", "", "Y", "2021-02-22", "", "")
    return ["\n".join("\t".join(f'"{cell}"' for cell in row) for row in (columns, cells, cells))]


def table_with(words: str) -> str:
    """A list whose one row begins with these words, cell by cell."""
    head, row, _ = table_seeds()[0].splitlines()
    first = words.replace('"', '""').split("|")[:12]
    return "\n".join(
        (head, "\t".join([*(f'"{cell}"' for cell in first), *row.split("\t")[len(first) :]]))
    )


def read_table(body: bytes) -> bool:
    reads: Any = import_module("scrapers.bis_tables").denied_persons
    people = list(reads(document("us_bis", body)))
    for person in people:
        assert (person.effective_on and person.name) or person.held, person
    return bool(people)


def kind_seeds() -> list[str]:
    from tests import attachment_files as made

    bodies = (
        made.compound("WordDocument", "1Table", inside=["Workbook"]),
        made.docx(made.paragraph("x")),
        made.pdf([made.printed("x")]),
        made.png(100),
    )
    return [body.decode("latin-1") for body in bodies]


def read_kind(body: bytes) -> bool:
    magic: Any = import_module("scrapers.attachment.magic")
    kind = magic.kind_of(body)
    magic.image_of(body)
    magic.other_of(body)
    return bool(kind not in ("unknown", "empty", "text"))


TARGETS = {
    "list": Target(
        ("scrapers.chinese_lists.jpaas",),
        list_seeds,
        read_list,
        ("商务部公告2026年第901号", "[2026-11-20]", "/zwgk/art/2026/art_1.html", " ", "…", "-"),
        (
            lambda words: rows_html().replace("商务部公告2026年第902号", escape(words, True)),
            lambda words: rows_html().replace("[2026-11-2]", escape(words)),
            lambda words: rows_html().replace("/zwgk/zcfb", escape(words, True)),
        ),
    ),
    "detail": Target(
        ("scrapers.cn_pages",),
        detail_seeds,
        read_detail,
        CHINESE,
        (
            lambda words: announced(escape(words)),
            lambda words: article(f"<p>{escape(words)}</p>"),
            lambda words: json.dumps({"noticeTitle": words[:20], "contentText": words * 2}),
            lambda words: f"商务部公告2026年第901号\n{words}",
        ),
    ),
    "fr": Target(
        ("scrapers.us_pages",),
        fr_seeds,
        read_fr,
        ENGLISH,
        (
            lambda words: rule(escape(printable(words))),
            lambda words: rule(escape(printable(words)), "SUM"),
            lambda words: rule(escape(printable(words)), "AMDPAR"),
            lambda words: f"DATES: {words}",
            lambda words: json.dumps({"document_number": "2026-90001", "dates": words}),
        ),
    ),
    "date": Target(("scrapers.legal_dates", "scrapers.english.dates"), date_seeds, read_date),
    "number": Target(
        (
            "scrapers.chinese.references",
            "scrapers.federal_register.identity",
            "scrapers.federal_register.targets",
        ),
        number_seeds,
        read_number,
    ),
    "charset": Target(
        ("scrapers.charset",),
        detail_seeds,
        read_charset,
        charsets=("utf-8", "gb18030", "utf-16", "big5", "latin-1", "iso2022_jp"),
    ),
    "table": Target(
        ("scrapers.bis_tables",),
        table_seeds,
        read_table,
        ("A|B|C|D|E|F|02/17/2021|02/17/2031|Y|2021-02-22|ADDED|86 F.R. 1 2/19/21", "A|||||"),
        (table_with,),
    ),
    "kind": Target(("scrapers.attachment.magic",), kind_seeds, read_kind, charsets=("latin-1",)),
}


def printable(words: str) -> str:
    """Without the signs that no XML may hold."""
    return "".join(char for char in words if char >= " " or char in "\t\n\r")


def missing(target: Target) -> list[str]:
    """The modules of a target that are not there."""
    return [name for name in target.modules if util.find_spec(name) is None]
