"""From when an act holds: its effective phrase, and the phrases that date one provision alone.

本公告自公布之日起实施 dates the whole act; 本公告“一（一）”部分自…起实施 dates a provision;
an inline 自…起 beside what is decided dates the act where it has no phrase of its own. No phrase,
no day.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from scrapers.chinese.act import Act, is_recital
from scrapers.chinese.references import ITEM_PATH, PART, item_id, part_id, references
from scrapers.chinese.text import Stretch, limbs, masked, titles_masked
from scrapers.legal_dates import Moment, ends, last_day_of, starts, terms

IN_FORCE = re.compile(
    r"(?:\(□*\))?,?(?:正式|全面|开始|统一)*(?:实施|实行|施行|执行|生效|有效|适用)"
)
WHOLE = re.compile(
    r"(?:[一二三四五六七八九十\d]+[、.])?(?:现公布|现发布|予以公布|公布|发布)?(?:本|该|此|上述|以上|前述|有关)?□*(?:\(□*\))?"
    r"(?:公告|通告|通知|决定|令|规定|办法|条例|细则|目录|清单|措施|法|表|事项|调整|新增|,|并|和|及|与|□)*(?:将|均|也|统一)*"
)
SCOPED = re.compile(
    r'"[^"]+"|第[一二三四五六七八九十\d]+(?:款|条|项|部分)|[一二三四五六七八九十]+\([一二三四五六七八九十]+\)'
)
ARTICLE = re.compile(r"^第[一二三四五六七八九十百]+条(?=本|\D)")
DECIDING = re.compile(
    r"实施|加征|征收|收取|禁止|暂停|停止|立案|启动|发起|调查|采取|申请|许可|列入|移出|调整|公布|发布|取消|恢复|限制|管制|废止"
)


class Dating(NamedTuple):
    """A phrase that dates the act or some of its provisions."""

    where: Stretch
    moment: Moment | None
    reason: str | None
    provisions: tuple[str, ...] = ()
    last: Moment | None = None
    inline: bool = False

    @property
    def days(self) -> dict[str, Any]:
        """The days and times as a claim takes them."""
        out: dict[str, Any] = {}
        for name, moment in (("first", self.moment), ("last", self.last)):
            if moment:
                out |= {f"{name}_day": moment.day, f"{name}_time": moment.time}
        return out


class Datings(NamedTuple):
    """What dates the whole act, and what dates its provisions."""

    whole: tuple[Dating, ...]
    scoped: tuple[Dating, ...]

    def first(self) -> Dating | None:
        """The phrase that dates the act: its own, else the inline one; if all of a kind agree."""
        own = [dating for dating in self.whole if not dating.inline]
        chosen = own or list(self.whole)
        distinct = {dating.moment for dating in chosen}
        if not chosen:
            return None
        if len(distinct) > 1:
            days = " and ".join(str(m.day) if m else "none" for m in distinct)
            return chosen[0]._replace(moment=None, reason=f"expected one first day, found {days}")
        return chosen[0]


def datings(act: Act, sentences: list[Stretch]) -> Datings:
    """Every effective phrase of a body."""
    whole: list[Dating] = []
    scoped: list[Dating] = []
    for sentence in sentences:
        for dating in of_sentence(act, sentence):
            (scoped if dating.provisions else whole).append(dating)
    return Datings(tuple(whole), tuple(scoped))


def of_sentence(act: Act, sentence: Stretch) -> list[Dating]:
    out = []
    for limb in limbs(sentence):
        if is_recital(limb.words):
            continue
        for start in starts(limb.words):
            subject, rest = limb.words[: start.start], limb.words[start.end :]
            if dating := of_start(act, sentence, limb, subject, rest):
                resolved = act.on(start)
                failed = isinstance(resolved, str)
                out.append(
                    dating._replace(
                        moment=None if isinstance(resolved, str) else resolved,
                        reason=resolved if isinstance(resolved, str) else dating.reason,
                    )
                )
                if not failed and not out[-1].inline:
                    out[-1] = ended(out[-1], sentence, limb)
    return out


def of_start(act: Act, sentence: Stretch, limb: Stretch, subject: str, rest: str) -> Dating | None:
    """Whether a start phrase dates the act, its provisions, or nothing of it."""
    in_force = IN_FORCE.match(masked(rest))
    subject = ARTICLE.sub("", titles_masked(subject))
    if in_force and SCOPED.search(subject) and not references(subject, act.home):
        names = provisions_in(act, subject)
        reason = None if names else f"expected provisions by their numbers, found {subject[:40]}"
        return Dating(sentence, None, reason, names or ("",))
    lasting = re.search(r"(?:有效期|(?:实施|施行|执行)期限?)(?:为|是)?$", subject)
    if lasting and re.match(r"至|到", rest):
        subject, in_force = subject[: lasting.start()], lasting
    if in_force and WHOLE.fullmatch(masked(subject)):
        return Dating(sentence, None, None)
    if references(limb.words, act.home):
        return None  # a day of something done to another act
    after = sentence.words[limb.start - sentence.start + len(limb.words) - len(rest) :]
    if re.match(r"^(?:□*|.{0,12})$", masked(subject)) and DECIDING.search(masked(after)):
        item = re.fullmatch(r"([一二三四五六七八九十]+)、", subject)
        named = item_id(item[1]) if item else None
        return Dating(sentence, None, None, (named,) if named else (), inline=True)
    return None


def ended(dating: Dating, sentence: Stretch, limb: Stretch) -> Dating:
    """An end printed beside the start: 自…起实施，有效期至…, 实施期限为5年."""
    words = sentence.words[limb.start - sentence.start :]
    tail = re.split(r"[。;]|□|废止", words, maxsplit=1)[0]
    first = dating.moment.day if dating.moment else None
    printed = ends(tail, first)
    counted = [t for t in terms(tail) if re.search(r"期|至|为期", tail)]
    if not printed and not counted:
        return dating
    if any(e.reason for e in printed) or first is None or len(printed) + len(counted) > 1:
        why = next((e.reason for e in printed if e.reason), "expected one last day, found several")
        return dating._replace(reason=why)
    if printed:
        day = printed[0].day
        assert day is not None
        if day < first:
            return dating._replace(reason=f"expected a last day after {first}, found {day}")
        return dating._replace(last=Moment(day, printed[0].time))
    return dating._replace(last=Moment(last_day_of(first, counted[0])))


def provisions_in(act: Act, subject: str) -> tuple[str, ...]:
    """The provisions a subject names: “一（一）”和“一（二）”部分, 第一条、第二条."""
    out: list[str | None] = []
    for quoted in re.findall(r'"([^"]+)"', subject):
        path = ITEM_PATH.fullmatch(quoted)
        out.append(item_id(path["top"], path["sub"]) if path else None)
    bare = re.sub(r'"[^"]+"', "", subject)
    bare = re.sub(r"第([一二三四五六七八九十]+)部分", "", bare)
    for part in PART.finditer(bare):
        out.append(part_id(part, order=act.order))
    for path in re.finditer(r"([一二三四五六七八九十]+)\(([一二三四五六七八九十]+)\)", bare):
        out.append(item_id(path[1], path[2]))
    if not out or None in out:
        return ()
    return tuple(dict.fromkeys(name for name in out if name))
