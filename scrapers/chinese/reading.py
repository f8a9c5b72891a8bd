"""A copy of a Chinese official text read as a whole: what it is, what it does, what is unclear.

Explanations and news do nothing. An answer to a journalist can change a state without any number,
so its sentences are read like those of an act, but it never lays down anything new.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from scrapers.chinese.act import Act, Claim, Doubt, conditional
from scrapers.chinese.antecedents import Antecedent, all_listed, antecedents, cited_in_full
from scrapers.chinese.cases import changed_case
from scrapers.chinese.changes import Changes, changes
from scrapers.chinese.copy import Copy, Parts, parts
from scrapers.chinese.identity import QUESTION, Identity, identify
from scrapers.chinese.own import own
from scrapers.chinese.provisions import gap
from scrapers.chinese.references import references
from scrapers.chinese.rows import rows_joined
from scrapers.chinese.ruling import OPENING, makes_rule
from scrapers.chinese.starts import datings
from scrapers.chinese.text import TITLE, Stretch, masked, sentences, squeezed, unquoted
from scrapers.chinese.unread import unread
from scrapers.documents import Reading, Unread
from scrapers.legal_dates import ends, starts

ABOUT = re.compile(r"关于([^。;]{8,120})的(?:公告|决定|通知)$")
AS_FOLLOWS = re.compile(r"\n?(?:现)?(?:将|就)?(?:有关|具体|相关)?(?:事项|事宜)(?:公告|通知)?如下:")
CARRIED = re.compile("废止|终止|取消|解除|撤销|停止|中止|暂停|恢复|延长|推迟|列入|移出")
ENDLESS = "expected a sentence, found words without an end"
LONGEST = 2_500  # four times the longest sentence seen; what is longer is no sentence
BY_WORD = "expected an act with a number, found a listing by a spokesperson's word"
RULED_BY_WORD = "expected an act with a number, found a decision by a spokesperson's word"
LISTS_BY_WORD = re.compile(
    r"(?<!已)(?<!此前)决定(?!的)[^。;]{0,120}?(?:列入[^,。;]{0,16}(?:名单|清单)|采取[^,。;]{0,6}反制措施)"
)
DECIDES_BY_WORD = re.compile(
    r"(?<!已)(?<!此前)决定(?!的)[^。;]{0,160}?(?:暂停|停止|禁止|恢复|实施|加征|征收|限制|取消|启动)"
)
PUBLISHED = re.compile(r"发布|公布|公告|立案|裁定|通过了")
TOLD_OF = re.compile(r"(?:答[::]?)?(?:(?:\d{4}年)?\d{1,2}月\d{1,2}日,|日前|近日|近期|此前)")
EXEMPTS_BY_WORD = re.compile(r"决定(?!的)[^。;]{0,80}?予以豁免")
ANSWERING = {"MFA": "mfa", "MOFCOM": "mofcom-qa"}
DRAFT = re.compile(r"征求意见|草案")
FOREIGN_TEXT = "expected a text in Chinese, found one in other letters"
ARTICLE = re.compile(r"第[一二三四五六七八九十百]+条")
NAMELESS = "expected an act with a number, found a law without one"
LAW_BEGINS = re.compile(r"本(?:法|条例|办法|规定|细则|规则)自.{2,24}起(?:施行|实施|生效)")


def read_copy(copy: Copy) -> Reading:
    """The reading of one copy."""
    taken = parts(copy)
    who = identify(copy, taken)
    claims, doubts = effects(copy, taken, who)
    instrument = who.instrument if who.role == "act" else None
    if who.role == "answer" and (claims or doubts) and copy.page_day:
        slug = ANSWERING.get(who.authority or "")
        instrument = f"{slug}-{copy.page_day.isoformat()}" if slug else None
    act = Act(instrument, who.role, who.own_day, copy.name, copy.plain)
    return Reading(
        instrument=instrument,
        published_on=who.published_on,
        published_basis=who.basis,
        title=copy.title,
        title_zh=copy.title,
        text=copy.text,
        words=taken.operative,
        lang="zh",
        role=who.role,
        url=copy.url,
        authority=who.authority,
        issuers=who.issuers,
        form=who.form,
        official_number=who.official_number,
        aliases=who.aliases,
        issue_date=who.own_day,
        signed_on=who.signed_on,
        page_day=copy.page_day,
        cites=cites(copy, instrument),
        attachments=copy.attachments,
        effects=tuple(claim.effect for claim in claims),
        unread=tuple(once(act.unread(doubt) for doubt in doubts)),
    )


def once(found: Iterable[Unread]) -> list[Unread]:
    return list(dict.fromkeys(found))


def cites(copy: Copy, instrument: str | None) -> tuple[str, ...]:
    """The instruments the text names, but for itself."""
    found = (r.target for r in references(copy.plain.plain))
    return tuple(dict.fromkeys(t for t in found if t and t != instrument))


def effects(copy: Copy, taken: Parts, who: Identity) -> tuple[list[Claim], list[Doubt]]:
    """The claims and doubts of a text that can have any."""
    doubts = [Doubt(where, why) for where, why in who.doubts]
    if who.role not in ("act", "answer"):
        if not in_chinese(taken):
            return [], [Doubt(first_line(copy), FOREIGN_TEXT)]
        law = begins(taken) if who.role == "other" else None
        return [], [Doubt(law, NAMELESS)] if law else []
    if DRAFT.search(copy.name):
        return [], [*doubts, Doubt(first_line(copy), "expected an act, found a draft of one")]
    if who.role == "act" and who.instrument is None:
        return [], doubts or [Doubt(first_line(copy), "expected the number of the act, found none")]
    day = who.own_day if who.role == "act" else copy.page_day
    act = Act(who.instrument, who.role, day, copy.name, copy.plain, copy.title, home_of(copy, who))
    said = spoken(act, taken)
    endless = [Doubt(s, ENDLESS) for s in said if len(s.words) > LONGEST]
    said = [sentence for sentence in said if len(sentence.words) <= LONGEST]
    claims, more = answered(act, said) if who.role == "answer" else acted(act, taken, said)
    if who.role == "answer" and claims and not copy.page_day:
        more.append(Doubt(first_line(copy), "expected the day of the answer, found none"))
    if who.role == "answer" and who.authority not in ANSWERING:
        more += [Doubt(claim.where, "expected an answer of the ministry") for claim in claims]
        claims = []
    return claims, doubts + more + endless


def in_chinese(taken: Parts) -> bool:
    """Whether a text is Chinese at all; of one in other letters nothing is known."""
    words = "".join(line.words for line in taken.body)
    return len(re.findall(r"[\u4e00-\u9fff]", words)) * 10 >= len(words)


def begins(taken: Parts) -> Stretch | None:
    """The sentence from which a law without a number says that it holds."""
    articles = [line for line in taken.body if ARTICLE.match(line.words)]
    if len(articles) < 2:
        return None
    said = (s for line in articles for s in sentences(line.words, line.start))
    return next((s for s in said if LAW_BEGINS.search(s.words)), None)


def first_line(copy: Copy) -> Stretch:
    words = copy.plain.plain.split("\n", 1)[0]
    return Stretch(0, len(words), words)


def home_of(copy: Copy, who: Identity) -> str | None:
    """Whose number a bare 公告2025年第22号 is: in an answer it depends on the list it speaks of."""
    return whose_list(copy.plain.plain) if who.role == "answer" else None


def whose_list(words: str) -> str | None:
    """The issuer of the notices of the one list that is spoken of."""
    entities, controlled = "不可靠实体清单" in words, "管控名单" in words
    if entities == controlled:
        return None
    return "UEL working mechanism" if entities else "MOFCOM"


def spoken(act: Act, taken: Parts) -> list[Stretch]:
    """The sentences that may do something: of a law its first and last, of an answer the answer."""
    lines = list(taken.body)
    if act.role == "answer":
        lines = answers(lines)
    articles = [line for line in lines if ARTICLE.match(line.words)]
    if len(articles) > 5:
        above = lines[: lines.index(articles[0])]
        lines = [*above, *lines[lines.index(articles[-1]) :]]
    lines = rows_joined(lines)
    named = act.title + "".join(TITLE.findall(act.plain.plain))
    return [
        sentence
        for line in lines
        if re.search(r"[。;:,]", line.words) or line.words not in named
        for sentence in sentences(line.words, line.start)
    ]


def answers(lines: list[Stretch]) -> list[Stretch]:
    """The paragraphs that are not the journalist's."""
    out, asking = [], False
    for line in lines:
        if QUESTION.match(line.words):
            asking = True
        elif re.match(r"答|.{0,10}发言人[::]", line.words):
            asking = False
        if not asking:
            out.append(line)
    return out


def answered(act: Act, said: list[Stretch]) -> tuple[list[Claim], list[Doubt]]:
    """What an answer does to instruments."""
    known, listed = antecedents(said), all_listed(said)
    found = [full(act.at_home(whose_list(s.words) or act.home), s, known, listed) for s in said]
    claims = [claim for change in found for claim in change.claims]
    doubts = [doubt for change in found for doubt in change.doubts]
    silent = [s for s, change in zip(said, found, strict=True) if not change.found]
    return claims, [*doubts, *(Doubt(s, why) for s in silent if (why := by_word(s)))]


def by_word(sentence: Stretch) -> str | None:
    """What an answer decides with no act beside it; of a published act it only tells."""
    shown = masked(sentence.words)
    if LISTS_BY_WORD.search(shown):
        return BY_WORD
    if PUBLISHED.search(shown) or TOLD_OF.match(shown) or conditional(sentence):
        return None
    ruled = DECIDES_BY_WORD.search(shown) and starts(unquoted(sentence.words))
    return RULED_BY_WORD if ruled or EXEMPTS_BY_WORD.search(shown) else None


def full(
    act: Act, sentence: Stretch, known: tuple[Antecedent, ...], listed: dict[int, str]
) -> Changes:
    """What a sentence changes, where it may name an act by its day or its bare number."""
    words = cited_in_full(sentence, known, listed)
    if words == sentence.words:
        return changes(act, sentence)
    change = changes(act, Stretch(0, len(words), words))
    claims = [act.resting_on(claim.effect, sentence) for claim in change.claims]
    doubts = [Doubt(sentence, doubt.reason) for doubt in change.doubts]
    return change._replace(claims=tuple(claims), doubts=tuple(doubts))


def dated(where: Stretch) -> bool:
    """Whether words print a first or a last day of their own, or what looks like one."""
    return bool(starts(where.words) or ends(where.words))


def acted(act: Act, taken: Parts, said: list[Stretch]) -> tuple[list[Claim], list[Doubt]]:
    """What an act does to instruments and lays down itself, and what of it is not read."""
    told = [sentence for sentence in said if act.recalls(sentence)]
    recalled = set(told)
    said = [sentence for sentence in said if sentence not in recalled]
    dates = datings(act, said)
    first = dates.first()
    act = act.dated(first.moment if first else None)
    found = changed_by(act, said, told)
    dates = dates.without({s for s, change in found.items() if change.found and not makes_rule(s)})
    changed = [claim for change in found.values() for claim in change.claims]
    doubts = [doubt for change in found.values() for doubt in change.doubts]
    others = [sentence for sentence, change in found.items() if not change.found]
    own_said = [s for s in said if s in others or any(d.where == s for d in dates.whole)]
    laid = own(act, taken, own_said, dates, changes=bool(changed or doubts))
    consumed = [*(d.where for d in (*dates.whole, *dates.scoped)), *dates.lasting]
    consumed += [claim.where for claim in (*changed, *laid.claims)]
    consumed += [doubt.where for doubt in (*doubts, *laid.doubts)]
    left = unread(act, said, consumed)
    if laid.claims:
        left = [doubt for doubt in left if not makes_rule(doubt.where) or dated(doubt.where)]
        left = [doubt for doubt in left if not OPENING.search(doubt.where.words)]
        left = [doubt for doubt in left if not carried_out(act, doubt.where, laid.claims)]
    if jump := gap(taken.body):
        left = [*left, Doubt(*jump)]
    nothing = not (changed or laid.claims or doubts or laid.doubts or left)
    if nothing and said:
        left = [Doubt(said[0], "expected an act that does something, found no formula we know")]
    return distinct([*laid.claims, *changed]), [*doubts, *laid.doubts, *left]


def changed_by(act: Act, said: list[Stretch], told: list[Stretch]) -> dict[Stretch, Changes]:
    """What each sentence changes; each knows what the one before it did."""
    found: dict[Stretch, Changes] = {}
    before = Changes()
    for sentence in said:
        before = changed_case(act, sentence, told) or changes(act, sentence, before.claims)
        found[sentence] = before
    return found


def carried_out(act: Act, sentence: Stretch, claims: Iterable[Claim]) -> bool:
    """Whether a sentence decides only what the claims of others carry out, in the same words."""
    if not (says_the_title(act, sentence) or leads_in(act, sentence)):
        return False
    said = CARRIED.findall(masked(sentence.words))
    done = "".join(claim.where.words for claim in claims)
    return all(verb in done or (verb == "延长" and "继续" in done) for verb in said)


def says_the_title(act: Act, sentence: Stretch) -> bool:
    """Whether a sentence decides what the title says, and no more."""
    named = ABOUT.search(squeezed(act.heading))
    decision = sentence.words.rpartition("决定")[2].rstrip("。:")
    return bool(named) and decision.removeprefix("对") == (named or [""])[1].removeprefix("对")


def leads_in(act: Act, sentence: Stretch) -> bool:
    """Whether a decision without day and number only opens what is below: 现将有关事项公告如下："""
    below = act.plain.plain[sentence.end : sentence.end + 40]
    named = re.search(r"\d", masked(sentence.words)) or starts(sentence.words)
    return bool(AS_FOLLOWS.match(below)) and not named


def distinct(claims: list[Claim]) -> list[Claim]:
    """Each effect once: an order and the rules it brings both say what they replace."""
    out: dict[tuple[object, ...], Claim] = {}
    for claim in claims:
        said = claim.effect
        key = (said.effect, said.targets, said.first_day, said.last_day, said.parties, said.names)
        out.setdefault(key, claim)
    return list(out.values())
