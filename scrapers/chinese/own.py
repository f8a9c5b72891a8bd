"""What an act lays down itself: listings, controls, duties, probes, frameworks, and from when.

An act that only changes others lays down nothing. A provision that should apply but has no
effective phrase is kept without a day and waits for a person.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from scrapers.chinese.act import Act, Claim, Doubt, is_recital
from scrapers.chinese.copy import Parts
from scrapers.chinese.items import (
    code_ranges,
    codes_in,
    column_numbers,
    destinations,
    odd_tariff_numbers,
    origins,
    tariff_numbers,
    threshold,
    well_formed,
)
from scrapers.chinese.lists import Listing, listings
from scrapers.chinese.provisions import (
    FORBIDS,
    PASSED_ON,
    Item,
    goods,
    items,
    kind_of,
    lays_down,
)
from scrapers.chinese.ruling import (
    ADDED,
    CHANGES_ONLY,
    FRAMEWORK,
    leading_rule,
    makes_rule,
    probes,
)
from scrapers.chinese.starts import Dating, Datings
from scrapers.chinese.text import Stretch, masked, squeezed
from scrapers.chinese.text import sentences as split
from scrapers.legal_dates import DATED, Moment, ends, moment

SHUT_OUT = re.compile(r"(?:暂停|停止|取消)[^,。;]{0,40}(?:资质|输华|输入|进口)")
RELIEVED = re.compile(r"不再?加征|免征|暂不征收")
SPARING = r"[^,。;]{0,80}无需申请[^,。;]{0,80}"
SHIPPED = re.compile(r"启运|起运|在途|运抵")


class Own(NamedTuple):
    """What an act lays down, what is doubtful in it, and whether it lays down anything."""

    claims: tuple[Claim, ...]
    doubts: tuple[Doubt, ...]


def own(act: Act, parts: Parts, sentences: list[Stretch], dates: Datings, *, changes: bool) -> Own:
    """The act's own effects; `changes` says that it also does something to others."""
    if act.instrument is None or act.role != "act":
        return Own((), ())
    found = listings(act, parts, sentences)
    if found:
        return listed_by(act, found, dates, sentences)
    provisions = items(parts.body)
    if dates.scoped or (dates.first() and any(begins_later(item) for item in rules(provisions))):
        return dated_apart(act, provisions, dates, sentences)
    dating = dates.first()
    lead = leading_rule(act, sentences, changes=changes)
    if lead is None and dating and not changes and not CHANGES_ONLY.search(act.title):
        if dating.inline and not FRAMEWORK.search(act.title):
            return Own((), (Doubt(dating.where, "expected a known formula, found none that fits"),))
        lead = dating.where  # something of its own applies from that day, whatever it is
    if lead is None:
        return Own((), ())
    targets = tuple(f"{act.instrument}/{name}" for name in provision_names(act, parts, provisions))
    return dated(act, targets, dates, lead, parts)


def provision_names(act: Act, parts: Parts, provisions: tuple[Item, ...]) -> tuple[str, ...]:
    """The names of the provisions that are dated together: `p1`, or `i-1`, `ii` …"""
    body = [line for line in parts.body if not is_recital(line.words)]
    if "裁定" in act.title:
        return ("p1",)  # a ruling explains in items what its one measure is
    coded = [item for item in provisions if codes_in(line.words for line in item.lines)]
    goods = len(coded) == len(provisions) or not rules(provisions)
    if provisions and not goods:
        out: list[str] = []
        for item in rules(provisions):
            tagged = [u for u in item.under if codes_in(line.words for line in u.lines)]
            out += [u.id for u in tagged] or [item.id]
        return tuple(out) if len(out) > 1 else ("p1",)
    if not provisions and any(PASSED_ON.search(line.words) for line in body):
        return ("p1", "p2")
    return ("p1",)


def rules(provisions: tuple[Item, ...]) -> list[Item]:
    """The items that make rules, if most of them stand for themselves rather than name goods."""
    return [item for item in provisions if lays_down(item) and not is_dating(item)]


def is_dating(item: Item) -> bool:
    return bool(
        re.match(r"[一二三四五六七八九十]+、本(?:公告|决定|通知|办法).{0,60}起", item.words)
    )


def dated(act: Act, targets: tuple[str, ...], dates: Datings, lead: Stretch, parts: Parts) -> Own:
    """The act's provisions under its first day, or without one and with the reason."""
    dating = dates.first()
    words = said_now(act, parts)
    where = dating.where if dating else lead
    claim = act.claim(
        "imposes",
        targets,
        where,
        **(dating.days if dating else {}),
        **scope(act, words, lead, parts),
    )
    doubts = [Doubt(where, why) for why in [reason_of(dating)] if why]
    doubts += odd_numbers(where, (*parts.body, *parts.annex))
    spares, unclear = transit(act, parts)
    return Own((claim, *spares), (*doubts, *unclear, *other_days(dates, dating)))


def odd_numbers(where: Stretch, lines: tuple[Stretch, ...]) -> list[Doubt]:
    """Tariff numbers and codes that are none as printed: not taken, and not passed over."""
    out = []
    for line in lines:
        if odd := odd_tariff_numbers(line.words):
            told = f"expected tariff numbers of 6, 8 or 10 digits, found {', '.join(odd)}"
            out.append(Doubt(line, told))
        if ranges := code_ranges(line.words):
            out.append(Doubt(line, f"expected codes one by one, found {', '.join(ranges)}"))
    cells = column_numbers([line.words for line in lines])
    if odd := [number for number in cells if not well_formed(number)]:
        told = f"expected tariff numbers of 6, 8 or 10 digits, found {', '.join(odd)}"
        out.append(Doubt(where, told))
    return out


def said_now(act: Act, parts: Parts) -> str:
    """The body without the sentences that recall how it came about."""
    kept = (
        "".join(s.words for s in split(line.words, line.start) if not act.recalls(s))
        for line in parts.body
    )
    return "\n".join(kept)


def other_days(dates: Datings, chosen: Dating | None) -> list[Doubt]:
    """Inline first days that are not the act's own: stages, or something else that begins."""
    return [
        Doubt(
            other.where, f"expected {chosen.moment.day} as in the act's phrase, found another day"
        )
        for other in dates.whole
        if chosen and chosen.moment and other.moment and other.moment.day != chosen.moment.day
    ]


def reason_of(dating: Dating | None) -> str | None:
    return dating.reason if dating else "no effective phrase found"


def printed(act: Act, parts: Parts) -> list[str]:
    """The body's lines with their spaces, as code heads are found in them."""
    lines = (*parts.body, *parts.annex)
    return [act.plain.printed(line.start, line.end) for line in lines]


def scope(act: Act, words: str, lead: Stretch, parts: Parts) -> dict[str, object]:
    """What the rules are about."""
    spaced = printed(act, parts)
    kind = framework_or(act, words, lead)
    to = destinations(act.title + "\n" + words)
    made_in = origins(words) if kind in ("duty", "ban", "probe", "relief") else ()
    return {
        "kind": kind,
        "title": act.heading,
        "items": goods(items(parts.body), act.plain) if kind == "control" else (),
        "codes": codes_in(spaced),
        "hs": tariff_numbers("\n".join([words, *map(squeezed, spaced)]), map(squeezed, spaced)),
        "destinations": () if made_in else to or anywhere(kind, act.title + words),
        "origins": made_in,
        "threshold": threshold(words),
    }


def anywhere(kind: str | None, words: str) -> tuple[str, ...]:
    """All destinations, for what keeps goods from leaving without a country being named."""
    leaves = re.search(r"(?<!向中国)出口|转移|转让|输出", words)
    return ("all",) if kind in ("control", "ban") and leaves else ()


def framework_or(act: Act, words: str, lead: Stretch) -> str:
    """The kind: a probe or framework by its title and purpose, else by what its rules say."""
    if act.instrument and act.instrument.startswith("stc-"):
        return "framework"
    if "裁定" not in act.title and any(probes(masked(words)) for words in (act.title, lead.words)):
        return "probe"
    if RELIEVED.search(lead.words):
        return "relief"
    ruled = FORBIDS.search(masked(lead.words))
    if not ruled and (FRAMEWORK.search(act.title) or lead.words.startswith("本")):
        return "control" if "管制清单" in act.title else "framework"
    acts = re.search(r"管制(?!法)|禁止|采取", act.title) or ADDED.search(masked(lead.words))
    if not ruled and SHUT_OUT.search(masked(lead.words)):
        return "ban"
    if not ruled and "管制清单" not in act.title and not acts:
        return "framework"
    return kind_of(words)


def transit(act: Act, parts: Parts) -> tuple[list[Claim], list[Doubt]]:
    """Goods under way are spared between two days: …并于A至B进口的，不加征."""
    out: list[Claim] = []
    doubts: list[Doubt] = []
    for line in parts.body:
        for clause in re.finditer(r"[^。]+。?", line.words):
            if "不加征" not in clause[0] or not SHIPPED.search(clause[0]):
                continue
            where = Stretch(line.start + clause.start(), line.start + clause.end(), clause[0])
            found = spared(act, where)
            if isinstance(found, str):
                doubts.append(Doubt(where, found))
            else:
                out.append(found)
    return out, doubts


def spared(act: Act, where: Stretch) -> Claim | str:
    """The window of such a sentence, or why there is none."""
    words = where.words
    begun = next((m for m in DATED.finditer(words) if words[m.end() :].startswith("至")), None)
    until = ends(words)
    if begun is None or len(until) != 1 or until[0].day is None:
        return "expected the first and the last day on which goods under way are spared"
    try:
        first = moment(begun)
    except ValueError as error:
        return str(error)
    target = (f"{act.instrument}/p-transit",)
    window = Dating(where, first, None, last=Moment(until[0].day, until[0].time))
    more = {"kind": "relief", "provision": "p-transit"}
    return act.claim("imposes", target, where, **window.days, **more)


def listed_by(act: Act, found: list[Listing], dates: Datings, sentences: list[Stretch]) -> Own:
    """The listings of an act under its first day."""
    dating = dates.first()
    claims: list[Claim] = []
    doubts: list[Doubt] = []
    for index, listing in enumerate(found, 1):
        on = listing.verb == "lists"
        targets = (f"{act.instrument}/p{index}",) if on else listing.targets
        count = listing.who.parties
        claims.append(
            act.claim(
                "lists" if on else "delists",
                targets,
                listing.where,
                **(dating.days if dating else {}),
                kind="listing" if on else None,
                title=act.heading,
                parties=count,
                names=listing.who.names,
                destinations=destinations(act.title + "\n" + listing.where.words),
                note=act.quoted(dating.where) if dating and dating.moment else None,
            )
        )
        doubts += list_doubts(listing)
    if why := reason_of(dating):
        doubts.append(Doubt(dating.where if dating else found[0].where, why))
    return Own(tuple(claims), tuple(doubts))


def list_doubts(listing: Listing) -> list[Doubt]:
    out = []
    if unnamed := [name for name in listing.targets if re.match(r"该|上述|此", name)]:
        out.append(Doubt(listing.where, f"expected the list by its name, found {unnamed[0]}"))
    if listing.who.reason:
        out.append(Doubt(listing.where, listing.who.reason))
    elif listing.title_count is not None and listing.title_count != listing.who.parties:
        told = f"expected {listing.title_count} parties as the title counts"
        out.append(Doubt(listing.where, f"{told}, found {listing.who.parties}"))
    return out


def dated_apart(
    act: Act, provisions: tuple[Item, ...], dates: Datings, sentences: list[Stretch]
) -> Own:
    """Provisions with days of their own, a claim each; the rest follows what is in force first."""
    claims: list[Claim] = []
    doubts: list[Doubt] = []
    by_id = {item.id: item for top in provisions for item in (top, *top.under)}
    named: list[str] = []
    for dating in dates.scoped:
        if dating.reason or dating.moment is None:
            doubts.append(Doubt(dating.where, dating.reason or "expected a first day"))
            continue
        begins = [name in by_id and lays_down(by_id[name]) for name in dating.provisions]
        if dating.inline and not all(begins) and not makes_rule(dating.where):
            doubts.append(Doubt(dating.where, "expected a rule that begins, found none we know"))
            continue
        for name in dating.provisions:
            named.append(name)
            claims.append(provision(act, name, by_id.get(name), dating))
    lines = tuple(line for item in provisions for line in item.lines)
    base = fallback(act, dates)
    doubts += odd_numbers(base.where, lines)
    rest = remaining(provisions, named)
    for item in [item for item in rest if begins_later(item)]:
        undated = Dating(item.lines[0], None, "expected a first day, found that one will follow")
        claims.append(provision(act, item.id, item, undated))
        doubts.append(Doubt(undated.where, undated.reason or ""))
    rest = [item for item in rest if not begins_later(item)]
    whole = dates.first()
    if whole and not whole.inline and not provisions:
        claims.insert(0, act.claim("imposes", (f"{act.instrument}/p1",), whole.where, **whole.days))
    if rest:
        claims += [provision(act, item.id, item, base) for item in rest]
        if base.moment is None:
            doubts.append(Doubt(base.where, "no effective phrase found for the other provisions"))
    return Own(tuple(claims), tuple(doubts))


def begins_later(item: Item) -> bool:
    """Whether an item leaves its first day to another act: 实施时间另行公告."""
    return bool(re.search(r"(?:实施|执行|施行)(?:时间|日期)(?:将)?另行", item.words))


def fallback(act: Act, dates: Datings) -> Dating:
    """The day of provisions that bear none: the act's, else that of a limb in force at once."""
    first = dates.first()
    if first:
        return first
    at_once = [d for d in dates.scoped if d.moment and d.moment.day == act.own_day]
    return at_once[0] if at_once else dates.scoped[0]._replace(moment=None, last=None)


def remaining(provisions: tuple[Item, ...], named: list[str]) -> list[Item]:
    """The items that make rules and are not dated, themselves or by what is under them."""
    heads = {name.split("-")[0] for name in named}
    return [item for item in rules(provisions) if item.id not in heads]


def provision(act: Act, name: str, item: Item | None, dating: Dating) -> Claim:
    words = item.words if item else ""
    lines = [act.plain.printed(line.start, line.end) for line in item.lines] if item else []
    spares = "无需申请" in words and not FORBIDS.search(re.sub(SPARING, "", words))
    kind = "relief" if spares else (kind_of(words) if item else None)
    return act.claim(
        "imposes",
        (f"{act.instrument}/{name}",),
        dating.where,
        provision=name,
        **dating.days,
        kind=kind,
        title=item.heading(act.plain) if item else None,
        codes=codes_in(lines),
        hs=tariff_numbers(words),
        destinations=destinations(words) or anywhere(kind, words),
        threshold=threshold(words),
    )
