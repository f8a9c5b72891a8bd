"""Which instrument a copy is, whose, of which day, and whether it is an act at all.

The number is printed in up to three places: the page's header block, its title, the letterhead.
They must agree. The document's own day is that of the header or the signature, never the day of
the page; an answer to a journalist is the exception, it has no other day.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, NamedTuple

from scrapers.chinese.copy import DAY_FIELDS, NUMBER_FIELDS, Copy, Parts
from scrapers.chinese.references import ISSUER, JOINED, Reference, issuers_in, references
from scrapers.chinese.text import Stretch
from scrapers.documents import Role
from scrapers.legal_dates import read_day

Basis = Literal["public", "filed", "issue", "unknown"]
AUTHORITY = {
    "GAC": "GACC",
    "UEL working mechanism": "MOFCOM",
    "State Council": "STC",
    "President": "NPCSC",
}
SLUG = {
    "MOFCOM": "mofcom",
    "UEL working mechanism": "uel",
    "MFA": "mfa",
    "TARIFFCOM": "tariffcom",
    "MOT": "mot",
    "MOF": "mof",
    "GAC": "gacc",
}
EXPLAINS = re.compile(
    r"常见问(?:题|答)|问题解答|相关问题|问答$|解读|一图读懂|图解|百问|负责人就.*答记者问|指南$|说明$|解答"
)
ANSWERS = re.compile(r"(?:发言人|新闻办)(?!.*例行).*(?:就|答|谈话|应询|声明)|就.*答记者问")
SPOKEN = re.compile(r"发言人.{0,60}(?:答记者问|谈话|应询)$")
LAW = re.compile(r"(?:法|条例|办法|规定|细则|规则)(?:\((?:修订|修正|试行)[^()]*\))?$")
ACT_TITLE = re.compile(
    rf"(?:公告|决定|令|通告|通知|命令)(?:\(.*\))?$|^(?:中华人民共和国)?(?:{ISSUER}).{{0,20}}"
    r"(?:公布|关于|公告|令)|^关于.*(?:决定|公告)$"
)
SPEAKS_AS_ACT = re.compile(r"本(?:公告|决定|令|通知|通告)(?:自|即|由)|公告如下|决定如下")
# What a site puts before a title: 正在阅读:, 首页>政策发布>.
CHROME = re.compile(r"^(?:[^《》第号:>]{0,12}[:>]){1,4}")
QUESTION = re.compile(r"(?:有|有的)?(?:记者)?(?:问|提问)[::]|.{0,12}记者(?:问)?[::]")


class Identity(NamedTuple):
    """What a copy says it is; `doubts` are words that contradict each other, and why."""

    instrument: str | None
    role: Role
    own_day: date | None
    published_on: date | None
    basis: Basis
    issuers: tuple[str, ...]
    authority: str | None
    form: str | None
    official_number: str | None
    aliases: tuple[str, ...]
    signed_on: date | None
    doubts: tuple[tuple[Stretch, str], ...]


class Found(NamedTuple):
    """A number of the act itself and the place it was read in."""

    reference: Reference
    place: str


def identify(copy: Copy, parts: Parts) -> Identity:
    """Everything a copy says of itself."""
    own = numbers(copy, parts)
    days, doubts = own_days(copy, parts)
    signed = days.get("signature")
    own_day = days.get("header") or days.get("promulgation") or signed
    role = role_of(copy, parts, own)
    issuers = issuers_of(copy, parts, own)
    instrument, more = numbered(own, own_day, whole(copy))
    doubts += more
    aliases: tuple[str, ...] = ()
    if role == "act" and instrument is None and not own:
        instrument = unnumbered(issuers, own_day)
        aliases = (copy.name,) if instrument else ()
    if instrument and (order := re.fullmatch(r"mfa-order-\d+-(\d+)", instrument)):
        aliases = (f"mfa-order-{order[1]}",)
    published_on, basis = publication(role, own_day, copy.page_day)
    if instrument and instrument.startswith("stc-") and published_on != copy.page_day:
        basis = "issue"  # an order of the State Council bears the day it was signed
    first = issuers[0] if issuers else None
    return Identity(
        instrument,
        role,
        own_day,
        published_on,
        basis,
        issuers,
        AUTHORITY.get(first, first) if first else None,
        form_of(role, own, instrument),
        official(own),
        aliases,
        signed,
        tuple(doubts) if role == "act" else (),
    )


def whole(copy: Copy) -> Stretch:
    """Where a doubt about the whole text is shown: its first line."""
    words = copy.plain.plain.split("\n", 1)[0]
    return Stretch(0, len(words), words)


def numbers(copy: Copy, parts: Parts) -> list[Found]:
    """The numbers printed in header, title, letterhead and promulgation line."""
    places = [
        ("the header", parts.field(NUMBER_FIELDS) or ""),
        ("the title", copy.name),
        ("the letterhead", letterhead(copy, parts)),
        ("the promulgation line", parts.promulgated["act"] if parts.promulgated else ""),
    ]
    title = re.match(JOINED, copy.name)
    named = issuers_in(title[0] if title else parts.fields.get("发布单位", ""))
    out = []
    for place, words in places:
        home = named[0] if named and place == "the header" else None  # 公告2023年第66号
        words = CHROME.sub("", words, count=1) if place == "the title" else words
        found = references(words.removeprefix("中华人民共和国"), home)
        if found and found[0].start == 0:
            out.append(Found(found[0], place))
    return out


def letterhead(copy: Copy, parts: Parts) -> str:
    """The letterhead; with the title where that is its first line: 国务院令 / 第792号."""
    apart = re.fullmatch(rf"(?:中华人民共和国)?(?:{ISSUER})(?:令|公告)?", copy.name)
    return copy.name + parts.head if apart else parts.head


def numbered(
    own: list[Found], day: date | None, where: Stretch
) -> tuple[str | None, list[tuple[Stretch, str]]]:
    """The id all places agree on; none, and why, where they do not."""
    ids = {found.place: id_of(found.reference, day) for found in own}
    known = list(dict.fromkeys(i for i in ids.values() if i))
    if len(known) > 1:
        told = ", ".join(f"{place} {i}" for place, i in ids.items() if i)
        return None, [(where, f"expected one number of the act, found {told}")]
    return (known[0] if known else None), []


def id_of(reference: Reference, day: date | None) -> str | None:
    """The id of the own number; an order of the foreign ministry takes the year of its day."""
    if reference.act == "令" and reference.issuers[:1] == ("MFA",):
        year = reference.year or (day.year if day else None)
        return f"mfa-order-{year}-{reference.number}" if year else None
    target = reference.target
    return target if target and re.fullmatch(r"[a-z]+(?:-[a-z]+)?(?:-\d+)+", target) else None


def unnumbered(issuers: tuple[str, ...], day: date | None) -> str | None:
    """An id by issuer and day; the notices of the entity list always have a number."""
    slug = SLUG.get(issuers[0]) if issuers else None
    if slug == "uel":
        return None
    return f"{slug}-{day.isoformat()}" if slug and day else None


def own_days(copy: Copy, parts: Parts) -> tuple[dict[str, date], list[tuple[Stretch, str]]]:
    """The days the document bears, by place, and what is wrong with them."""
    days: dict[str, date] = {}
    doubts: list[tuple[Stretch, str]] = []
    if (field := parts.field(DAY_FIELDS)) and not try_day(days, "header", field):
        doubts.append(
            (header_line(copy, field), f"expected the day of the document, found {field}")
        )
    if parts.promulgated:
        try_day(days, "promulgation", parts.promulgated["day"])
    for signed in parts.signed:
        if signed.day is None:
            doubts.append((signed.stretch, signed.reason or "not a day"))
        elif days.setdefault("signature", signed.day) != signed.day:
            told = f"expected one day of signature, found {days['signature']} and {signed.day}"
            doubts.append((signed.stretch, told))
    signature = days.get("signature")
    for place in ("header", "promulgation"):
        if signature and place in days and days[place] != signature:
            told = f"expected one day of the document, found {days[place]} in the {place} and"
            doubts.append((parts.signed[0].stretch, f"{told} {signature} in the signature"))
    return days, doubts


def try_day(days: dict[str, date], place: str, words: str) -> bool:
    try:
        days[place] = read_day(words)
    except ValueError:
        return False
    return True


def header_line(copy: Copy, field: str) -> Stretch:
    start = max(copy.plain.plain.find(field), 0)
    return Stretch(start, start + len(field), field)


def role_of(copy: Copy, parts: Parts, own: list[Found]) -> Role:
    """An act, an answer, an explanation, a law, or news."""
    title = copy.name
    text = "\n".join(line.words for line in parts.body)
    if EXPLAINS.search(title) and not SPOKEN.search(title):
        return "explanation"
    if ANSWERS.search(title):
        return "answer"
    if own:
        return "act"
    if LAW.search(title) and "第一条" in text:
        return "other"
    if QUESTION.match(text):
        return "explanation"
    if ACT_TITLE.search(title) and (parts.signed or SPEAKS_AS_ACT.search(text)):
        return "act"
    if SPEAKS_AS_ACT.search(text) and issuers_of(copy, parts, own):
        return "act"
    return "news"


def issuers_of(copy: Copy, parts: Parts, own: list[Found]) -> tuple[str, ...]:
    """Who issued it: the title, then the number, the signature, the letterhead."""
    title = re.match(JOINED, copy.name)
    from_title = issuers_in(title[0]) if title else ()
    from_number = max((found.reference.issuers for found in own), key=len, default=())
    signers = [line.words for line in parts.body if re.fullmatch(f"{JOINED}", line.words)]
    from_signature = issuers_in(signers[-1]) if signers else ()
    named = max(from_title, from_number, from_signature, key=len)
    if not named and (deputies := re.match(JOINED, parts.head.removeprefix("中华人民共和国"))):
        named = issuers_in(deputies[0])
    if not named and ANSWERS.search(copy.name) and "商务部" in copy.name + copy.publisher:
        named = ("MOFCOM",)
    return named


def publication(role: Role, own: date | None, page: date | None) -> tuple[date | None, Basis]:
    """The day the public could know: the act's own, an answer's page; else the page's, said so."""
    if role == "act" and own:
        return own, "public"
    if role == "act":
        return (page, "issue") if page else (None, "unknown")
    if page:
        return page, "public"
    return (own, "public") if own else (None, "unknown")


def form_of(role: Role, own: list[Found], instrument: str | None) -> str | None:
    if role == "answer":
        return "statement"
    if role == "explanation":
        return "guidance"
    if role != "act":
        return None
    if instrument and instrument.startswith("uel-"):
        return "notice"
    if instrument and instrument.startswith("stc-"):
        return "law"
    return "order" if any(found.reference.act == "令" for found in own) else "announcement"


def official(own: list[Found]) -> str | None:
    """The number as printed in the fullest form."""
    words = (found.reference.words.replace("中华人民共和国", "") for found in own)
    return max(words, key=len, default=None)
