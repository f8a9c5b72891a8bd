"""The shapes in which Chinese sites send a text, to put any text into on the fly."""

from __future__ import annotations

import json
from html import escape

from scrapers.documents import Document

MENU = '<div class="nav"><ul><li><a href="/lm/{n}.html" title="栏目{n}">栏目{n}</a></li></ul></div>'


def paragraphs(text: str) -> str:
    lines = (escape(line) for line in text.split("\n"))
    return "".join(f'<p style="text-indent: 2em;">{line}</p>\n' for line in lines)


def ministry_page(title: str, text: str, day: str, *, header: str = "", menus: int = 3) -> bytes:
    """An article of www.mofcom.gov.cn: two blocks, the header apart, a toolbar, a footer."""
    return f"""<!DOCTYPE html>
<html><head><meta name="SiteName" content="商务部">
<meta name="ArticleTitle" content="{escape(title)}">
<meta name="PubDate" content="{day} 11:00"><meta name="ContentSource" content="安全与管制局">
<title>{escape(title)}</title></head><body>
{"".join(MENU.format(n=n) for n in range(menus))}
<div class="art-tit"><h1>{escape(title)}</h1></div>
<p>来源：安全与管制局 类型：原创 时效状态：现行有效 {day} 17:00</p>
<div class="art-con"><div class="art-con-gonggao">{header}</div></div>
<div class="art-con art-con-bottonmLine" ergodic="article">{paragraphs(text)}</div>
<div class="article-tool">打印</div><div class="foot">关于我们</div></body></html>""".encode()


def portal_page(title: str, text: str, day: str) -> bytes:
    """An article of the export-control portal: its data in a script, a tail below the text."""
    return f"""<html><head><title>中国出口管制信息网</title></head><body>
<script>var title='{title}', source='商务部',
publishTime='{day} 09:00:00', articleId='1198';</script>
<div class="bd">{paragraphs(text)}<p>本站转载、编译或摘编文章，均注明来源。</p></div>
<div class="u-disclaimer-box">声明</div></body></html>""".encode()


def list_answer(title: str, text: str, day: str) -> bytes:
    """An answer of the portal's list: one row with its article, one without."""
    row = {"id": 1, "title": title, "subTitle": "", "url": "/article/a/202511/1.html"}
    row |= {"publishTimeStr": f"{day} 09:00:00", "source": "", "content": paragraphs(text)}
    rows = [row, row | {"id": 2, "content": ""}]
    return json.dumps({"pageInfo": {"total": 2, "maxPageNum": 1, "rows": rows}}).encode()


def captured(title: str, text: str, day: str) -> bytes:
    """An object as captures keep it."""
    found = {"noticeTitle": title, "publishedAt": day, "contentText": text, "attachments": []}
    return json.dumps(found | {"sourceUrl": "https://example.cn/1.html"}).encode()


SHAPES = {
    "ministry": ministry_page,
    "portal": portal_page,
    "list": list_answer,
    "captured": captured,
}


def document(body: bytes | str, url: str = "https://www.mofcom.gov.cn/zcfb/art_1.html") -> Document:
    return Document("cn_mofcom", url, body.encode() if isinstance(body, str) else body)
