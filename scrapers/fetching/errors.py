"""What went wrong on the way to a page, in our own words, and whether it may pass."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from events.errors import Blocked, Drift, Incomplete, SourceError
from scrapers.fetching.body import Unusable
from scrapers.fetching.policy import Address, Policy, Refused

ANSWER = "a whole answer"


class Passing(Exception):
    """A fault that may pass by itself, with the error to raise if it does not."""

    def __init__(self, error: SourceError, wait: float | None = None) -> None:
        self.error, self.wait = error, wait  # the seconds that the site asked us to wait
        super().__init__(str(error))


@dataclass(frozen=True)
class Saying:
    """The errors of one source."""

    policy: Policy

    def incomplete(self, address: Address, found: str, step: str) -> Incomplete:
        source = self.policy.source
        return Incomplete(source, address.url, expected=ANSWER, found=found, next_step=step)

    def late(self, address: Address) -> Incomplete:
        found = f"none in {self.policy.deadline:.0f} s"
        return self.incomplete(address, found, "try again later")

    def blocked(self, address: Address, found: str) -> Blocked:
        source, step = self.policy.source, "look where the site sends us, by hand"
        return Blocked(source, address.url, expected=ANSWER, found=found, next_step=step)

    def elsewhere(self, url: str, refused: Refused) -> Drift:
        """An address that we were given and do not go to."""
        return Drift(
            self.policy.source,
            url[:200],
            expected=f"an address at {', '.join(sorted(self.policy.hosts))}",
            found=str(refused),
            next_step="look at the page that has this address",
        )

    def unusable(self, address: Address, error: Unusable) -> Passing | SourceError:
        """Bytes that stop too soon may come whole again; others stay as they are."""
        if error.kind == "cut":
            return Passing(self.incomplete(address, error.found, "try again later"))
        if error.kind == "too big":
            step = "look what it is by hand; raise the cap if it is right"
            return self.incomplete(address, error.found, step)
        source, step = self.policy.source, "look at the archived bytes"
        return Drift(source, address.url, expected=ANSWER, found=error.found, next_step=step)


def chain(error: BaseException | None) -> Iterator[BaseException]:
    """An error and what it came from."""
    while error is not None:
        yield error
        error = error.__cause__ or error.__context__


def innermost(error: BaseException) -> str:
    """What the system said, in one line."""
    *_, last = chain(error)
    return str(last).strip() or type(last).__name__
