"""Texts that are made to be slow: for each reader, what it takes to read them.

`python -m tests.reading_limits READER CASE…` reads some of them, one after the other in one
process, and prints a line of JSON for each: the seconds of processor time, the peak in MiB so far
and what came of it. Without arguments it runs them all, each in a process of its own, and prints a
table.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from events.errors import SourceError
from scrapers.documents import Document

SECONDS, MEMORY = 10.0, 300.0  # what one text may take: seconds of CPU, MiB
MIB = 1024 * 1024
LINE = 10 * MIB
RUN = 190_000  # characters of a near-miss: under the length at which a reader refuses a text
SENTENCE = 2_400  # under the length at which a reader takes a sentence for none


class Cost(NamedTuple):
    """What reading a text took, and what came of it."""

    seconds: float
    peak: float
    outcome: str

    @property
    def allowed(self) -> bool:
        sound = self.outcome.endswith(" readings") or self.outcome.startswith("SourceError")
        return sound and self.seconds <= SECONDS and self.peak <= MEMORY


def article(inner: str, before: str = "") -> str:
    """An article page of the ministry."""
    return (
        '<!DOCTYPE html><html><head><meta charset="utf-8"/>'
        '<meta name="ArticleTitle" content="商务部公告2026年第901号 虚构的公告"/>'
        '<meta name="PubDate" content="2026-11-20 17:03"/></head><body>'
        f'{before}<div class="art-con art-con-bottonmLine" ergodic="article">{inner}</div>'
        "</body></html>"
    )


def announced(words: str) -> str:
    """An announcement in which some words stand."""
    opening = "<p>商务部公告2026年第901号</p><p>现将有关事项公告如下：</p>"
    ending = "<p>本公告自公布之日起实施。</p><p>商务部</p><p>2026年11月20日</p>"
    return article(f"{opening}<p>{words}</p>{ending}")


def rule(words: str, place: str = "DATES") -> str:
    """A rule of the Federal Register in which some words stand."""
    places = {"DATES": "This rule is effective November 20, 2026.", "SUM": "A summary."}
    places[place] = words
    return (
        "<RULE><PREAMB><AGENCY TYPE='F'>DEPARTMENT OF COMMERCE</AGENCY>"
        "<SUBAGY>Bureau of Industry and Security</SUBAGY><SUBJECT>An Invented Rule</SUBJECT>"
        "<ACT><HD SOURCE='HED'>ACTION:</HD><P>Final rule.</P></ACT>"
        f"<SUM><HD SOURCE='HED'>SUMMARY:</HD><P>{places['SUM']}</P></SUM>"
        f"<DATES><HD SOURCE='HED'>DATES:</HD><P>{places['DATES']}</P></DATES></PREAMB>"
        f"<REGTEXT TITLE='15' PART='744'><AMDPAR>{places.get('AMDPAR', '1. Revise.')}</AMDPAR>"
        "</REGTEXT><FRDOC>[FR Doc. 2026-90001 Filed 11-19-26; 8:45 am]</FRDOC>"
        "<BILCOD>BILLING CODE 3510-33-P</BILCOD></RULE>"
    )


def long(unit: str, size: int) -> str:
    return (unit * (size // len(unit) + 1))[:size]


def runs(unit: str, stop: str) -> Iterator[tuple[str, Callable[[], str]]]:
    """A near-miss without an end, and as many sentences of it as have room."""
    yield "endless", lambda: long(unit, RUN)
    sentence = long(unit, SENTENCE) + stop
    yield "sentences", lambda: long(sentence, RUN)


LINKS = "<a href=1>x</a>"
NEAR_CHINESE = {
    "digits": "2",
    "han digits": "二",
    "years": "2025年",
    "months": "2025年11月",
    "half days": "自2025年11月3",
    "days": "2025年11月3日、",
    "commas": "、",
    "numbers": "第55号、",
    "bare numbers": "55号和",
    "brackets": "〔",
    "years in brackets": "〔2025",
    "round brackets": "（",
    "closed brackets": "（含）",
    "titles": "《",
    "closed titles": "《法》",
    "quotes": "“",
    "issuers": "商务部",
    "joint issuers": "商务部、海关总署",
    "announcements": "商务部公告2025年",
    "from": "自公布之日",
    "until": "至2026年11月",
    "suspend": "暂停实施",
    "repeal": "同时废止",
    "resume": "公告第一条第二款",
    "ideographic spaces": "\u3000",
    "spaces": " ",
    "no-break spaces": "&nbsp;",
    "items": "一、",
    "subitems": "（一）",
    "ordinals": "1.",
    "companies": "1.某公司（A Co.）",
    "codes": "1C001.",
    "customs codes": "2804610000、",
    "households": "28家",
    "percent": "0.1%",
    "letters": "A",
    "colons": "：",
    "decide": "决定将某公司列入不可靠实体清单，",
    "sentences": "自2026年1月1日起实施。",
    "unfinished": "决定自2026年1月1日起暂停实施商务部公告2025年第55号",
}
NEAR_AMERICAN = {
    "digits": "1",
    "months": "January ",
    "half days": "January 1, ",
    "days": "January 1, 2026, ",
    "slashes": "1/1/",
    "clocks": "12:01 a.m. ",
    "effective": "effective ",
    "effective on": "effective January 1, 2026, ",
    "through": "from January 1, 2026, through ",
    "until": "until ",
    "delayed": "is delayed until ",
    "stayed": "are stayed until ",
    "pages": "86 FR ",
    "citations": "86 FR 58205, ",
    "published at": "the rule published at ",
    "published": "published January 1, 2026, at 86 FR 58205, ",
    "documents": "FR Doc. 2026-",
    "sections": "§ 744.11(a)(",
    "parts": "15 CFR part ",
    "places": "15 CFR parts 732, 734, ",
    "instructions": "amendatory instruction 5, ",
    "numbered": "1. ",
    "brackets": "(",
    "closed brackets": "(1)",
    "quotes": "“",
    "dashes": "—",
    "stops": ". ",
    "spaces": " ",
    "no-break spaces": "\u00a0",
    "letters": "a",
    "capitals": "A",
    "entities": "adding 16 entities ",
    "countries": "China (14), ",
    "codes": "3A090.a, ",
    "except": "except for ",
    "which": "which is effective January 1, 2026, ",
    "corrects": "corrects the rule published ",
    "sentences": "This rule is effective January 1, 2026. ",
}


def chinese() -> dict[str, Callable[[], str]]:
    """The slow texts for the reader of Chinese."""
    cases: dict[str, Callable[[], str]] = {
        "1e6 links in the text": lambda: article(LINKS * 1_000_000),
        "1e6 links beside it": lambda: article("<p>公告</p>", LINKS * 1_000_000),
        "1e5 nested blocks": lambda: article("<div>" * 100_000 + "公告" + "</div>" * 100_000),
        "1e5 nested lists beside it": lambda: article("<p>公告</p>", "<ul><li>" * 50_000),
        "1e5 nested JSON": lambda: "[" * 100_000,
        "1e5 nested objects": lambda: '{"a":' * 100_000,
        "10 MB line": lambda: announced(long("有关部门应当依法办理相关手续", LINE // 3)),
        "10 MB line of letters": lambda: announced("x" * LINE),
        "10 MB line as plain text": lambda: long("有关部门应当依法办理相关手续，", LINE // 3),
        "1e5 lines": lambda: announced("<br/>".join(["第一条 有关事项。"] * 100_000)),
    }
    for name, unit in NEAR_CHINESE.items():
        for how, words in runs(unit, "。"):
            cases[f"{how}: {name}"] = lambda words=words: announced(words())  # type: ignore[misc]
    return cases


def american() -> dict[str, Callable[[], str]]:
    """The slow texts for the reader of American texts."""
    cases: dict[str, Callable[[], str]] = {
        "1e6 links": lambda: f"<html><body><pre>{LINKS * 1_000_000}</pre></body></html>",
        "1e5 nested elements": lambda: rule("<P>" * 100_000 + "x" + "</P>" * 100_000),
        "1e5 nested HTML": lambda: "<html><body><pre>" + "<div>" * 100_000,
        "1e5 nested JSON": lambda: '{"a":' * 100_000,
        "1e5 nested arrays": lambda: "[" * 100_000,
        "10 MB line": lambda: rule(long("The Bureau reviewed every comment. ", LINE)),
        "10 MB line of letters": lambda: rule("x" * (LINE - 1000)),
        "10 MB line as plain text": lambda: "DATES: " + long("The Bureau reviewed it, ", LINE),
        "10 MB line beside the text": lambda: rule("x").replace(
            "<FRDOC>", f"<P>{'y' * (LINE - 1000)}</P><FRDOC>"
        ),
        "1e5 instructions": lambda: rule("<P>1. Revise § 744.11.</P>" * 100_000, "AMDPAR"),
        "1e5 comments": lambda: "<!-- x -->" * 100_000 + rule("x"),
        "1e5 open comments": lambda: "<!--" * 100_000,
    }
    for name, unit in NEAR_AMERICAN.items():
        for how, words in runs(unit, ". "):
            for place in ("DATES", "SUM", "AMDPAR"):
                cases[f"{how} in {place}: {name}"] = lambda words=words, place=place: rule(  # type: ignore[misc]
                    words(), place
                )
    return cases


CASES = {"chinese": chinese, "american": american}


def read(reader: str, case: str) -> Cost:
    """Read one text here and now."""
    if reader == "chinese":
        from scrapers.cn_pages import read_chinese as reads
    else:
        from scrapers.us_pages import read_american as reads
    body = CASES[reader]()[case]().encode()
    source = "cn_mofcom" if reader == "chinese" else "us_bis"
    document = Document(source, "https://example.gov/x", body)
    begun = time.process_time()
    try:
        outcome = f"{len(reads(document))} readings"
    except SourceError as error:
        outcome = f"SourceError {type(error).__name__}"
    except Exception as error:
        outcome = f"escaped: {type(error).__name__} {str(error)[:100]}"
    return Cost(time.process_time() - begun, peak(), outcome)


def peak() -> float:
    """The most memory this process had, in MiB."""
    status = Path("/proc/self/status")
    if status.exists():  # what getrusage tells may be the parent's
        words = next(line for line in status.read_text().splitlines() if line.startswith("VmHWM"))
        return int(words.split()[1]) / 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / MIB


def measured(reader: str, cases: Sequence[str], patience: float = 60) -> dict[str, Cost]:
    """Read texts in a process of their own, which is given up after some seconds."""
    try:
        done = subprocess.run(
            [sys.executable, "-m", "tests.reading_limits", reader, *cases],
            cwd=Path(__file__).resolve().parent.parent,
            capture_output=True,
            timeout=patience,
            check=False,
        )
        told, end = done.stdout, f"exit {done.returncode}"
    except subprocess.TimeoutExpired as error:
        told, end = error.stdout or b"", "no end"
    costs = dict(zip(cases, (Cost(*json.loads(line)) for line in told.splitlines()), strict=False))
    if len(costs) < len(cases):  # the first without an answer is the one that never gave any
        costs[cases[len(costs)]] = Cost(patience, 0, end)
    return costs


def table() -> None:
    for reader, cases in CASES.items():
        for case in cases():
            cost = measured(reader, [case])[case]
            sign = " " if cost.allowed else "!"
            took = f"{cost.seconds:.1f} s, {cost.peak:.0f} MiB, {cost.outcome}"
            print(f"{sign} {reader} {case}: {took}", flush=True)


def main(reader: str, *cases: str) -> None:
    for case in cases:
        print(json.dumps(read(reader, case)), flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:]) if sys.argv[1:] else table()
