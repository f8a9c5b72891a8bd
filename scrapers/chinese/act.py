"""What the readers of effects share: the act being read, its first day, a claim and its words.

A claim is an effect with its place in the plain text; `Doubt` is a stretch whose effect is not
certain, and why. Nothing here decides what words mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from scrapers.chinese.text import Plain, Stretch, masked
from scrapers.documents import Effect, Role, Unread, Verb
from scrapers.legal_dates import Moment, Start

FOREIGN = (
    r"(?:美国|美方|美东时间|日方|日本(?:政府)?|欧盟|欧方|韩方|荷方|荷兰(?:政府)?"
    r"|英方|加方|有关国家|对方)"
)
RECITAL = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|答[::]?)?(?:现)?(?:根据|依据|依照|按照|遵照|为(?!期)"
    r"|鉴于|鉴此|因此|因(?=[^为])|经[^,]{0,30}(?:批准|研究|审议|同意|商|调查|评估|核查|审核)|考虑到|由于|一段时间以来|近期|此前"
    r"|日前|有证据显示|以及《)"
)
DECIDES = re.compile(r"决定|现(?:将|就|公布|对|予)|公布|自.{1,24}起")
ELSEWHERE = re.compile(
    r"(?:[一二三四五六七八九十]+、)?(?:鉴于|有消息称|如果|如(?!下)|若)"
    rf"|(?:.{{0,14}}日,?|近日,?)?{FOREIGN}(?:政府|商务部|国会)?[^,自]{{0,8}}"
    r"(?:宣布|决定|承诺|同意|表示|近日|持续|不顾|无视|再次)"
)


class Claim(NamedTuple):
    """An effect, and the stretch of plain text that says so."""

    effect: Effect
    where: Stretch


class Doubt(NamedTuple):
    """Words that are not certain to us, and why."""

    where: Stretch
    reason: str


@dataclass(frozen=True)
class Act:
    """The text being read: who it is, its own day, and (once known) the first day of it all."""

    instrument: str | None
    role: Role
    own_day: date | None
    title: str
    plain: Plain
    printed_title: str = ""
    home: str | None = None
    default: Moment | None = None

    @property
    def order(self) -> bool:
        return bool(self.instrument and re.match(r"[a-z]+-order-|stc-", self.instrument))

    @property
    def heading(self) -> str:
        """The title as printed, without the number."""
        cut = re.sub(
            r"^.{0,60}?第?\s*[\d〇一二三四五六七八九十]+\s*号(?:公告|令)?\s*",
            "",
            self.printed_title,
        )
        return re.sub(r"\s*【[^【】]*】$", "", cut or self.printed_title)

    def on(self, start: Start) -> Moment | str:
        """The moment a start phrase means for this act, or the reason why none is certain."""
        if start.reason:
            return start.reason
        moment = start.moment
        if start.on_publication:
            if self.own_day is None:
                return "expected a day of the document, for it applies from its publication"
            moment = Moment(self.own_day)
        if moment is None:
            return "expected a first day"
        if self.own_day and abs((moment.day - self.own_day).days) > 3660:
            return f"expected a first day near {self.own_day}, found {moment.day}"
        return moment

    def claim(self, verb: Verb, targets: tuple[str, ...], where: Stretch, **more: Any) -> Claim:
        """An effect that rests on a stretch of the text."""
        first, last = self.plain.place(where.start, where.end)
        quote = self.plain.text[first:last]
        return Claim(
            Effect(effect=verb, targets=targets, quote=quote, offsets=(first, last), **more), where
        )

    def quoted(self, where: Stretch) -> str:
        """The words of a stretch as printed."""
        return self.plain.printed(where.start, where.end)

    def unread(self, doubt: Doubt) -> Unread:
        first, last = self.plain.place(doubt.where.start, doubt.where.end)
        return Unread(self.plain.text[first:last], doubt.reason, (first, last))

    def dated(self, moment: Moment | None) -> Act:
        return replace(self, default=moment)


def is_recital(limb: str) -> bool:
    """Whether a limb only gives grounds, or tells what others did: nothing in it is decided."""
    shown = masked(limb)
    if ELSEWHERE.match(shown):
        return True
    return bool(RECITAL.match(shown)) and not DECIDES.search(shown)
