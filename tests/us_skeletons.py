"""Federal Register documents made up for tests, in the shapes in which the real ones come."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from scrapers.documents import Document, Effect, Reading
from scrapers.us_pages import read_american

BIS = ("DEPARTMENT OF COMMERCE", "Bureau of Industry and Security")
USTR = ("OFFICE OF THE UNITED STATES TRADE REPRESENTATIVE",)
URL = "https://www.federalregister.gov/documents/full_text/xml/a.xml"


@dataclass(frozen=True, kw_only=True)
class Made:
    """A made-up document; every text is given as it stands in the XML, without its tags."""

    tag: str = "RULE"
    number: str = "2025-19999"
    filed: str = "Filed 9-29-25; 8:45 am"
    agencies: tuple[str, ...] = BIS
    billing: str = "3510-33-P"
    cfr: str = "15 CFR Part 744"
    subject: str = "Toys for Testing"
    action: str = "Final rule."
    summary: str = ""
    dates: str = ""
    dates_tag: str = "EFFDATE"
    preamble: str = ""
    amended: tuple[str, ...] = ()
    body: tuple[str, ...] = ()
    dated: str = ""

    def xml(self) -> bytes:
        return self.element().encode()

    def element(self) -> str:
        names = [
            f"<{'AGENCY' if at == 0 else 'SUBAGY'}>{escape(name)}"
            f"</{'AGENCY' if at == 0 else 'SUBAGY'}>"
            for at, name in enumerate(self.agencies)
        ]
        lines = [
            f"<{self.tag}><PREAMB>",
            *names,
            _tag("CFR", self.cfr),
            _tag("SUBJECT", self.subject),
            _headed("ACT", "ACTION:", self.action),
            _headed("SUM", "SUMMARY:", self.summary),
            _headed(self.dates_tag, "DATES:", self.dates),
            self.preamble,
            "</PREAMB><SUPLINF>",
            *(_tag("P", one) for one in self.body),
            "<REGTEXT>" if self.amended else "",
            *(_tag("AMDPAR", one) for one in self.amended),
            "</REGTEXT>" if self.amended else "",
            f"<SIG>{_tag('DATED', self.dated)}</SIG></SUPLINF>",
            _tag("FRDOC", f"[FR Doc. {self.number} {self.filed}]"),
            _tag("BILCOD", f"BILLING CODE {self.billing}"),
            f"</{self.tag}>",
        ]
        return "\n".join(line for line in lines if line)

    def read(self) -> Reading:
        (reading,) = read(self.xml())
        return reading


def _tag(name: str, words: str) -> str:
    return f"<{name}>{escape(words)}</{name}>" if words else ""


def _headed(name: str, head: str, words: str) -> str:
    paragraphs = "".join(f"<P>{escape(one)}</P>" for one in words.split("\n"))
    return f'<{name}><HD SOURCE="HED">{head}</HD>{paragraphs}</{name}>' if words else ""


def read(body: bytes | str, *, about: bytes | None = None, url: str = URL) -> list[Reading]:
    sent = body.encode() if isinstance(body, str) else body
    readings = read_american(Document("us_bis", url, sent, about=about))
    for reading in readings:
        for one in reading.effects:
            assert reading.text[slice(*one.offsets)] == one.quote
        for asked in reading.unread:
            assert reading.text[slice(*asked.offsets)] == asked.sentence
    return readings


def dates(words: str, **more: object) -> Reading:
    """The reading of a rule whose DATES are these words."""
    return Made(dates=words, **more).read()  # type: ignore[arg-type]


def rows(reading: Reading) -> list[tuple[str, tuple[str, ...], str | None, str | None]]:
    """Each effect as (effect, targets, first day, last day)."""
    return [row(one) for one in reading.effects]


def row(one: Effect) -> tuple[str, tuple[str, ...], str | None, str | None]:
    first, last = one.first_day, one.last_day
    return (
        one.effect,
        one.targets,
        first.isoformat() if first else None,
        last.isoformat() if last else None,
    )


def issue(*documents: str, contents: str = "", day: str = "Monday, February 12, 2024") -> bytes:
    """A daily issue with these documents in it."""
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<FEDREG><VOL>89</VOL><NO>29</NO>'
        f"<DATE>{day}</DATE><CNTNTS>{contents}</CNTNTS><RULES>{''.join(documents)}</RULES></FEDREG>"
    ).encode()


def text_form(
    *,
    dates: str,
    number: str = "2025-19999",
    section: str = "Rules and Regulations",
    more: str = "",
) -> str:
    """A document in the text form of govinfo, wrapped in <pre>."""
    return f"""<html>
<head>
<title>Federal Register, Volume 90 Issue 187 (Tuesday, September 30, 2025)</title>
</head>
<body><pre>
[Federal Register Volume 90, Number 187 (Tuesday, September 30, 2025)]
[{section}]
[Pages 47301-47303]
From the Federal Register Online via the Government Publishing Office [<a href="http://x">x</a>]
[FR Doc No: {number}]


=======================================================================
-----------------------------------------------------------------------

DEPARTMENT OF COMMERCE

Bureau of Industry and Security

15 CFR Parts 744 and 748

[Docket No. 250925-0001]
RIN 0694-AX00


Toys for Testing &amp; More

AGENCY: Bureau of Industry and Security, Department of Commerce.

ACTION: Final rule.

-----------------------------------------------------------------------

SUMMARY: In this rule, BIS amends the regulations for toys.

DATES:
    {dates}

FOR FURTHER INFORMATION CONTACT: Nobody, 202-000-0000.

SUPPLEMENTARY INFORMATION:

Background

    A rule about toys is published here.

[[Page 47302]]

0
1. The authority citation for part 744 continues to read as follows:

    Authority: 50 U.S.C. 4801.

{more}
    Dated: September 25, 2025.
A Person,
Assistant Secretary.
[FR Doc. {number} Filed 9-29-25; 8:45 am]
BILLING CODE 3510-33-P

</pre></body>
</html>
"""
