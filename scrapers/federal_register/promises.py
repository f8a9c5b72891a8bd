"""What title and summary announce, held against what was read: an announced change is never lost.

Only documents whose agencies announce changes in these words are held to them.
"""

from __future__ import annotations

import re
from datetime import date

from scrapers.documents import Effect, Unread
from scrapers.english.dates import FIND_DAY, Unreadable, day_of
from scrapers.english.sense import begins_whole, effect
from scrapers.english.sentences import plain
from scrapers.federal_register.parts import Parts
from scrapers.federal_register.targets import Speaker, documents

DETERMINED = re.compile(
    r"\b(?:determined|decided)\s(?:that\sit\sis\sappropriate\s)?to\s(?:\w+ly\s)?(?P<verb>suspend"
    r"|postpone|delay|extend|terminate|revoke|withdraw|continue)\b(?P<what>[^.;]{0,120})"
    r"|\bby\s(?P<doing>suspending|postponing|delaying|terminating|revoking)\s(?P<whose>(?:[\w-]+\s)"
    r"{0,6}?(?:actions?|rules?|dates?|orders?|notices?|dut(?:y|ies)|fees|tariffs)\b)",
    re.IGNORECASE,
)
# "BIS rescinds the interim final rule published at 90 FR 4544."
RESCINDS = re.compile(
    r"\b(?:rescind|withdraw|revok|repeal)(?:s|es|ing)\s(?P<what>(?:the|its|two|these)\s[^.;]{1,300})",
    re.IGNORECASE,
)
A_WHOLE_ACT = re.compile(
    r"^(?:the|its|two|these)\s(?:(?:interim|final|direct|temporary)\s)*(?:rules?|notices?|orders?"
    r"|determinations?|actions?)\b",
    re.IGNORECASE,
)
NO_LAW = re.compile(r"\bproposed\b|\bcomments?\b|\bguidance\b|\brequests?\b", re.IGNORECASE)
TALK = re.compile(r"\b(?:comments?|deadlines?|hearings?|meetings?|period\sfor)\b", re.IGNORECASE)
KEPT_BY = {
    "suspen": {"suspends", "extends", "postpones"},
    "postpo": {"postpones"},
    "delay": {"postpones"},
    "extend": {"extends", "postpones"},
    "termin": {"repeals"},
    "revoke": {"repeals", "delists"},
    "revoki": {"repeals", "delists"},
    "withdr": {"repeals"},
    "contin": {"extends", "imposes"},
}
# "removes the temporary general license": an authorization that ends.
ENDS_LICENCE = re.compile(
    r"\b(?:remov|rescind|revok|terminat)(?:es?|s|ing|al\sof|ation\sof)\s(?:the\s|this\s|that\s)?"
    r"temporary\sgeneral\slicen[sc]es?\b",
    re.IGNORECASE,
)
INCREASES = re.compile(r"\b(?:rates?|dut(?:y|ies))\b[^.;]{0,80}\bwill increase\b", re.IGNORECASE)
CONTINUATION = re.compile(
    r"\bnotice\sof\s(?:[\w-]+\s){0,3}?(?:continuation|extensions?)\b", re.IGNORECASE
)


def as_announced(
    parts: Parts, speaker: Speaker, effects: list[Effect]
) -> tuple[list[Effect], list[Unread]]:
    """The effects with what only the summary ends, and a question for each change not found."""
    effects, continued = _only_continued(parts, speaker, effects)
    effects, broken = _broken(parts, speaker, effects)
    return effects, continued + broken


def increase_told(asked: Unread, effects: list[Effect]) -> bool:
    """Whether the days of an increase that DATES announces are those of the text."""
    words = plain(asked.sentence)
    begins = {one.first_day for one in effects if one.effect == "imposes"}
    if not INCREASES.search(words):
        return False
    try:
        days = {day_of(day) for day in FIND_DAY.findall(words)}
    except Unreadable:
        return False
    return bool(days) and days <= begins


def _broken(
    parts: Parts, speaker: Speaker, effects: list[Effect]
) -> tuple[list[Effect], list[Unread]]:
    """Changes that the summary announces and that were not found."""
    if not (speaker.own or "").startswith(("bis-", "ustr-")):
        return effects, []
    made, asked = _ended(parts, speaker, effects)
    for sentence in parts.sentences("SUMMARY"):
        for found in DETERMINED.finditer(sentence.plain):
            done = (found["verb"] or found["doing"]).lower()
            kept = KEPT_BY[next(stem for stem in KEPT_BY if done.startswith(stem))]
            if TALK.search(found["what"] or found["whose"] or "") or any(
                one.effect in kept for one in made
            ):
                continue
            reason = f"expected the change that {done!r} announces, found none that we know"
            asked.append(Unread(sentence.words, reason, sentence.offsets))
            later = _only_later(made, speaker) if done.startswith(("postpon", "delay")) else []
            asked += [Unread(one.quote, reason, one.offsets) for one in later]
            made = [one for one in made if one not in later]
    return made, asked


def _ended(
    parts: Parts, speaker: Speaker, effects: list[Effect]
) -> tuple[list[Effect], list[Unread]]:
    """Rules that the summary rescinds, and licences that it removes, by the rule that made them."""
    made: list[Effect] = list(effects)
    asked: list[Unread] = []
    if any(one.effect == "repeals" for one in effects):
        return made, asked
    first = _beginning(effects, speaker)
    for sentence in parts.sentences("SUMMARY"):
        rescinds = RESCINDS.search(sentence.plain)
        if rescinds and (NO_LAW.search(rescinds["what"]) or _delists(effects)):
            rescinds = None
        if not rescinds and not ENDS_LICENCE.search(sentence.plain):
            continue
        whole = not rescinds or A_WHOLE_ACT.search(rescinds["what"])
        targets = documents(rescinds["what"] if rescinds else sentence.plain, speaker)
        if whole and first and len(targets) == 1:
            made.append(effect("repeals", targets, sentence, first))
        else:
            reason = "expected the act that ends, and from when, found none"
            asked.append(Unread(sentence.words, reason, sentence.offsets))
    return made, asked


def _only_later(effects: list[Effect], speaker: Speaker) -> list[Effect]:
    """What begins later than it would have: no beginning of the act that says so."""
    return [one for one in effects if one.effect == "imposes" and one.targets == speaker.itself]


def _delists(effects: list[Effect]) -> bool:
    return any(one.effect == "delists" for one in effects)


def _beginning(effects: list[Effect], speaker: Speaker) -> date | None:
    begins = {e.first_day for e in effects if e.effect in {"imposes", "lists", "delists"}}
    return begins.pop() if len(begins) == 1 and speaker.own else None


def _only_continued(
    parts: Parts, speaker: Speaker, effects: list[Effect]
) -> tuple[list[Effect], list[Unread]]:
    """A notice that only continues others imposes nothing: what goes on, a person says."""
    action = parts.joined("ACTION")
    if parts.kind != "notice" or ";" in action or not CONTINUATION.search(action):
        return effects, []
    own = [e for e in effects if begins_whole(e, speaker.itself) and e.effect == "imposes"]
    own = [e for e in own if e.kind is None]
    if not own:
        return effects, []
    reason = "expected the act that is continued, and until when, found a beginning"
    return [e for e in effects if e not in own], [Unread(e.quote, reason, e.offsets) for e in own]
