"""Pages that are sent as a success and are none, and genuine pages that use the same words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from events.errors import Blocked, NotContent
from scrapers.challenge import verdict
from scrapers.pages import Expect
from tests.faulty_server import PAGE, PATH, FaultyServer, article, redirects, reply, site_fetch


def shell(script: str, *, title: str = "", body: str = "") -> str:
    head = f"<title>{title}</title><script>{script}</script>"
    return f"<!DOCTYPE html><html><head>{head}</head><body>{body}</body></html>"


SHELL = shell("window.app=1;//" + "x" * 900, body='<div id="app"></div>')[:1040]
UNBLOCK = """<html><head><title>Federal Register :: Request Access</title></head><body>
<h1>Request Access</h1><p>Because many programs take pages from this site, programs are asked to
use its interface for developers. If you are a person, tick the box below and press the button to
have your address added to those that may go on. This is needed for each address.</p>
<form action="https://unblock.federalregister.gov" method="post"><div class="g-recaptcha"></div>
<button>Request Access</button></form></body></html>"""

BLOCKED: dict[str, tuple[Expect, str]] = {
    "a script that sets a cookie": (
        "html",
        shell("var a='x';document.cookie='clear='+a;setTimeout(function(){location.reload()},9)"),
    ),
    "a cookie by arithmetic": ("html", shell("var arg1='0A';function setCookie(){}acw_sc__v2()")),
    "the 412 page of a firewall, as 200": (
        "html",
        shell("$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=94217;", body="<input type=hidden>"),
    ),
    "a captcha to type": (
        "html",
        "<html><body><h2>请完成安全验证</h2><form><img src='/captcha.jpg'><input name='c'></form>"
        "</body></html>",
    ),
    "a slider": ("html", shell("initGeetest({})", body="<p>拖动滑块完成拼图</p>")),
    "just a moment": (
        "html",
        shell("window._cf_chl_opt={}", title="Just a moment...", body="<p>One more step</p>"),
    ),
    "access denied": (
        "html",
        "<html><head><title>Access Denied</title></head><body><h1>Access Denied</h1>"
        "You don't have permission to access this page. Reference #18.2</body></html>",
    ),
    "a shell of 1,040 bytes": ("html", SHELL),
    "a shell that asks for scripts": (
        "html",
        shell("boot()", body="<noscript>Please turn on scripts to go on.</noscript>"),
    ),
    "the host that unblocks": ("html", UNBLOCK),
    "HTML on a JSON path": ("json", article()),
    "a refusal for the address": (
        "html",
        "<html><body><p>很抱歉，您的访问被拦截，可能存在威胁。</p></body></html>",
    ),
}
GENUINE: dict[str, tuple[Expect, str]] = {
    "a notice about captchas": ("html", article("网站应当提供安全验证，不得以验证码代替授权。")),
    "a notice about blocked visits": (
        "html",
        article("访问被拒绝的，可以申请复核。访问过于频繁。"),
    ),
    "a notice with 404 in its title": ("html", article(title="关于404号目录内容不存在的公告")),
    "a notice with the firewall's script": (
        "html",
        article().replace("</head>", "<script>var $_ts={};$_ts.nsd=1</script></head>"),
    ),
    "a short notice": ("html", article("请完成安全验证")),
    "an order about log-ins": ("html", article(title="登录管理办法", text="登录")),
    "maintenance of ships": ("html", article(title="关于系统维护服务的公告", text="维护中")),
    "a column page that its script fills": (
        "html",
        "<html><head><title>政策发布</title></head><body><script url='/api-gateway/unit' "
        "queryData=\"{'parseType':'bulidstatic','tagId':'分页列表'}\"></script></body></html>",
    ),
    "a list of links": (
        "html",
        "<html><body><ul class='txtList_01'><li><a href='/a'>验证码</a></li></ul></body></html>",
    ),
    "English words of a rule": (
        "html",
        "<html><head><title>Request for Access to Records</title></head><body><pre>Just a moment "
        "of review; access denied to foreign persons; verify you are human.</pre></body></html>",
    ),
    "a long page without a frame": (
        "html",
        f"<html><script>turnstile()</script><body>{'Access denied. ' * 200}</body></html>",
    ),
    "JSON with the words": ("json", '{"rows": [{"title": "Just a moment: Access Denied 验证码"}]}'),
}


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as running:
        yield running


@pytest.mark.parametrize("what", BLOCKED)
def test_a_challenge_sent_as_a_success_is_a_refusal(
    what: str, server: FaultyServer, tmp_path: Path
) -> None:
    expect, body = BLOCKED[what]
    server.routes[PATH] = reply(body, kind=None)
    with pytest.raises(Blocked) as caught:
        site_fetch(server, tmp_path)(PAGE, expect=expect)
    print(f"{what}: {caught.value.found}")


@pytest.mark.parametrize("what", GENUINE)
def test_a_genuine_page_is_taken_whatever_words_are_in_it(
    what: str, server: FaultyServer, tmp_path: Path
) -> None:
    expect, body = GENUINE[what]
    server.routes[PATH] = reply(body, kind=None)
    assert site_fetch(server, tmp_path)(PAGE, expect=expect).text == body


def test_there_are_twelve_of_each() -> None:
    assert (len(BLOCKED), len(GENUINE)) == (12, 12)


NO_CONTENT = {
    "a soft 404": "<html><head><title>404</title></head><body>您访问的页面不存在</body></html>",
    "a soft 404 in English": "<html><body><h1>Page not found</h1><p>It moved.</p></body></html>",
    "a removed page": "<html><body><p>抱歉，该信息已被删除。</p></body></html>",
    "maintenance": "<html><head><title>提示</title></head><body><h1>系统维护中</h1></body></html>",
    "maintenance in English": "<html><body><p>We are down for maintenance.</p></body></html>",
    "a log-in": "<html><body><form><input type='password'>验证码</form></body></html>",
    "a page that goes home": "<html><head><script>location.href='/'</script></head></html>",
    "a page the server could not make": article(
        "[an error occurred while processing this directive]"
    ),
    "an article without its variables": (
        "<html><head><script>var title=undefined;</script></head><body><div class='bd'>"
        "[an error occurred while processing this directive]</div></body></html>"
    ),
    "a page that refreshes to the front": (
        '<html><head><meta http-equiv="refresh" content="0;url=/index.html"></head></html>'
    ),
    "a page without a word": "<html><body></body></html>",
}


@pytest.mark.parametrize("what", NO_CONTENT)
def test_a_page_that_is_none_is_no_content(what: str, server: FaultyServer, tmp_path: Path) -> None:
    server.routes[PATH] = reply(NO_CONTENT[what])
    with pytest.raises(NotContent) as caught:
        site_fetch(server, tmp_path)(PAGE)
    print(f"{what}: {caught.value.found}")


def test_the_front_page_in_place_of_another_is_no_content(
    server: FaultyServer, tmp_path: Path
) -> None:
    server.routes[PATH] = redirects("/")
    server.routes["/www.mofcom.gov.cn/"] = reply(article())
    fetch = site_fetch(server, tmp_path)
    with pytest.raises(NotContent, match="front page"):
        fetch(PAGE)
    assert fetch("https://www.mofcom.gov.cn/").text == article()  # where it was asked for


@pytest.mark.parametrize(
    "page",
    [
        "<html><body><p>One line.</p></body></html>",
        "<p>fragment</p>",
        "<HTML><BODY><DIV>公告</DIV></BODY></HTML>",
        "<html><body><script>track()</script><p>" + "A short notice of the bureau. " * 4 + "</p>",
    ],
)
def test_nothing_speaks_against_a_small_plain_page(page: str) -> None:
    assert verdict(page, asked="/a", final="/a") is None
