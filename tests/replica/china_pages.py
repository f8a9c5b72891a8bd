"""The pages and list answers of the Chinese sites, built from the skeletons their systems show."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from html import escape
from typing import NamedTuple
from urllib.parse import urlsplit

from scrapers.chinese_lists.jpaas import API, Column
from tests.replica.china_texts import Place, Text, in_print

CUT = 38  # characters of a title that a list shows


class Entry(NamedTuple):
    """One row of a list, and the article that the export site's answer carries with it."""

    url: str
    title: str
    day: date
    content: str = ""


def shell(column: Column, *, query: dict[str, str] | None = None) -> str:
    """A column page: no row on it, only the script that asks for them."""
    words = json.dumps(query or column.query, ensure_ascii=False).replace('"', "'")
    return f"""<!DOCTYPE html><html><head><title>列表</title>
<script src="/cms_files/default/script/head.js"></script></head><body>
<script src="/cms_files/default/script/unitbuild.js" url="{API}"
 queryData="{{'parseType':'bulidstatic','webId':'other','tagId':'导航','pageId':'0'}}"></script>
<script src="/cms_files/default/script/unitbuild.js" url="{API}" queryData="{words}"></script>
<div class="footer">关于我们</div></body></html>"""


def list_html(entries: Sequence[Entry], tag: str, number: int, size: int) -> str:
    """The piece of HTML in a list answer: the rows of one page, and the pager."""
    shown = entries[(number - 1) * size : number * size]
    rows = "\n".join(map(line, shown))
    return f"""<div id="{tag}"><div class="page-content"><ul class="txtList_01">
{rows}</ul></div>
<div class="pagination" rows="{size}" count="{len(entries)}" pageNo="{number}"></div></div>"""


def line(entry: Entry) -> str:
    """A row: the address from the root of the site, the text cut, the whole title beside it."""
    cut = entry.title if len(entry.title) <= CUT else f"{entry.title[:CUT]}…"
    return (
        f'<li><a href="{urlsplit(entry.url).path}" target="_blank" title="{escape(entry.title)}">'
        f"{escape(cut)}</a><span>[{entry.day.isoformat()}]</span></li>"
    )


def list_answer(html: str) -> bytes:
    """A list answer with all its keys."""
    answer = {
        "roles": None,
        "permissions": None,
        "success": True,
        "message": "操作成功",
        "code": "200",
        "data": {"html": html},
        "traceId": "0",
    }
    return json.dumps(answer, ensure_ascii=False).encode()


def year_page(entries: Sequence[Entry], year: int) -> str:
    """The page of a year's announcements: rows that stand on the page itself."""
    rows = "\n".join(map(line, entries))
    return f"""<!DOCTYPE html><html><head><title>{year}年公告</title></head><body>
<ul class="nav"><li><a href="/zcfb/index.html">政策发布</a></li></ul>
<ul class="txtList_01">{rows}</ul><div>关于我们</div></body></html>"""


def article(text: Text, place: Place) -> str:
    """An article of the ministry's system: metas, a visible line, two blocks, the tools below."""
    state = f" 时效状态：{text.status}" if text.status else ""
    hour = "16:30" if text.role == "act" else "17:00"
    metas = {
        "SiteName": "中华人民共和国商务部",
        "ColumnName": "政策发布",
        "ArticleTitle": text.title,
        "PubDate": f"{place.put_up.isoformat()} {hour}",
        "ContentSource": "商务部新闻办公室" if text.role == "answer" else "安全与管制局",
        "Keywords": "",
        "Description": "",
        "Url": place.url,
        "MakeTime": "2026-11-23 02:11:09",  # when the page was last rebuilt: no publication
    }
    head = "\n".join(f'<meta name="{k}" content="{escape(v)}">' for k, v in metas.items())
    return f"""<!DOCTYPE html><html><head><title>{escape(text.title)}</title>
{head}</head><body><div class="nav">首页 &gt; 政策发布</div>
<h1>{escape(text.title)}</h1>
<div class="art-info">来源：{metas["ContentSource"]} 类型：原创{state} {metas["PubDate"]}</div>
{header_block(text)}
<div class="art-con art-con-bottonmLine" ergodic="article">
{paragraphs(text)}</div>
<div class="article-tool">打印 关闭</div>
<div class="footer">关于我们 网站地图</div></body></html>"""


def header_block(text: Text) -> str:
    """The block above the text, with the number and the document's own date."""
    if not text.number:
        return ""
    lines = "".join(f"<p>{said}</p>" for said in header_lines(text))
    return f'<div class="art-con"><div class="art-con-gonggao">{lines}</div></div>'


def header_lines(text: Text) -> tuple[str, ...]:
    day = f"{text.day.year}年{text.day.month:02}月{text.day.day:02}日"
    return "【发布单位】安全与管制局", f"【发布文号】{text.number}", f"【发文日期】{day}"


def paragraphs(text: Text) -> str:
    """The text as printed: letterhead, body, signature and date, annex."""
    signed = (text.signature, in_print(text.day)) if text.signature else ()
    annex = (f"附件：{text.annex[0]}", *text.annex[1:]) if text.annex else ()
    lines = [*text.letterhead, *text.body, *signed, *annex]
    return "\n".join(f"<p>{escape(said)}</p>" for said in lines) + download(text)


def download(text: Text) -> str:
    """A link to an attachment, by an address that can only be read from the page."""
    if not text.attachment:
        return ""
    where = "http://www.mofcom.gov.cn/api-gateway/jpaas-web-server/front/document/download"
    return f'<p><a href="{where}?fileUrl=eHk=&amp;fileName={text.attachment}">附件下载</a></p>'


def export_content(text: Text) -> str:
    """The article as the export site's answer carries it: the header as paragraphs, or lost."""
    headed = text.number and text.instrument != "mofcom-2025-72"
    lines = header_lines(text) if headed else ()
    return "".join(f"<p>{said}</p>" for said in lines) + paragraphs(text)


def export_article(title: str, content: str, day: date, number: str) -> str:
    """An article page of the export site: its title and day are in a script."""
    return f"""<!DOCTYPE html><html><head><title>中国出口管制信息网</title>
<script>var title='{title}', source='商务部', publishTime='{day.isoformat()} 09:00:00',
 articleId='{number}';</script></head><body>
<div class="bd">{content}</div>
<div class="u-disclaimer-box">本站转载、编译或摘编文章，仅供参考。</div>
<div class="u-art-box-footer"></div></body></html>"""


EXPORT_MISSING = """<!DOCTYPE html><html><head><title>中国出口管制信息网</title>
<script>var title=undefined, source=undefined, publishTime=undefined, articleId=undefined;</script>
</head><body><div class="bd">[an error occurred while processing this directive]</div>
<div class="u-disclaimer-box"></div></body></html>"""


def export_answer(
    entries: Sequence[Entry], number: int, size: int, column: str, *, lost: bool
) -> bytes:
    """One page of a column; `lost`: every Chinese character as a question mark."""
    shown = entries[(number - 1) * size : number * size]
    rows = [
        {
            "id": urlsplit(entry.url).path.rpartition("/")[2].removesuffix(".html"),
            "title": entry.title,
            "subTitle": "",
            "url": urlsplit(entry.url).path,
            "publishTimeStr": f"{entry.day.isoformat()} 09:00:00",
            "source": "商务部",
            "content": entry.content,
            "columnName": column,
        }
        for entry in shown
    ]
    last = max(-(-len(entries) // size), 1)
    answer = {"pageInfo": {"total": len(entries), "maxPageNum": last, "rows": rows}}
    words = json.dumps(answer, ensure_ascii=False)
    return words.encode("ascii", "replace") if lost else words.encode()
