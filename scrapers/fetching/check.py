"""Whether an answer is what was asked for: its status, its kind, its end, its charset, its words.

Nothing here reaches the network: an archived copy passes the same checks again.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from lxml import etree

from events.errors import Blocked, Drift, Incomplete, NotContent, SourceError
from scrapers.challenge import verdict
from scrapers.charset import Undecodable, decode, mojibake
from scrapers.fetching.policy import Policy
from scrapers.pages import Expect

BLOCKS = frozenset({401, 403, 405, 407, 412, 418, 429, 451, 503, 521})
GONE = frozenset({404, 410})
PASSING = frozenset({429, 500, 502, 503, 504, 521})  # worth another try
TYPES: Mapping[Expect, re.Pattern[str]] = {
    "html": re.compile(r"text/html|application/xhtml\+xml|text/plain|"),
    "json": re.compile(r"application/(.+\+)?json|text/.+|application/javascript|"),
    "xml": re.compile(r"(application|text)/(.+\+)?xml|text/plain|application/octet-stream|"),
    "feed": re.compile(r"(application|text)/(.+\+)?xml|text/(plain|html)|application/x-rss|"),
    "any": re.compile(r".*"),
}
NAMES: Mapping[Expect, str] = {
    "html": "an HTML page",
    "json": "JSON",
    "xml": "an XML document",
    "feed": "an RSS or Atom feed",
    "any": "a file",
}
HTML_TAGS = frozenset(
    re.findall(
        r"\w+",
        "html head body meta title link script style div p table ul ol span center font a h1 h2 h3"
        " pre form frameset iframe br img section article main header noscript base",
    )
)
ROBOTS = "/robots.txt"
PAGE_TAGS = frozenset({"html", "head", "body", "meta", "script", "div"})
FEED_TAGS = frozenset({"rss", "feed", "rdf:rdf"})
CLOSED = re.compile(r"</html\s*>", re.IGNORECASE)
CLOSED_LAST = re.compile(r"</html\s*>\s*(?:<!--[^<]{0,500}-->\s*)*\Z", re.IGNORECASE)
ELEMENT = re.compile(r"<([A-Za-z][\w:.-]*)")
QUESTION_MARKS = re.compile(r"\?{3,}")
TITLE = re.compile(
    r"""<title[^>]{0,200}>([^<]{0,500})|name=["']ArticleTitle["']\s+content=["']([^"']{0,500})""",
    re.IGNORECASE,
)
LOOK = "look at the archived copy, and compare it with the one before"
AJAX_HINT = "ask again with the header X-Requested-With: XMLHttpRequest"


@dataclass(frozen=True)
class Answer:
    """What came, where from, and whether the connection told its end (`framed`)."""

    policy: Policy
    expect: Expect
    url: str
    asked: str  # the path asked for
    final: str  # the path after redirects
    media_type: str | None
    charset: str | None
    body: bytes
    framed: bool = True

    def wrong(self, kind: type[SourceError], found: str, next_step: str) -> SourceError:
        return kind(
            self.policy.source,
            self.url,
            expected=NAMES[self.expect],
            found=found,
            next_step=next_step,
        )


def by_status(status: int, policy: Policy, url: str, retry_after: float | None) -> SourceError:
    """The error of an answer that is neither content nor a redirect."""
    told = {"expected": "status 200", "found": f"status {status}"}
    source = policy.source
    if status in BLOCKS:
        wait = f"wait {retry_after:.0f} s" if retry_after is not None else "wait some hours"
        step = f"{wait} and try again; if it stays, ask the operator of the site"
        return Blocked(source, url, **told, next_step=step, retry_after=retry_after)
    if status in GONE:
        step = "look whether it moved; a page that is gone ends no measure"
        return NotContent(source, url, **told, next_step=step)
    if status >= 500:
        return Incomplete(source, url, **told, next_step="try again later")
    return Drift(source, url, **told, next_step="compare the request with the site's own")


def text_of(answer: Answer) -> str:
    """The text of an answer that is whole, of its kind, and content; else SourceError."""
    if answer.asked == ROBOTS:
        return ""  # whatever it is, `scrapers.fetching.robots` knows what to make of it
    if not answer.body:
        raise answer.wrong(Incomplete, "an empty body", "try again later")
    if answer.expect == "any":
        return of_any(answer)
    text = decoded(answer) if answer.framed else to_its_end(answer)
    root = root_of(text)
    if root in (HTML_TAGS if answer.expect == "html" else PAGE_TAGS):
        judged(answer, text)
    if not TYPES[answer.expect].fullmatch(answer.media_type or ""):
        raise answer.wrong(Drift, f"the type {answer.media_type}", LOOK)
    right_root(answer, text, root)
    return sound(answer, text)


def of_any(answer: Answer) -> str:
    """A file of whatever kind; but a challenge in its place is found."""
    start = answer.body[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith((b"<!doctype html", b"<html")):
        judged(answer, decoded(answer))
    elif not answer.framed:
        step = "fetch it from another address"
        raise answer.wrong(Incomplete, "a file whose end nothing tells", step)
    return ""


def to_its_end(answer: Answer) -> str:
    """The text of a body whose end only a closed connection told, if it reaches its own end."""
    short = answer.wrong(Incomplete, "a body that stops before its end", "try again later")
    try:
        text = decode(answer.body, chinese=answer.policy.chinese, declared=answer.charset)
    except Undecodable as error:
        raise short from error
    if not ended(answer, text):
        raise short
    return text


def decoded(answer: Answer) -> str:
    try:
        return decode(answer.body, chinese=answer.policy.chinese, declared=answer.charset)
    except Undecodable as error:
        raise answer.wrong(Drift, str(error), LOOK) from error


def judged(answer: Answer, text: str) -> None:
    """Refuse a page that is no content."""
    found = verdict(text, asked=answer.asked, final=answer.final)
    if found is None:
        return
    if found.kind == "blocked":
        raise answer.wrong(Blocked, found.found, "wait some hours; open it in a browser by hand")
    raise answer.wrong(NotContent, found.found, "look whether it moved; try again later")


def right_root(answer: Answer, text: str, root: str) -> None:
    """Refuse an answer that begins as something else than was asked for."""
    match answer.expect:
        case "html":
            right = root in HTML_TAGS
        case "json":
            right = text.lstrip()[:1] in ("{", "[")
        case "feed":
            right = root in FEED_TAGS
        case _:
            right = bool(root) and root not in PAGE_TAGS
    if right:
        return
    if root in PAGE_TAGS:
        raise answer.wrong(Blocked, "an HTML page instead", "wait; open it in a browser by hand")
    begins = f"something that begins with {text.lstrip()[:30]!r}"
    raise answer.wrong(Drift, begins, LOOK)


def sound(answer: Answer, text: str) -> str:
    """The text, if its words came through whole."""
    if answer.expect == "json":
        sound_json(answer, text)
    elif answer.expect == "html":
        if "<html" in text[:4096].lower() and not CLOSED.search(text[-65_536:]):
            raise answer.wrong(Incomplete, "a page without its end </html>", "try again later")
        if answer.policy.chinese:
            sound_words(answer, " ".join(map("".join, TITLE.findall(text))), text)
    return text


def sound_json(answer: Answer, text: str) -> None:
    data = parsed(answer, text)
    if answer.policy.chinese:
        titles = " ".join(titles_in(data))
        if len(QUESTION_MARKS.findall(text)) > 2 and not re.search("[\u4e00-\u9fff]|\\\\u", text):
            titles += " ???"
        sound_words(answer, titles, titles)


def parsed(answer: Answer, text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError as error:
        raise answer.wrong(Drift, f"text that is none ({error})", LOOK) from error
    except RecursionError as error:
        raise answer.wrong(Drift, "JSON nested beyond reason", LOOK) from error


def titles_in(data: Any) -> Iterator[str]:
    """Every text that a key calls a title."""
    waiting = [data]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            named = (text for key, text in value.items() if "title" in key.lower())
            yield from (text for text in named if isinstance(text, str))
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def sound_words(answer: Answer, titles: str, text: str) -> None:
    """Refuse Chinese that was lost or garbled before it was sent."""
    if found := QUESTION_MARKS.search(titles):
        raise answer.wrong(Drift, f"titles with {found[0]!r} for Chinese characters", AJAX_HINT)
    if "\ufffd" in text:
        raise answer.wrong(Drift, "a character that the site itself lost", LOOK)
    if garbled := mojibake(text):
        raise answer.wrong(Drift, f"Chinese in a wrong charset ({garbled!r})", AJAX_HINT)


def ended(answer: Answer, text: str) -> bool:
    """Whether the text reaches its own end, where the connection does not tell."""
    match answer.expect:
        case "html":
            return CLOSED_LAST.search(text[-65_536:]) is not None
        case "json":
            return text.rstrip()[-1:] in ("}", "]") and closes(text)
        case _:
            return well_formed(answer.body)


def closes(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


class Nothing:
    """A target for lxml's parser that keeps nothing."""

    def close(self) -> bool:
        return True


def well_formed(body: bytes) -> bool:
    """Whether XML is whole; no tree is built, no entity followed."""
    nothing: Any = Nothing()
    parser = etree.XMLParser(target=nothing, resolve_entities=False, no_network=True)
    try:
        parser.feed(body)
        parser.close()
    except etree.XMLSyntaxError:
        return False
    return True


def root_of(text: str) -> str:
    """The name of the first element in lower case; "" where the text is no markup.

    XML that defines entities of its own is none that we take.
    """
    place = 0
    while True:
        place += len(text[place : place + 4096]) - len(text[place : place + 4096].lstrip())
        if text.startswith("<!--", place):
            end = text.find("-->", place)
        elif text.startswith(("<?", "<!"), place):
            if text[place : place + 14].lower() == "<!doctype html":
                return "html"
            end = text.find(">", place)
        else:
            found = ELEMENT.match(text, place)
            return found[1].lower() if found else ""
        if end < 0:
            return ""
        place = text.index(">", end) + 1
