"""From when an act holds: its effective phrase, and the phrases that date one provision alone.

本公告自公布之日起实施 dates the whole act; 本公告“一（一）”部分自…起实施 dates a provision;
an inline 自…起 beside what is decided dates the act where it has no phrase of its own. No phrase,
no day.
"""

from __future__ import annotations

import re
from typing import Any, NamedTuple

from scrapers.chinese.act import Act, conditional, is_recital
from scrapers.chinese.references import ITEM_PATH, PART, item_id, part_id, references
from scrapers.chinese.text import EXCEPTION, Stretch, limbs, masked, titles_masked, unquoted
from scrapers.legal_dates import DAY, TERM, Moment, ends, last_day_of, starts, terms

IN_FORCE = re.compile(
    r"(?:\(□*\))?,?(?:正式|全面|开始|统一)*(?:实施|实行|施行|执行|生效|有效|适用)"
)
WHOLE = re.compile(
    r"(?:[一二三四五六七八九十\d]+[、.])?(?:现公布|现发布|予以公布|公布|发布)?(?:本|该|此|上述|以上|前述|有关)?□*(?:\(□*\))?"
    r"(?:公告|通告|通知|决定|令|规定|办法|条例|细则|目录|清单|禁令|名单|裁定|方案|措施|法|表|事项|调整|新增|,|并|和|及|与|□)*(?:将|均|也|统一)*"
)
BEGINS = re.compile(r"加征|征收|收取|临时|更严|禁止|出口|进口|反倾销|反补贴|反制|管制|许可")
SCOPED = re.compile(
    r'"[^"]+"|第[一二三四五六七八九十\d]+(?:款|条|项|部分)|[一二三四五六七八九十]+\([一二三四五六七八九十]+\)'
)
ARTICLE = re.compile(r"^第[一二三四五六七八九十百]+条(?=本|\D)")
SUBJECT = re.compile(r"(?:□*|.{0,12}|[^,]{0,24}(?:决定|宣布|公布))$")
WAVERS = re.compile(
    r"拟|建议|(?<!不)可以?|有权|是否|考虑|正在|要求|请|不宜|无法|暂不|未|反对|视情|(?:双方|原则)同意|曾|此前|才|网传"
)
PERIOD = re.compile(r"(?:期限|(?:有效|实施|施行|执行|试行)期|为期)(?:为|是)?$")
LASTS = re.compile(
    r"(?:[一二三四五六七八九十]+、)?(?:本|该)?(?:公告|决定|令|通知|规定|办法|条例|措施)?的?"
    r"(?:有效期|(?:实施|施行|执行)期限?)(?:限|为|是|至|到|自|不|最|\d|[一二三四五六七八九十两])"
)
LEVIED = re.compile(r"(?:征收|实施)[^,。;]{0,40}的?(?:实施|执行)?$")
AT_MOST = re.compile(r"期限?(?:为|是)?(?:不超过|最长|不多于|最多)|期限?[^,。;]{0,8}以内")
STOPS_ON_A_DAY = re.compile(
    rf"(?:^|[,;]|起实施|起施行){DAY}(?:起|时起)?(?:自动|自行|同时)?(?:废止|失效|终止|停止执行)"
)
DECIDING = re.compile(
    r"实施|加征|征收|收取|缴纳|提供[^,。;]{0,20}保证金|禁止|暂停|停止|中止|立案|启动|发起|调查|复审|采取|申请|许可|列入|移出|调整|公布|发布|取消|恢复|限制|管制|废止"
)


class Dating(NamedTuple):
    """A phrase that dates the act or some of its provisions."""

    where: Stretch
    moment: Moment | None
    reason: str | None
    provisions: tuple[str, ...] = ()
    last: Moment | None = None
    inline: bool = False
    counted: bool = False

    @property
    def days(self) -> dict[str, Any]:
        """The days and times as a claim takes them."""
        out: dict[str, Any] = {}
        for name, moment in (("first", self.moment), ("last", self.last)):
            if moment:
                out |= {f"{name}_day": moment.day, f"{name}_time": moment.time}
        return out


class Datings(NamedTuple):
    """What dates the whole act, what dates its provisions, and for how long it is said to last."""

    whole: tuple[Dating, ...]
    scoped: tuple[Dating, ...]
    lasting: tuple[Stretch, ...] = ()

    def without(self, changing: set[Stretch]) -> Datings:
        """Without the inline days of sentences that only change other acts."""
        kept = [
            tuple(d for d in found if not (d.inline and d.where in changing))
            for found in (self.whole, self.scoped)
        ]
        return self._replace(whole=kept[0], scoped=kept[1])

    def first(self) -> Dating | None:
        """The phrase that dates the act: its own, else the inline one; if all of a kind agree."""
        own = [dating for dating in self.whole if not dating.inline]
        chosen = own or list(self.whole)
        distinct = {dating.moment for dating in chosen}
        if not chosen:
            return None
        if len(distinct) > 1:
            days = " and ".join(sorted(str(m.day) if m else "none" for m in distinct))
            return chosen[0]._replace(moment=None, reason=f"expected one first day, found {days}")
        return self.bounded(chosen[0])

    def bounded(self, chosen: Dating) -> Dating:
        """The phrase with the end that a sentence of its own prints: 实施期限为5年。"""
        if chosen.moment is None or chosen.reason or chosen.last:
            return chosen
        for sentence in self.lasting:
            limb = Stretch(sentence.start, sentence.end, sentence.words)
            chosen = ended(chosen, limb, limb)
        agreed = [d for d in self.whole if d.inline and d.moment == chosen.moment and d.counted]
        ends_told = {d.last for d in agreed}
        if len(ends_told) == 1 and not chosen.last and not chosen.reason:
            return chosen._replace(last=ends_told.pop())
        return chosen


def datings(act: Act, sentences: list[Stretch]) -> Datings:
    """Every effective phrase of a body."""
    whole: list[Dating] = []
    scoped: list[Dating] = []
    lasting: list[Stretch] = []
    for sentence in sentences:
        found = of_sentence(act, sentence)
        for dating in found:
            (scoped if dating.provisions else whole).append(dating)
        if not found and LASTS.match(titles_masked(sentence.words)):
            lasting.append(sentence)
    return Datings(tuple(whole), tuple(scoped), tuple(lasting))


def of_sentence(act: Act, sentence: Stretch) -> list[Dating]:
    out = []
    for limb in limbs(sentence):
        if is_recital(limb.words):
            continue
        for start in starts(unquoted(limb.words)):
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
                elif not failed:
                    out[-1] = ended_inline(out[-1], sentence, limb, rest)
    return out


def of_start(act: Act, sentence: Stretch, limb: Stretch, subject: str, rest: str) -> Dating | None:
    """Whether a start phrase dates the act, its provisions, or nothing of it."""
    in_force = IN_FORCE.match(behind_end(masked(rest)))
    subject = ARTICLE.sub("", titles_masked(subject))
    if in_force and SCOPED.search(subject) and not references(subject, act.home):
        names = provisions_in(act, subject)
        reason = None if names else f"expected provisions by their numbers, found {subject[:40]}"
        return Dating(sentence, None, reason, names or ("",))
    lasting = re.search(r"(?:有效期|(?:实施|施行|执行)期限?)(?:为|是)?$", subject)
    if lasting and LEVIED.search(subject) and TERM.match(rest):
        return Dating(sentence, None, None, inline=True)  # 征收…税的实施期限自…起5年
    if lasting and re.match(r"至|到", rest):
        subject, in_force = subject[: lasting.start()], lasting
    begins = not subject and in_force and BEGINS.match(rest, in_force.end())  # …起实施加征关税
    if in_force and WHOLE.fullmatch(masked(subject)) and not begins:
        spared = EXCEPTION.search(titles_masked(limb.words))
        why = f"expected the whole act, found an exception: {spared[0]}" if spared else None
        return Dating(sentence, None, why)
    if references(limb.words, act.home):
        return None  # a day of something done to another act
    after = sentence.words[limb.start - sentence.start + len(limb.words) - len(rest) :]
    wavers = WAVERS.search(masked(subject)) or conditional(sentence)
    if SUBJECT.match(masked(subject)) and DECIDING.search(masked(after)) and not wavers:
        item = re.match(r"([一二三四五六七八九十]+)、", sentence.words)
        named = item_id(item[1]) if item else None
        return Dating(sentence, None, None, (named,) if named else (), inline=True)
    return None


def behind_end(rest: str) -> str:
    """What follows an end that stands right behind a start: 自…至2027年12月31日实行."""
    behind = [end for end in ends(rest) if end.start == 0]
    return rest[behind[0].end :] if behind else rest


def ended_inline(dating: Dating, sentence: Stretch, limb: Stretch, rest: str) -> Dating:
    """An end that stands right behind an inline start (自…起至…), or a term the sentence names."""
    first = dating.moment.day if dating.moment else None
    after = sentence.words[limb.start - sentence.start + len(limb.words) - len(rest) :]
    behind = [e for e in ends(rest, first) if e.start == 0]
    if behind and first:
        day = behind[0].day
        if day is None or day < first:
            return dating._replace(reason=behind[0].reason or f"expected a last day after {first}")
        return dating._replace(last=Moment(day, behind[0].time))
    counted = [t for t in terms(after) if t.start == 0 or PERIOD.search(after[: t.start])]
    if first and len(counted) == 1:
        return dating._replace(last=Moment(last_day_of(first, counted[0])), counted=True)
    return dating


def ended(dating: Dating, sentence: Stretch, limb: Stretch) -> Dating:
    """An end printed beside the start: 自…起实施，有效期至…, 实施期限为5年."""
    words = sentence.words[limb.start - sentence.start :]
    tail = re.split(r"[。;]|□|废止", words, maxsplit=1)[0]
    if STOPS_ON_A_DAY.search(masked(words)):
        return dating._replace(reason=f"expected one last day, found {words[:40]}")
    if AT_MOST.search(tail):
        return dating._replace(reason=f"expected one last day, found a bound: {tail[:40]}")
    first = dating.moment.day if dating.moment else None
    printed = ends(tail, first)
    counted = [t for t in terms(tail) if PERIOD.search(tail[: t.start])]
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
