"""Receipts: an answer given again, exactly, from its name alone; nothing about it is stored.

A receipt's name holds the question in plain words, the moment it was asked, the ledger's position
and head, the version that answered, and a digest of what was found. Asked again, the question is
answered from what was on file at that position and at that moment. The digests then say whether the
answer is the same: a ledger cannot lose an entry unseen, so a difference is one of reading, and
which version read it is on the receipt.

>>> receipt = Receipt("on", {"day": "2025-11-09"}, "2026-11-24T08:00Z", 8, "a" * 64, "0.1.0", "c")
>>> read_receipt(receipt.id) == receipt
True
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import json
import zlib
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tracker.ask import VERBS, Given, ask, given_of
from tracker.asked import UsageError

if TYPE_CHECKING:
    from tracker.answers import Answer
    from tracker.queries import Timeline

LONGEST, LARGEST = 4_000, 20_000  # letters of a name, bytes of what is in it
DAYS = ("day", "a", "b", "on", "known")
FIELDS = ("verb", "given", "at", "position", "head", "version", "digest")
NOT_FOUND = ("receipt", "horizon", "notes")  # told beside what was found


class OtherLedger(UsageError):
    """A receipt of another ledger, or of entries that are not here yet."""


@dataclass(frozen=True)
class Receipt:
    """What it takes to give an answer again; `at` is UTC, `head` the digest of the last entry."""

    verb: str
    given: dict[str, str | list[str]]
    at: str
    position: int
    head: str
    version: str
    digest: str

    @property
    def id(self) -> str:
        """The name: the fields, deflated, in letters that an address may hold."""
        told = json.dumps([getattr(self, name) for name in FIELDS], ensure_ascii=False,
                          separators=(",", ":"), sort_keys=True)  # fmt: skip
        return base64.urlsafe_b64encode(zlib.compress(told.encode(), 9)).decode().rstrip("=")

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)


@dataclass(frozen=True)
class Replayed:
    """An answer given again. `differs` says why it is not the one that was given, None if it is."""

    receipt: Receipt
    answer: Answer
    differs: str | None


def receipt_of(answer: Answer, timeline: Timeline, given: Given | None = None) -> Receipt:
    """The receipt of an answer; `given` are the words in which it was asked, if there are any."""
    question = answer.question
    asked: dict[str, Any] = {**(given or {}), **given_of(question)}
    for name in DAYS:  # a day that fell on two, by the moment asked about, is asked as it was
        if given and name in given and not _exact(asked.get(name)):
            asked[name] = given[name]
    verb = VERBS[str(question["verb"])]
    return Receipt(
        verb=verb.name,
        given={name: asked[name] for name in verb.names if name in asked},
        at=timeline.now().astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z"),
        position=int(answer.receipt["position"]),
        head=str(answer.receipt["head"]).removeprefix("sha256:"),
        version=str(answer.receipt["version"]),
        digest=digest_of(answer),
    )


def _exact(day: object) -> bool:
    return isinstance(day, str) and day[:1].isdigit()


def digest_of(answer: Answer) -> str:
    """What was found, in 16 hexadecimal digits; not how far it could be seen, nor for whom."""
    told = {name: value for name, value in answer.as_dict().items() if name not in NOT_FOUND}
    told["question"] = {k: v for k, v in told["question"].items() if k != "recorded"}
    text = json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def read_receipt(id: str) -> Receipt:
    """The receipt behind a name; UsageError for anything that is none."""
    wrong = UsageError("receipt: expected the name of one, as an answer's citation prints it")
    if not (0 < len(id) <= LONGEST and id.isascii()):
        raise wrong
    try:
        packed = base64.b64decode(id + "=" * (-len(id) % 4), altchars=b"-_", validate=True)
        unpacking = zlib.decompressobj()
        fields = json.loads(unpacking.decompress(packed, LARGEST))
        receipt = Receipt(**dict(zip(FIELDS, fields, strict=True)))
        _believe(receipt)
    except (binascii.Error, zlib.error, ValueError, TypeError, RecursionError):
        raise wrong from None
    return receipt


def _believe(receipt: Receipt) -> None:
    """ValueError where a field is none of ours; a name can be made up by anyone."""
    texts = (receipt.verb, receipt.at, receipt.head, receipt.version, receipt.digest)
    if not all(isinstance(one, str) for one in texts) or receipt.verb not in VERBS:
        raise ValueError(receipt.verb)
    "".join(texts).encode()  # half a sign (a lone surrogate) is no text
    if type(receipt.position) is not int or not 0 <= receipt.position < 2**62:
        raise ValueError(receipt.position)
    if not isinstance(receipt.given, dict) or receipt.moment.tzinfo is None:
        raise ValueError(receipt.given)
    if not 2000 <= receipt.moment.year < 9000:  # far from where days end
        raise ValueError(receipt.at)
    for value in receipt.given.values():
        for one in [value] if isinstance(value, str) else value:
            if not isinstance(one, str):
                raise ValueError(value)
            one.encode()


def replay(timeline: Timeline, id: str) -> Replayed:
    """The answer of a receipt, given again. UsageError for no receipt, or one of another ledger."""
    receipt = read_receipt(id)
    _of_this_ledger(timeline, receipt)
    given: dict[str, Any] = dict(receipt.given)
    if receipt.position < int(timeline.view.meta["position"]):  # folding anew takes its time
        given.setdefault("recorded", str(receipt.position))
    with_clock = timeline.at(receipt.moment)
    answer = ask(with_clock, receipt.verb, given)
    return Replayed(receipt, answer, _differs(receipt, answer))


def _of_this_ledger(timeline: Timeline, receipt: Receipt) -> None:
    here = timeline.view.place(receipt.position)
    if here is None or here != (receipt.position, receipt.head):
        raise OtherLedger(
            f"receipt: position {receipt.position} of this ledger has not the head"
            f" {receipt.head[:12]}…; the answer was given from another ledger, or from entries that"
            " are not here yet"
        )


def _differs(receipt: Receipt, answer: Answer) -> str | None:
    if digest_of(answer) == receipt.digest:
        return None
    version = str(answer.receipt["version"])
    if version != receipt.version:
        return f"version {receipt.version} read the same entries otherwise than {version} does"
    return "the same entries are read otherwise now: what we chose (config) has changed since"
