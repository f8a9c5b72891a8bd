"""What robots.txt allows, asked once for each host and run (RFC 9309)."""

from __future__ import annotations

from collections.abc import Callable

from protego import Protego

from events.errors import Blocked, NotContent, SourceError
from scrapers.fetching.policy import Address, Policy
from scrapers.fetching.question import Question
from scrapers.pages import Page

LOOK_AT = 512_000  # bytes, as the RFC asks at least
LONGEST_GAP = 60.0  # seconds between requests; a site that wants more wants us to stay away


class Status(Exception):
    """The status of an answer, as the cause of the error that it became."""

    def __init__(self, status: int) -> None:
        self.status = status
        super().__init__(f"status {status}")


class Robots:
    """The rules of each host, and whether they let us ask."""

    def __init__(self, policy: Policy, fetch: Callable[[Question], Page]) -> None:
        self._policy, self._fetch = policy, fetch
        self._name = policy.contact.partition("/")[0]
        self._rules: dict[str, Protego | SourceError] = {}

    def obey(self, address: Address) -> None:
        """Blocked where the rules of the host keep us out, or cannot be had."""
        if not self._policy.robots:
            return
        rules = self._rules_of(address)
        if not rules.can_fetch(address.url, self._name):
            raise self._out(address, "a rule that keeps us out", "leave it, or ask its operator")
        if self.gap(address.host) > LONGEST_GAP:
            found = f"a wish of {self.gap(address.host):.0f} s between requests"
            raise self._out(address, found, "ask its operator")

    def gap(self, host: str) -> float:
        """The seconds between requests that a host asks for."""
        rules = self._rules.get(host)
        return (rules.crawl_delay(self._name) or 0.0) if isinstance(rules, Protego) else 0.0

    def _rules_of(self, address: Address) -> Protego:
        if address.host not in self._rules:
            try:
                self._rules[address.host] = self._read(address)
            except SourceError as error:
                self._rules[address.host] = error
        rules = self._rules[address.host]
        if isinstance(rules, SourceError):
            raise rules
        return rules

    def _read(self, address: Address) -> Protego:
        """The rules; none where there is no robots.txt, an error where it is out of reach."""
        robots = Address(address.scheme, address.host, "/robots.txt")
        try:
            text = self._fetch(Question(robots, "any")).body[:LOOK_AT].decode("latin-1")
        except NotContent:
            text = ""
        except SourceError as error:
            text = self._without(robots, error)
        return Protego.parse("" if text.lstrip().startswith("<") else text)

    def _without(self, robots: Address, error: SourceError) -> str:
        """No rules for 4xx, as the RFC has it; a host that is in trouble or busy is left alone."""
        status = error.__cause__.status if isinstance(error.__cause__, Status) else 0
        if 400 <= status < 500 and status != 429:
            return ""
        if status:
            step = "without its rules the host is left alone; try again later"
            raise self._out(robots, f"status {status}", step) from error
        raise error

    def _out(self, address: Address, found: str, next_step: str) -> Blocked:
        return Blocked(
            self._policy.source,
            address.url,
            expected="leave from robots.txt",
            found=found,
            next_step=next_step,
        )
