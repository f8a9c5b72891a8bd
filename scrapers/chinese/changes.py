"""What a sentence does to other acts: suspends, prolongs, repeals, resumes, postpones, amends.

A sentence is read limb by limb; a limb without a verb belongs to the next one with. Everything that
is not the verb, its targets, its days or a filler we know makes the sentence doubtful: a part, an
exception or a condition must never be read as the whole.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from scrapers.chinese.act import CONDITION, Act, Claim, Doubt
from scrapers.chinese.doubts import denied, other_than_the_act, unattached, undecided
from scrapers.chinese.groups import Group, groups
from scrapers.chinese.references import Reference, references
from scrapers.chinese.targets import (
    PARTIAL,
    RATE,
    UNCOUNTED,
    leftover_is_part,
    residue,
    targets_of,
)
from scrapers.chinese.text import TITLE, Stretch, masked, titles_masked, unquoted
from scrapers.chinese.verbs import DOERS
from scrapers.legal_dates import (
    NUMBER,
    Moment,
    number,
    starts,
)

LIST = re.compile(
    r"《(?:中华人民共和国)?两用物项出口管制清单》(?:的)?(?:[自于][^,。;]{4,24}起?)?(?:同步|同时|一并|相应)*(?:予以|进行|作)?(?:相应)?(?:更新|调整|修订)"
)
CONTROL_LIST = "mofcom-2024-51"


RECALLS = re.compile(r"(?:已|曾|此前)(?:于|经|被|自|宣布|公告|发布|决定)?[^,起]{0,24}$")
MEANWHILE = re.compile(r"(?:在此|上述|此|该|在?(?:暂停|中止)(?:实施|执行)?)?期间,?")
RETURN = re.compile(r"(?:并|且)?(?:将|应)?(?:自动)?恢复(?:实施|实行|执行|施行|适用)?[。;]?")
STAYS = ("suspends", "prolongs_stay")


class Changes(NamedTuple):
    """What a sentence does, what in it is doubtful, and whether it is about changes at all."""

    claims: tuple[Claim, ...] = ()
    doubts: tuple[Doubt, ...] = ()

    @property
    def found(self) -> bool:
        return bool(self.claims or self.doubts)


def changes(act: Act, sentence: Stretch, before: tuple[Claim, ...] = ()) -> Changes:
    """What a sentence does to other instruments; one doubt anywhere in it withholds all of it.

    `before` is what the sentence before it did, for 期间 means that time.
    """
    if LIST.search(sentence.words):
        return listed_update(act, sentence)
    claims = decided(act, sentence, before)
    if isinstance(claims, str):
        return Changes((), (Doubt(sentence, claims),))
    if claims and (why := undecided(act, sentence)):
        return Changes((), (Doubt(sentence, why),))
    return Changes(tuple(claims), (*undated(claims), *uncounted(sentence, claims)))


def decided(act: Act, sentence: Stretch, before: tuple[Claim, ...]) -> list[Claim] | str:
    """The claims of a sentence, verb by verb, or why one of them is not certain."""
    when = act.default
    claims: list[Claim] = []
    carried: list[Reference] = []
    for group in groups(sentence):
        begun = begin(act, group, when)
        if isinstance(begun, str):
            if concerns(act, group):
                return begun
            continue
        when = begun
        if (back := returning(group, claims)) is not None:
            claims = back
            continue
        outcome = of_group(act, sentence, group, when, carried)
        if outcome == [] and (why := unattached(act, group, claims, carried)):
            outcome = why
        if isinstance(outcome, str):
            return outcome
        if outcome and MEANWHILE.match(group.where.words):
            outcome = lasting(outcome, claims or list(before))
            if isinstance(outcome, str):
                return outcome
        if group.verb in STAYS and outcome and carried:
            claims = [claim for claim in claims if claim.effect.effect != "amends"]
        claims += outcome
        carried = carried_on(act, group, carried)
    return claims


def returning(group: Group, claims: list[Claim]) -> list[Claim] | None:
    """A return written into the stay itself ends it the day before: …，自D起恢复实施."""
    begun = starts(group.where.words)
    stays = [c for c in claims if c.effect.effect in ("suspends", "extends")]
    if group.verb != "resumes" or len(begun) != 1 or not stays or stays != claims:
        return None
    before, after = group.where.words[: begun[0].start], group.where.words[begun[0].end :]
    moment = begun[0].moment
    if moment is None or not RETURN.fullmatch(after) or before.strip(",并且"):
        return None
    last = moment.day - timedelta(days=1)
    known = {c.effect.last_day for c in claims} - {None, last}
    if known or any(c.effect.first_day and c.effect.first_day > last for c in claims):
        return None
    return [c._replace(effect=replace(c.effect, last_day=last)) for c in claims]


def lasting(outcome: list[Claim], claims: list[Claim]) -> list[Claim] | str:
    """期间同步暂停实施B: as long as what was said before."""
    last = {c.effect.last_day for c in claims}
    if len(last) != 1:
        told = "several" if last else "none"
        return f"expected the time that is meant by 期间, found {told}"
    day = last.pop()
    return [
        c if c.effect.last_day else c._replace(effect=replace(c.effect, last_day=day))
        for c in outcome
    ]


def begin(act: Act, group: Group, when: Moment | None) -> Moment | str | None:
    """From when a group holds: its own phrase, else the one before it; or why none is certain."""
    begun = starts(unquoted(group.where.words))
    return act.on(begun[0]) if begun else when


def carried_on(act: Act, group: Group, before: list[Reference]) -> list[Reference]:
    """The acts an adjustment names are those that the pause behind it is about."""
    if group.verb != "amends":
        return []
    return references(group.where.words, act.home) or before


def uncounted(sentence: Stretch, claims: list[Claim]) -> list[Doubt]:
    """等11个公告（见附件2）废止: the text itself names fewer than it counts."""
    told = re.search(
        rf"等(?P<n>{NUMBER})(?:个|项|件|份)(?:公告|通知|文件|规定|决定|令)", sentence.words
    )
    ended = sum(claim.effect.effect == "repeals" for claim in claims)
    if told is None or not ended or number(told["n"]) == ended:
        return []
    return [
        Doubt(sentence, f"expected {told['n']} acts as printed, found {ended} by their numbers")
    ]


def undated(claims: list[Claim]) -> list[Doubt]:
    return [
        Doubt(claim.where, "no effective phrase found")
        for claim in claims[:1]
        if claim.effect.first_day is None
        and claim.effect.effect not in ("corrects", "clarifies")
        and not (claim.effect.effect == "extends" and claim.effect.last_day)
    ]


def listed_update(act: Act, sentence: Stretch) -> Changes:
    """《…两用物项出口管制清单》同步予以更新: the unified list changes on the act's first day."""
    rest = references(LIST.sub("", sentence.words), act.home)
    if rest:
        return Changes(
            (), (Doubt(sentence, "expected the list alone, found other acts beside it"),)
        )
    begun = starts(sentence.words)
    when = act.on(begun[0]) if begun else act.default
    if isinstance(when, str):
        return Changes((), (Doubt(sentence, when),))
    first = when.day if when else None
    claim = act.claim("amends", (CONTROL_LIST,), sentence, first_day=first)
    return Changes((claim,), () if first else (Doubt(sentence, "no effective phrase found"),))


def concerns(act: Act, group: Group) -> bool:
    """Whether a group is about other instruments, and not about goods, dealings or persons."""
    words = group.where.words
    if references(words, act.home) or UNCOUNTED.search(titles_masked(words)):
        return True
    if group.verb == "repeals":
        said = group.said[0]
        return said in ("废止", "失效", "停止执行", "停止实施") and bool(TITLE.search(words))
    return False


def of_group(
    act: Act, sentence: Stretch, group: Group, when: Moment | None, carried: list[Reference]
) -> list[Claim] | str:
    """The claims of one verb, none where it is not about instruments, or the reason of a doubt."""
    words = group.where.words
    if group.verb == "dates":
        return []
    found = [r for r in references(words, act.home) if r.target != act.instrument]
    before = masked(words).split(group.said[0], 1)[0].rsplit(",", 1)[-1]
    if RECALLS.search(before):
        return []
    if found and (no := denied(group)):
        return no
    rate = RATE.search(words)
    if not found and carried and rate:
        found = carried
    if not found and not concerns(act, group):
        return loose(act, group)
    if other := other_than_the_act(group):
        return other
    targets = targets_of(act, group, found, carried=bool(carried) and found is carried)
    if isinstance(targets, str):
        return targets
    verb = verb_of(group, words)
    if verb not in DOERS:
        return verb
    return DOERS[verb](act, sentence, group._replace(verb=verb), targets, when)


def loose(act: Act, group: Group) -> list[Claim] | str:
    """A verb without an instrument: mostly harmless, doubtful beside measures and days."""
    shown = masked(group.where.words)
    if group.verb in ("amends", "corrects") or CONDITION.match(shown):
        return []
    stays = group.verb in ("suspends", "prolongs_stay", "resumes", "extends", "postpones")
    if (
        stays or group.said[0] in ("停止实施", "停止执行", "停止", "取消", "终止", "不再适用")
    ) and re.search(
        r"(?:公告|名单|清单|反制|管制|管控|加征|上述|相关|有关)[^,。;]{0,14}措施|公告", shown
    ):
        if re.search(
            r"将(?:依法|视|及时|相应|也)*(?:暂停|恢复|停止|取消)|可以?|有权|应当|不得|拟|愿|如",
            shown,
        ):
            promised = re.search(r"将[^,。;]{0,4}(?:暂停|恢复|停止|取消)", shown)
            told = act.role == "answer" and promised and starts(group.where.words)
            return "expected a decision, found a promise for a day" if told else []
        return f"expected the number of the act that it {group.verb}, found none"
    return []


def verb_of(group: Group, words: str) -> str:
    """The verb, weakened to `amends` where only a part is repealed."""
    leftover = residue(group)
    if group.verb in ("amends", "corrects"):
        return group.verb
    if group.verb == "repeals" and (
        PARTIAL.search(masked_refs(words)) or leftover_is_part(leftover)
    ):
        return "amends"
    if "除" in leftover and "外" in leftover:
        return f"expected the whole act, found an exception: {leftover[:30]}"
    if PARTIAL.search(leftover):
        return f"expected the whole act or a numbered part, found {leftover[:30]}"
    return group.verb if not leftover else f"expected nothing beside the act, found {leftover[:30]}"


def masked_refs(words: str) -> str:
    """The words without brackets and titles, but 所附《…》 still shown as 所附□."""
    return masked(words)
