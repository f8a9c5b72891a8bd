"""Whether a page that was sent as a success is one: or a challenge, a login, a notice, a shell.

Judged by structure first. A page that has an article, a list, or a good deal of text to read is
genuine whatever words are in it; only on a page with next to nothing to read do words, forms and
scripts count. What is left without text, article or list but with scripts is a shell that wants a
browser.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple, cast

from lxml import etree

Kind = Literal["blocked", "not content"]
LOOK_AT = 512 * 1024  # characters of markup: no challenge has more once its scripts are cut
THIN = 1_500  # characters to read; a page with fewer has to prove that it is genuine

# Our sources' own frames: the pages of the ministry's CMS, its lists, gov.cn, a printed register.
CONTAINERS = re.compile(
    r"(?:^|\s)(?:art-con\S*|TRS_Editor|artCon|law_content|txtList\S*|policy-list|page-content|bd"
    r"|UCAP-CONTENT|zoom|pages_content)(?:\s|$)"
)
METAS = frozenset({"articletitle", "pubdate"})
SCRIPTS = re.compile(
    r"\$_ts\b|__jsl_clearance|acw_sc__v|_cf_chl_opt|/cdn-cgi/challenge|challenge-platform|"
    r"_?Incapsula_Resource|ddos-guard|px-captcha|_pxAppId|geetest|hcaptcha|recaptcha|turnstile|"
    r"wzws|yunsuo_session|aws-?waf|bm-verify|_abck|datadome|kpsdk|distil_r|captcha|"
    r"document\.cookie\s*=.{0,2000}(?:location|reload)|yundun|safedog|_guard/(?:auto|slide)",
    re.IGNORECASE | re.DOTALL,
)
BLOCKING = re.compile(
    r"just a moment|attention required|access denied|access to this page has been denied|"
    r"request access|request (?:rejected|blocked)|verify (?:that )?you are (?:a )?human|"
    r"are you (?:a )?(?:human|robot)|not a robot|unusual traffic|checking your browser|"
    r"pardon our interruption|security check|enable javascript and cookies|bot detection|"
    r"too many requests|aggressive automated|programmatic access|"
    r"人机验证|安全验证|访问验证|滑动验证|拖动滑块|请输入验证码|验证码|访问被(?:拒绝|拦截|阻断)|请求被(?:拒绝|拦截)|"
    r"访问过于频繁|访问频率|可能存在(?:的)?(?:威胁|攻击)|网站防火墙|云防护|您的IP",
    re.IGNORECASE,
)
GONE = re.compile(
    r"\b404\b|page (?:was )?not found|not be found|no longer (?:available|exists)|does not exist|"
    r"页面(?:不存在|已删除|找不到|丢失|未找到)|(?:页面|文章|内容|信息|网页)(?:已)?(?:不存在|被删除|已删除)|"
    r"找不到(?:您|该|页面|网页|相关)|无法找到|您访问的(?:页面|文章|内容)",
    re.IGNORECASE,
)
DOWN = re.compile(
    r"under (?:scheduled )?maintenance|scheduled maintenance|temporarily unavailable|be back soon|"
    r"down for maintenance|service unavailable|(?:系统|网站)(?:正在)?(?:维护|升级)|(?:维护|升级)中|"
    r"停机维护|暂停服务|暂时无法访问|系统繁忙",
    re.IGNORECASE,
)
LOGIN = re.compile(r"^\W*(?:用户)?(?:登录|登陆|log ?in|sign ?in)|统一身份认证", re.IGNORECASE)
HOME = r"""(?:https?://[\w.:-]+)?/?(?:index\.s?html?)?"""
GOES_HOME = re.compile(rf"""location(?:\.href)?\s*=\s*["']{HOME}["']|replace\(["']{HOME}["']\)""")
REFRESH_HOME = re.compile(rf"""\d+\s*;\s*url\s*=\s*["']?{HOME}["']?\s*""", re.IGNORECASE)
SSI_ERROR = "[an error occurred while processing this directive]"
UNBLOCK_HOST = "unblock.federalregister.gov"


class Verdict(NamedTuple):
    """What a page is instead of content, in words."""

    kind: Kind
    found: str


@dataclass
class Sketch:
    """What of a page matters here; a target for lxml's parser, so that no tree is built."""

    title: str = ""
    headings: str = ""
    text: str = ""
    genuine: bool = False  # has an article, a list, or the marks of a page of the CMS
    scripts: bool = False
    password: bool = False
    asks: bool = False  # has something to fill in, or a picture of a captcha
    refresh: str = ""
    links: str = ""
    sources: str = ""  # of its scripts
    _open: list[str] = field(default_factory=list)

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self._open.append(tag)
        names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
        if CONTAINERS.search(names) or "querydata" in attributes:
            self.genuine = True
        match tag:
            case "meta":
                self._meta(attributes)
            case "input" | "iframe" | "button":
                self.asks = True
                self.password = self.password or attributes.get("type") == "password"
            case "script" | "noscript":
                self.scripts = True
                self.sources += f" {attributes.get('src', '')}"
            case "a" | "form" | "link" if len(self.links) < LOOK_AT:
                self.links += f" {attributes.get('href', '')} {attributes.get('action', '')}"
            case "pre":
                self.genuine = True
        if "captcha" in f"{names} {attributes.get('src', '')}".lower():
            self.asks = True

    def _meta(self, attributes: dict[str, str]) -> None:
        if attributes.get("name", "").lower() in METAS and attributes.get("content", "").strip():
            self.genuine = True
        if attributes.get("http-equiv", "").lower() == "refresh":
            self.refresh = attributes.get("content", "")

    def end(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def data(self, text: str) -> None:
        where = self._open[-1] if self._open else ""
        if where in ("script", "style") or "noscript" in self._open[-3:]:
            return
        if where == "title":
            self.title += text
        elif len(self.text) <= THIN:
            self.text += " ".join(text.split())
        if where in ("h1", "h2", "h3"):
            self.headings += text

    def close(self) -> Sketch:
        return self


def verdict(text: str, *, asked: str, final: str) -> Verdict | None:
    """What a page is instead of content; None where it is content. Paths asked for and got."""
    if SSI_ERROR in text:
        return Verdict("not content", f"a page that its server could not make: {SSI_ERROR}")
    if final != asked and at_home(final) and not at_home(asked):
        return Verdict("not content", "the front page of the site instead")
    markup, scripts = without_scripts(text)
    page = sketched(markup[:LOOK_AT])
    if page.genuine:
        return None
    if len(page.text) > THIN:
        return by_title(page.title.strip())
    return instead(page, f"{scripts} {page.sources}")


def by_title(title: str) -> Verdict | None:
    """A page with much to read is no content only if its title begins by saying so."""
    if BLOCKING.match(title):
        return Verdict("blocked", f"a page titled {title[:60]!r}")
    if GONE.match(title) or DOWN.match(title):
        return Verdict("not content", f"a page titled {title[:60]!r}")
    return None


def instead(page: Sketch, scripts: str) -> Verdict | None:
    """What a page with next to nothing to read is; None where nothing speaks against it."""
    return (
        elsewhere(page, scripts)
        or login(page)
        or challenge(page, scripts)
        or notice(page)
        or shell(page)
    )


def elsewhere(page: Sketch, scripts: str) -> Verdict | None:
    """A page that only sends its reader on."""
    if UNBLOCK_HOST in page.links or UNBLOCK_HOST in page.refresh:
        return Verdict("blocked", f"a page that asks for access at {UNBLOCK_HOST}")
    goes = GOES_HOME.search(scripts) and not SCRIPTS.search(scripts)
    if goes or REFRESH_HOME.fullmatch(page.refresh.strip()):
        return Verdict("not content", "a page that sends its reader to the front page")
    return None


def login(page: Sketch) -> Verdict | None:
    if page.password or LOGIN.search(page.title):
        return Verdict("not content", "a page to log in")
    return None


def challenge(page: Sketch, scripts: str) -> Verdict | None:
    if found := SCRIPTS.search(scripts):
        return Verdict("blocked", f"a challenge (its script has {found[0][:30]!r})")
    named = f"{page.title} {page.headings}"
    if found := BLOCKING.search(named) or (page.asks and BLOCKING.search(page.text)) or None:
        return Verdict("blocked", f"a challenge that says {found[0]!r}")
    if len(page.text) < 200 and (found := BLOCKING.search(page.text)):
        return Verdict("blocked", f"a refusal that says {found[0]!r}")
    return None


def notice(page: Sketch) -> Verdict | None:
    """A soft 404 or a maintenance notice: in the title or a heading, or as all there is to read."""
    named = f"{page.title} {page.headings}"
    words = f"{named} {page.text}" if len(page.text) < 300 else named
    if found := GONE.search(words):
        return Verdict("not content", f"a page that says {found[0]!r}")
    if found := DOWN.search(words):
        return Verdict("not content", f"a maintenance notice that says {found[0]!r}")
    return None


def shell(page: Sketch) -> Verdict | None:
    if page.scripts and len(page.text) < 60:
        return Verdict("blocked", "scripts without text: a shell that wants a browser")
    if page.refresh and len(page.text) < 60:
        return Verdict("not content", "a page that only sends its reader on")
    return None if page.text else Verdict("not content", "a page without a word")


def at_home(path: str) -> bool:
    return re.fullmatch(r"/?(?:(?:index|default|home)\.[a-z]{3,5})?", path.lower()) is not None


def without_scripts(text: str) -> tuple[str, str]:
    """The markup without what is inside its scripts, and that (as much as is looked at)."""
    lower = text.lower() if len(text) == len(text.lower()) else text
    markup, scripts, place = [], [], 0
    while (start := lower.find("<script", place)) >= 0:
        inside = lower.find(">", start) + 1 or len(text)
        end = lower.find("</script", inside)
        end = len(text) if end < 0 else end
        markup.append(text[place:inside])
        scripts.append(text[inside:end])
        place = end
    return "".join([*markup, text[place:]]), "".join(scripts)[:LOOK_AT]


def sketched(markup: str) -> Sketch:
    page: Any = Sketch()  # lxml asks for no more than it has, its types for a class of their own
    parser = etree.HTMLParser(target=page)
    parser.feed(markup)
    parser.close()
    return cast(Sketch, page)
