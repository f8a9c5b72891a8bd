"""What is remembered of a site: the copies that still serve, and a record of every answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple

from events.errors import LedgerError, SourceError
from scrapers.archive import Archive, FetchRecord
from scrapers.fetching.policy import Address, Policy, Refused
from scrapers.fetching.question import Question, conditional, fresh, page_of_copy
from scrapers.pages import Page


class Kept(NamedTuple):
    """An archived copy that passes for the answer: its record and its page."""

    record: FetchRecord
    page: Page


@dataclass(frozen=True)
class Memory:
    """The archive, as one source uses it."""

    policy: Policy
    archive: Archive
    now: Callable[[], datetime]

    def kept(self, ask: Question, fresh_for: timedelta | None) -> Kept | None:
        """The copy of a page that may be taken unasked if young; a list is always asked for."""
        if fresh_for is None or ask.form is not None:
            return None
        copy = self.archive.last(ask.key)
        if copy is None or copy.sha256 is None:
            return None
        try:
            body = self.archive.read(copy.sha256)
            return Kept(copy, page_of_copy(ask, self.policy, copy, body))
        except (LedgerError, SourceError, Refused):
            return None  # asked for anew, and what is wrong with the site is told then

    def fresh(self, kept: Kept, fresh_for: timedelta) -> bool:
        return fresh(kept.record, self.now(), fresh_for)

    def may_confirm(self, kept: Kept) -> bool:
        """Whether the site may say of the copy that it still stands."""
        return conditional(kept.record, self.now(), self.policy)

    def note(
        self,
        ask: Question,
        final: Address,
        status: int,
        headers: Mapping[str, str],
        sent: Mapping[str, str],
        body: bytes = b"",
        *,
        truncated: str | None = None,
        refused: str | None = None,
    ) -> None:
        """Keep the bytes of an answer and note how they came."""
        received = ((name, value) for name, value in headers.items() if name != "set-cookie")
        self.archive.log(
            FetchRecord(
                source=self.policy.source,
                key=ask.key,
                method=ask.method,
                url=ask.address.url,
                final=final.url,
                status=status,
                at=self.now(),
                sent=tuple(sent.items()),
                form=ask.form,
                headers=tuple(received),
                sha256=self.archive.keep(body) if body else None,
                size=len(body),
                truncated=truncated,
                refused=refused,
            )
        )
