"""Walking a whole ledger and naming the first thing in it that is not what we wrote."""

from __future__ import annotations

from events.errors import LedgerError
from events.facts import stream_of
from events.peek import NOTHING, digest_of
from events.stored import Head, Row, fact_of, form_of

SHOWN = 20  # problems `verify` names before it stops: one broken ledger needs one backup


class Audit:
    """A walk along the chain that remembers the first bad position.

    A broken link alone does not say which of its two entries was changed. The next link does: if
    it holds, the later entry is as it was when its successor was written, so the earlier one is
    not; if it fails too, the later one was changed.
    """

    def __init__(self, *, gapless: bool, checkpoint: Head | None) -> None:
        self.position = 0
        self._gapless, self._checkpoint = gapless, checkpoint
        self._digest, self._stamp = NOTHING, ""
        self._versions: dict[str, int] = {}
        self._broken: tuple[int, int] | None = None
        self._met = checkpoint is None or checkpoint == Head(0, NOTHING)
        self._problems: dict[int, str] = {}

    def see(self, row: Row) -> None:
        """Hold one row against everything before it."""
        prev = self._read(row)
        # A body that cannot be read and a gap are named as such: their link says nothing more.
        missing = self._gapless and row.position != self.position + 1
        if missing:
            self._bad(self.position + 1, f"the entry is missing, the next is at {row.position}")
        self._link(row, holds=missing or prev in ("", self._digest))
        if row.version != self._versions.get(row.stream, 0) + 1:
            self._bad(
                row.position,
                f"found version {row.version} of {row.stream}, the one before it is missing",
            )
        self._versions[row.stream] = row.version
        self.position = row.position
        try:
            self._digest = digest_of(*row[1:])
        except LedgerError as error:
            self._digest = ""
            self._bad(row.position, str(error))
        self._hold_against_checkpoint()

    def _read(self, row: Row) -> str:
        """The link of a row, "" if it has none; says what is wrong with its body."""
        try:
            body, prev, stamp, version = form_of(row)
        except LedgerError as error:
            self._bad(row.position, str(error))
            return ""
        if stamp < self._stamp:
            self._bad(row.position, f"recorded at {stamp}, before the entry before it")
        self._stamp = max(stamp, self._stamp)
        try:
            if stream_of(fact_of(row, body, version)) != row.stream:
                self._bad(row.position, f"the fact does not belong to {row.stream}")
        except LedgerError as error:
            self._bad(row.position, str(error))
        return prev

    def _link(self, row: Row, *, holds: bool) -> None:
        if self._broken:
            before, at = self._broken
            self._bad(at if not holds else before or at, self._breach(before, at))
            self._broken = None
        if not holds:
            self._broken = (self.position, row.position)

    @staticmethod
    def _breach(before: int, at: int) -> str:
        return (
            f"the chain is broken between {before} and {at}: an entry was changed, "
            "put in or taken out; restore the last backup"
        )

    def _hold_against_checkpoint(self) -> None:
        given = self._checkpoint
        if given is None or self._met or self.position < given.position:
            return
        self._met = True
        if (self.position, self._digest) != given:
            self._bad(
                given.position,
                "is not the entry of the checkpoint: it was changed, or an older ledger was "
                "put back and written on; compare with the last backup",
            )

    def end(self) -> None:
        """The last row was seen."""
        if self._broken:
            before, at = self._broken
            self._bad(before or at, self._breach(before, at))
        if self._checkpoint and not self._met:
            self._bad(
                self.position + 1,
                f"the ledger ends at {self.position}, the checkpoint was at "
                f"{self._checkpoint.position}: the tail was cut or an older file put back",
            )

    def _bad(self, position: int, what: str) -> None:
        self._problems.setdefault(position, what.removeprefix(f"position {position}: "))

    def enough(self) -> bool:
        """Whether more problems would help nobody."""
        return len(self._problems) >= SHOWN

    def report(self) -> list[str]:
        """The problems by position."""
        return [f"position {at}: {self._problems[at]}" for at in sorted(self._problems)]
