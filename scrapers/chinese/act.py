"""What the readers of effects share: the act being read, its first day, a claim and its words.

A claim is an effect with its place in the plain text; `Doubt` is a stretch whose effect is not
certain, and why. Nothing here decides what words mean.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from scrapers.chinese.text import Plain, Stretch, limbs, masked
from scrapers.documents import Effect, Role, Unread, Verb
from scrapers.legal_dates import DAY, NUMBER, Moment, Start, civil_day

FOREIGN = (
    r"(?:美国|美方|美东时间|日方|日本(?:政府)?|欧盟|欧方|韩方|荷方|荷兰(?:政府)?"
    r"|英方|加方|有关国家|对方|台湾地区|民进党当局)"
)
RECITAL = re.compile(
    r"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\)|答[::]?)?(?:现)?(?:根据|依据|依照|按照|遵照|为(?!期)"
    r"|鉴于|鉴此|因此|因(?=[^为])|经[^,]{0,30}(?:批准|研究|审议|同意|商|调查|评估|核查|审核|清理|协商一致)|考虑到|由于|一段时间以来|近期|此前"
    r"|日前|有证据显示|以及《)"
)
ENDED = r"(?:同时|予以|即行|一并)(?:取消|废止|停止|解除|恢复|终止|撤销)"
DECIDES = re.compile(ENDED + r"|决定|现(?:将|就|公布|对|予)|公布|自.{1,24}起")
ELSEWHERE = re.compile(
    r"(?:[一二三四五六七八九十]+、)?(?:鉴于|有消息称|如果|如(?!下)|若)"
    rf"|(?:答[::]?)?(?:.{{0,14}}(?:日|年以来),?|近日,?)?{FOREIGN}(?:政府|商务部|国会)?"
    r"(?:[^,自]{0,8}(?:宣布|决定|承诺|同意|表示|近日|持续|不顾|无视|再次|单方面)|将)"
)


LIKE_A_DAY = rf"{NUMBER}年{NUMBER}月{NUMBER}日"
TOLD = re.compile(
    rf"(?:[一二三四五六七八九十]+、|\([一二三四五六七八九十]+\))?(?:(?:根据|依据|按照)[^,。;]{{0,80}},)?"
    rf"{DAY}(?:(?:和|及){NUMBER}日|[、和]{LIKE_A_DAY})?"
    r"(?:,[^,。;]{0,60}?(?:发布|公布|宣布|裁定|作出)|起?,[^,。;]{0,20}?(?:先后|陆续))"
)
DECIDED_NOW = re.compile(r"现(?:决定|予|将|就|终止|公布)|(?<!公告,决定自)即日起|本公告")

CHANGED_GROUNDS = re.compile(
    r"[^,。;]{0,60}(?:依据|根据)的?(?:情形|事实|情况)[^,。;]{0,6}变化,?"
    rf"|[^,。;]{{0,80}}将于{DAY}到期[,。;]?"
)

CONDITION = re.compile(
    r"(?:[一二三四五六七八九十]+、|答[::]?)?(?:但|而)?(?:如果|如(?![下期上])|若|一旦|倘若|视|必要时|除非|只有|直到)"
    r"|(?:有消息称|据报道|据悉|网传|有观点认为|有人)"
    r"|[^,;]{0,40}(?:取消|暂停|改正|恢复|履行|解除|批准|满足|完成|期满|届满|到期|违反|未)[^,;]{0,12}(?:后|的|之日起?|时),$"
)

PREMISE = re.compile(r"[^,;]{0,60}(?:的情况下|的前提下|的条件下|条件成就)")


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
        effect = Effect(effect=verb, targets=targets, quote="", offsets=(0, 0), **more)
        return self.resting_on(effect, where)

    def resting_on(self, effect: Effect, where: Stretch) -> Claim:
        """The effect with the words of a stretch as those it rests on."""
        first, last = self.plain.place(where.start, where.end)
        return Claim(
            replace(effect, quote=self.plain.text[first:last], offsets=(first, last)), where
        )

    def quoted(self, where: Stretch) -> str:
        """The words of a stretch as printed."""
        return self.plain.printed(where.start, where.end)

    def recalls(self, sentence: Stretch) -> bool:
        """Whether an act's sentence first tells what was decided on an earlier day."""
        words = masked(sentence.words)
        told = TOLD.match(words)
        if told is None or self.role != "act" or not self.own_day or DECIDED_NOW.search(words):
            return False
        try:
            return civil_day(told["y"], told["m"], told["d"]) < self.own_day
        except ValueError:
            return False

    def unread(self, doubt: Doubt) -> Unread:
        first, last = self.plain.place(doubt.where.start, doubt.where.end)
        return Unread(self.plain.text[first:last], doubt.reason, (first, last))

    def at_home(self, home: str | None) -> Act:
        return replace(self, home=home)

    def dated(self, moment: Moment | None) -> Act:
        return replace(self, default=moment)


def is_recital(limb: str) -> bool:
    """Whether a limb only gives grounds, or tells what others did: nothing in it is decided."""
    shown = masked(limb)
    if ELSEWHERE.match(shown) or CHANGED_GROUNDS.fullmatch(shown):
        return True
    return bool(RECITAL.match(shown)) and not DECIDES.search(shown)


def conditional(sentence: Stretch) -> str | None:
    """The limb of a sentence that sets a condition, or tells a rumour or a draft, if one does."""
    if "征求意见" in sentence.words:
        return sentence.words
    rest = masked(sentence.words)
    for limb in limbs(sentence):
        shown, rest = rest[: len(limb.words)], rest[len(limb.words) :]
        if CONDITION.match(shown) or (PREMISE.match(shown) and "决定" not in rest):
            return limb.words
    return None
