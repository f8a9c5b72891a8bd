"""What a message says: the same in text and HTML, in both languages, and nothing that acts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import lxml.html
import pytest

import tracker
from config.alerts import Mail
from events.facts import InstrumentPublished, MeasureImposed, MeasureSuspended
from tests.newsroom import Newsroom, history_of, newsroom
from tracker.alerts import phrases_en, phrases_zh
from tracker.alerts.backtest import mails
from tracker.alerts.compose import http_only
from tracker.alerts.letter import Letter
from tracker.alerts.mail import message
from tracker.alerts.phrases import Words
from tracker.alerts.subscription import subscription

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SETTINGS = Mail("127.0.0.1", 25, "none", "alerts@tracker.example")
XSS = (
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example/x.js></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    "<img src=https://evil.example/pixel.gif width=1>",
    "<svg onload=alert(1)>",
    "<svg><script>alert(1)</script></svg>",
    "<iframe src=javascript:alert(1)></iframe>",
    "<object data=https://evil.example></object>",
    "<embed src=https://evil.example>",
    "<link rel=stylesheet href=https://evil.example/a.css>",
    "<style>@import 'https://evil.example/a.css';</style>",
    "<style>body{background:url(https://evil.example/a)}</style>",
    "<meta http-equiv=refresh content='0;url=https://evil.example'>",
    "<base href=https://evil.example/>",
    "<form action=https://evil.example><input name=a></form>",
    "<button formaction=https://evil.example>x</button>",
    "<a href=javascript:alert(1)>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<a href=vbscript:msgbox(1)>x</a>",
    "<details open ontoggle=alert(1)>",
    "<body onload=alert(1)>",
    "<video><source onerror=alert(1)></video>",
    "<audio src=x onerror=alert(1)>",
    "<marquee onstart=alert(1)>",
    "<math><mi xlink:href=javascript:alert(1)>x</mi></math>",
    "</title><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</p></div></body></html><script>alert(1)</script>",
    "--><script>alert(1)</script><!--",
    "<!--[if mso]><script>alert(1)</script><![endif]-->",
    "]]><script>alert(1)</script>",
    '"><script>alert(1)</script>',
    "' onmouseover='alert(1)",
    '" onfocus="alert(1)" autofocus="',
    "` onerror=`alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)&#60;/script&#62;",
    "\\u003cscript\\u003ealert(1)\\u003c/script\\u003e",
    "%3Cscript%3Ealert(1)%3C/script%3E",
    "＜script＞alert(1)＜/script＞",
    "<scr\0ipt>alert(1)</scr\0ipt>",
    "<scr<script>ipt>alert(1)</script>",
    "<<script>alert(1)//<</script>",
    "{{7*7}}{% for x in [1] %}x{% endfor %}",
    "{{ frame.__class__.__mro__ }}",
    "${7*7} #{7*7} <%= 7*7 %>",
    "{what} {first} {0.__class__} %(x)s",
    "<table background=https://evil.example/a>",
    '<div style="background-image:url(https://evil.example)">x</div>',
    '<div style="width:expression(alert(1))">x</div>',
    "<input type=image src=x onerror=alert(1)>",
    "<isindex action=javascript:alert(1)>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><script>alert(1)</script>'>",
    "<plaintext>",
    "<xmp><script>alert(1)</script></xmp>",
    "<textarea><script>alert(1)</script>",
    "<applet code=evil></applet>",
    "javascript:alert(1)//https://a.example",
    "\u202e<script>alert(1)</script>\u2066",
)
LINKS = (
    "javascript:alert(1)",
    " javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\nscript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:x",
    "file:///etc/passwd",
    "//evil.example",
    'https://a.example/"onmouseover="alert(1)',
    "https://a.example/'><script>alert(1)</script>",
    "https:///nohost",
    "http://[broken",
    "mailto:a@b.example?bcc=c@d.example",
    "https://a.example/ <b>",
)
TAGS = {
    "html", "head", "meta", "title", "body", "div", "h1", "h2", "h3", "p", "a", "table", "tbody",
    "tr", "th", "td", "br", "b", "span", "blockquote",
}  # fmt: skip
ATTRIBUTES = {"lang", "charset", "name", "content", "class", "style", "href"}


@pytest.fixture(scope="module")
def history(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return history_of(tmp_path_factory.mktemp("history"), NOW - timedelta(days=2))


@pytest.fixture
def room(tmp_path: Path, history: Path) -> Iterator[Newsroom]:
    yield from newsroom(tmp_path, history, NOW)


def hostile(payload: str, number: int, url: str = "https://www.mofcom.gov.cn/a.html") -> list[Any]:
    """An act in which every scraped word is the payload; the one before is suspended by it."""
    name, before = f"mofcom-2026-{90000 + number}", f"mofcom-2026-{95000 + number}"
    found: list[Any] = []
    for act in (before, name):
        found.append(
            InstrumentPublished(
                instrument=act,
                jurisdiction="CN",
                authority="MOFCOM",
                form="announcement",
                title=payload,
                title_zh=payload,
                official_number=payload,
                published_on="2026-11-24",
                urls=(url,),
            )
        )
    cited = {"instrument": name, "provision": "p1", "published_on": "2026-11-24", "quote": payload,
             "url": url, "lang": "zh"}  # fmt: skip
    own = {**cited, "instrument": before}
    imposed = {"measure": f"{before}/p1", "cited": own, "title": payload, "kind": "control"}
    found.append(MeasureImposed.model_validate({**imposed, "first_day": "2026-11-20"}))
    part = {**imposed, "measure": f"{before}/p1/x", "part_of": f"{before}/p1"}
    found.append(MeasureImposed.model_validate({**part, "first_day": "2026-11-20"}))
    stay = {"measure": f"{before}/p1", "cited": cited, "first_day": "2026-11-24"}
    found.append(MeasureSuspended.model_validate({**stay, "last_day": "2026-12-30"}))
    return found


def parts_of(letter: Letter) -> tuple[str, lxml.html.HtmlElement]:
    """The two bodies of a letter as a mail program gets them."""
    wish = subscription({"name": "all", "to": "a@b.example"}, "test")
    mail = message_from_bytes(message(letter, wish, SETTINGS, now=NOW), policy=default)
    plain, html = (mail.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    return plain.get_content(), lxml.html.document_fromstring(html.get_content())


def active(page: lxml.html.HtmlElement) -> list[str]:
    """Whatever in a page could act, load or lead anywhere but to a web page."""
    found = []
    for element in page.iter():
        if not isinstance(element.tag, str) or element.tag not in TAGS:
            found.append(str(element.tag))
            continue
        for name, value in element.attrib.items():
            link = name == "href" and urlsplit(value).scheme in ("http", "https")
            loads = "url(" in value or "expression" in value
            if name not in ATTRIBUTES or loads or (name == "href" and not link):
                found.append(f"{element.tag} {name}={value}")
    return found


def words(text: str) -> list[str]:
    return re.findall(r"[\w一-鿿]{3,}", text)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_no_scraped_word_becomes_active_and_both_parts_say_the_same(
    room: Newsroom, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    """Reliability test 54."""
    room.reader(language=language)
    for number, payload in enumerate(XSS):
        room.file(*hostile(payload, number))
        room.turn()
    letters = room.post.of("all")
    assert len(letters) >= len(XSS)
    bad: list[str] = []
    for letter in letters:
        plain, page = parts_of(letter)
        bad += active(page)
        body = page.find("body")
        assert body is not None
        shown = " ".join(str(text) for text in body.itertext())
        assert set(words(shown)) <= set(words(plain + letter.subject)), letter.subject
        assert set(words(plain)) <= set(words(shown)), letter.subject
    with capsys.disabled():
        print(
            f"\n54 ({language}): active {len(bad)} in {len(letters)} mails of {len(XSS)} payloads"
        )
    assert bad == []


@pytest.mark.parametrize("url", LINKS)
def test_a_link_leads_to_a_web_page_or_is_none(room: Newsroom, url: str) -> None:
    assert http_only(url) == ""
    room.reader()
    room.file(*hostile("words", 1, url))
    room.turn()
    for letter in room.post.of("all"):
        plain, page = parts_of(letter)
        assert active(page) == []
        assert "javascript" not in plain


def test_every_phrase_is_there_in_both_languages_with_the_same_blanks() -> None:
    english, chinese = phrases_en.PHRASES, phrases_zh.PHRASES
    assert english.keys() == chinese.keys()

    def blanks(text: str) -> set[str]:
        return set(re.findall(r"\{(\w+)\}", text))

    differ = {key for key in english if blanks(english[key]) != blanks(chinese[key])}
    assert differ == set()


def test_what_fills_a_blank_is_never_looked_into() -> None:
    told = Words("en").say("nos", issuer="{numbers}", numbers="{year}", year="{issuer}")
    assert told == "{numbers} Nos {year} of {issuer}"


def autumn(folder: Path, **wish: Any) -> list[Any]:
    given = subscription({"name": "x", "to": "a@b.example", **wish}, "test")
    with tracker.open(f"sqlite:///{folder}", now=lambda: NOW) as timeline:
        return mails(timeline, given, date(2025, 9, 1), date(2025, 11, 13))


def test_the_subject_of_no_70_is_its_substance(history: Path) -> None:
    told = autumn(history, question={"instrument": "mofcom-2025-61"})
    subjects = [one.subject for mail in told for _, one in mail.stories]
    assert subjects == [
        "[MOFCOM] In force from 9 Oct 2025: 6 of 8 provisions of Extraterritorial licensing for"
        " foreign-made items with Chinese rare-earth content or tech… (No. 61)",
        "[MOFCOM] Suspended until 10 Nov 2026: MOFCOM Nos 55, 56, 57, 58, 61 and 62 of 2025"
        " (No. 70)",
    ]


def test_an_act_that_hits_two_paragraphs_of_four_says_so(history: Path) -> None:
    told = autumn(history, question={"instrument": "mofcom-2024-46"})
    (subject,) = [one.subject for mail in told for _, one in mail.stories]
    assert subject == (
        "[MOFCOM] Suspended until 27 Nov 2026: 2 of 4 provisions of Tightened dual-use controls"
        " toward the United States (No. 72)"
    )


def test_no_mail_of_the_autumn_knows_what_came_later(history: Path) -> None:
    told = autumn(history)
    early = [one for mail in told for _, one in mail.stories if mail.day < date(2025, 11, 1)]
    assert len(early) > 20
    assert not any("No. 70" in line for one in early for line in (one.subject, *one.lines))


def test_the_rule_that_lived_42_days_has_its_whole_story_in_three_mails(history: Path) -> None:
    told = autumn(history, question={"instrument": "bis-2025-19001"}, ahead=(30,))
    assert [
        (str(mail.day), one.headline.partition(":")[0]) for mail in told for _, one in mail.stories
    ] == [
        ("2025-09-30", "In force from 29 Sep 2025"),
        ("2025-10-29", "Ends in 30 days (28 Nov 2025)"),
        ("2025-11-12", "Suspended until 9 Nov 2026"),
    ]


def test_a_weekly_reader_gets_the_same_news_in_fewer_mails(history: Path) -> None:
    daily, weekly = autumn(history), autumn(history, how="weekly", weekday="wed")
    assert len(weekly) < len(daily) / 3
    assert {mail.day.weekday() for mail in weekly} == {2}
    told = {story.id for mail in weekly for story, _ in mail.stories}
    assert told == {story.id for mail in daily for story, _ in mail.stories}


def test_a_message_says_why_it_came_how_far_anyone_looked_and_how_to_stop_it(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_WEB", "https://alerts.tracker.example")
    room.reader(question={"jurisdiction": "CN"})
    room.file(*hostile("Plain words", 1))
    room.turn()
    letter = room.post.of("all")[0]
    assert "the subscription “all” asks for jurisdiction CN; told at once" in letter.text
    assert "cn_mofcom: never; curated history through 8 Oct 2026" in letter.text
    assert letter.unsubscribe is not None
    assert letter.unsubscribe.startswith("https://alerts.tracker.example/alerts/unsubscribe/")
    assert f"To stop: {letter.unsubscribe}" in letter.text
    assert re.search(r"Ledger position \d+, sha256:[0-9a-f]{64}", letter.text)


def test_an_address_that_has_not_agreed_gets_one_question_and_nothing_else(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_WEB", "https://alerts.tracker.example")
    room.reader(confirmed=False)
    room.file(*hostile("Plain words", 1))
    for _ in range(3):
        room.turn()
        room.later(days=1)
    (letter,) = room.post.of("all")
    assert letter.subject == "Please confirm: alerts for everything"
    assert "/alerts/confirm/" in letter.text
    assert letter.unsubscribe is None


def test_without_pages_nobody_can_agree_and_that_is_said(
    room: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    room.reader(confirmed=False)
    for _ in range(8):  # longer than any message is tried
        turned = room.turn()
        assert "TRACKER_WEB is not set" in turned.words
        room.later(days=1)
    assert room.post.of("all") == []
    monkeypatch.setenv("TRACKER_WEB", "https://alerts.tracker.example")
    room.turn()
    assert room.post.subjects("all") == ["Please confirm: alerts for everything"]


def test_machines_get_the_same_as_data(room: Newsroom) -> None:
    room.reader()
    room.file(*hostile("Plain words", 1))
    room.turn()
    (letter,) = [one for one in room.post.of("all") if "Suspended" in one.subject]
    (story,) = letter.data["stories"]
    assert letter.data["subscription"] == "all"
    assert story["act"] == "mofcom-2026-90001"
    assert story["items"][0]["measure"] == "mofcom-2026-95001/p1"
    assert story["headline"] in letter.subject
