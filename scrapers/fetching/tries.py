"""Trying again: only faults that may pass, a few times, and no longer than a source may lose."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

import stamina
import stamina.instrumentation

from events.errors import Incomplete, SourceError
from scrapers.fetching.errors import Passing
from scrapers.fetching.policy import Address, Policy
from scrapers.pages import Page

# stamina would print each try to standard output, where the answers go.
stamina.instrumentation.set_on_retry_hooks(())


class Tries:
    """The tries of one source, and the seconds it has lost on those that failed."""

    def __init__(self, policy: Policy) -> None:
        self._policy, self._lost = policy, 0.0

    def run(self, address: Address, attempt: Callable[[float], Page]) -> Page:
        """What an attempt gives; it is told the moment by which it must be over."""
        ends = self._ends(address)
        begun = monotonic()
        try:
            return self._run(attempt, ends)
        except (Passing, SourceError) as error:
            self._lost += monotonic() - begun
            if isinstance(error, Passing):
                raise error.error from error.__cause__
            raise

    def _ends(self, address: Address) -> float:
        left = self._policy.source_deadline - self._lost
        if left > 0:
            return monotonic() + left
        raise Incomplete(
            self._policy.source,
            address.url,
            expected="answers",
            found=f"{self._lost:.0f} s of requests that failed",
            next_step="the source is left alone in this run; try it again in the next",
        )

    def _run(self, attempt: Callable[[float], Page], ends: float) -> Page:
        for tried in stamina.retry_context(
            on=lambda error: self._worth_it(error, ends),
            attempts=self._policy.attempts,
            timeout=ends - monotonic(),
            wait_initial=self._policy.wait,
            wait_jitter=self._policy.wait / 4,
        ):
            with tried:
                page = attempt(ends)
        return page

    def _worth_it(self, error: Exception, ends: float) -> bool | float:
        """Whether to try again, and after how many seconds where the site named them."""
        if not isinstance(error, Passing):
            return False
        if error.wait is None:
            return True
        soon = error.wait <= self._policy.longest_wait and monotonic() + error.wait < ends
        return error.wait if soon else False
