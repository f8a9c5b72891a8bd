"""The licence columns of a list in closed words: how an application fares, and what needs one.

A policy that differs by goods is "licence_required": one is needed, and how it fares depends. So is
one that only points at a section. A "policy of denial" counts as a presumption of denial, the
nearest word: an application can be made, and nothing promises that it fares well.
"""

from __future__ import annotations

import re
from typing import Literal

from events.values import Policy

Requirement = Literal["all", "meu", "except", "section"]
"""What needs a licence: "all" items subject to the EAR, "meu" those of Supplement No. 2 to part
744, "except": all but some that the entry names, "section": as the entry or its section says."""

DENIAL = re.compile(r"(?:presumption (?:of|for) denial|policy of denial)\b", re.I)
MIXED = re.compile(r"case[- ]by[- ]case|casa-by-case|approval|except|apart from", re.I)
CASE_BY_CASE = re.compile(r"case[- ]by[- ]case(?: basis| review)?\.?", re.I)
ALL_ITEMS = re.compile(r"^(?:for )?all items subject to the ear\b", re.I)
SUPPLEMENT_2 = re.compile(r"supplement no\. 2 to part 744", re.I)
LIMITED = re.compile(r"except|apart from|when used in|case-by-case", re.I)
GOVERNMENT = re.compile(r"this license requirement may be overcome by.*", re.I | re.S)


def policy_of(words: str) -> Policy | None:
    """How an application fares; None where the column is empty.

    >>> policy_of("Presumption of denial."), policy_of("See §744.2(d) of this part")
    ('presumption_of_denial', 'licence_required')
    """
    text = " ".join(words.split())
    if not text:
        return None
    if CASE_BY_CASE.fullmatch(text):
        return "case_by_case"
    if DENIAL.match(text) and not MIXED.search(text):
        return "presumption_of_denial"
    return "licence_required"


def requirement_of(words: str) -> Requirement | None:
    """What needs a licence; None where the column is empty.

    >>> requirement_of("For all items subject to the EAR. (See §744.11 of the EAR)4")
    'all'
    """
    text = " ".join(words.split())
    if not text:
        return None
    if SUPPLEMENT_2.search(text):
        return "meu"
    if not ALL_ITEMS.match(text):
        return "section"
    return "except" if LIMITED.search(GOVERNMENT.sub("", text)) else "all"
