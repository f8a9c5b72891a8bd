"""Links that act without a login: what they change, what they refuse, and where they lead."""

from __future__ import annotations

import itertools
import random
import secrets
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx2
import pytest

from tests.stations import Clock
from tests.web_server import rows_hash, serving
from tracker.alerts.subscribers import Subscribers
from tracker.alerts.subscription import Subscription
from tracker.alerts.tokens import Tokens, confirm_url, key_of, unsubscribe_url
from tracker.operations import Operations
from tracker.web import app

READER = "reader@example.com"
PREFETCHERS = (
    "Mozilla/5.0 (Windows NT 5.1; rv:11.0) Gecko Firefox/11.0 (via ggpht.com GoogleImageProxy)",
    "Mozilla/5.0 (compatible; Microsoft-SafeLinks/1.0)",
    "Mozilla/4.0 (compatible; ms-office; MSOffice rmj)",
    "BarracudaCentral/1.0",
    "Proofpoint-URL-Defense/3.0",
    "Mimecast-TTP",
    "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "curl/8.10.1",
    "",
)


@dataclass
class Desk:
    """One server with its store and its tokens."""

    client: httpx2.Client
    files: tuple[Path, Path]
    clock: Clock
    store: Operations
    names: Iterator[int]

    @property
    def subscribers(self) -> Subscribers:
        return Subscribers(self.store, self.clock)

    @property
    def tokens(self) -> Tokens:
        return Tokens(key_of(self.store), now=self.clock)

    def subscribed(self, to: str = READER, *, confirmed: bool = False, **more: str) -> str:
        """A new subscription's name."""
        name = f"reader-{next(self.names)}"
        wish = Subscription.model_validate({"name": name, "to": to, "confirmed": confirmed, **more})
        self.subscribers.add(wish)
        return name

    def state(self, name: str) -> tuple[str, str | None]:
        found = self.subscribers.need(name)
        return found.state, found.reason

    def leave(self, name: str, to: str = READER) -> str:
        return unsubscribe_url("", self.tokens.unsubscribe(name, to))

    def join(self, name: str, to: str = READER) -> str:
        return confirm_url("", self.tokens.confirm(name, to))


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    ledger = tmp_path_factory.mktemp("web") / "ledger.db"
    clock = Clock()
    made = app(f"sqlite:///{ledger}", now=clock)
    store = Operations(f"sqlite:///{ledger}")
    files = (ledger, ledger.with_name("ledger.db.operations"))
    with serving(made) as client:
        yield Desk(client, files, clock, store, itertools.count())
    store.close()


def test_a_hundred_programs_that_open_every_link_change_nothing(desk: Desk) -> None:
    name = desk.subscribed()
    before, agents = rows_hash(*desk.files), itertools.cycle(PREFETCHERS)
    links = itertools.cycle([desk.leave(name), desk.join(name)])
    asked: list[tuple[str, int]] = []
    for number, link, agent in zip(range(100), links, agents, strict=False):
        method = "HEAD" if number % 3 == 0 else "GET"
        answer = desk.client.request(method, link, headers={"user-agent": agent})
        asked.append((method, answer.status_code))
    changed = rows_hash(*desk.files) != before
    print(f"changed by GET or HEAD: {100 if changed else 0}/{len(asked)}")
    assert not changed
    assert {status for _, status in asked} == {200}
    assert desk.state(name) == ("pending", None)


@pytest.mark.parametrize(
    "body",
    [
        {"content": b""},
        {"data": {"List-Unsubscribe": "One-Click"}},
        {"files": {"List-Unsubscribe": (None, "One-Click")}},
        {"json": {"anything": 1}},
        {"content": b"\xff\x00", "headers": {"content-type": "application/x-www-form-urlencoded"}},
    ],
    ids=["empty", "one-click", "one-click as multipart", "json", "not a form"],
)
def test_a_post_ends_a_subscription_whatever_its_body_and_twice_is_no_harm(
    desk: Desk, body: dict[str, object]
) -> None:
    name = desk.subscribed(confirmed=True)
    for _ in range(2):
        answer = desk.client.post(desk.leave(name), **body)  # type: ignore[arg-type]
        assert answer.status_code == 200
        assert "location" not in answer.headers
        assert "set-cookie" not in answer.headers
        assert desk.state(name) == ("ended", "unsubscribed by its reader")
    assert "<button" not in desk.client.get(desk.leave(name)).text


def test_an_address_agrees_by_post_and_not_after_it_has_left(desk: Desk) -> None:
    name, other = desk.subscribed(), desk.subscribed()
    assert "<button" in desk.client.get(desk.join(name)).text
    for _ in range(2):
        assert desk.client.post(desk.join(name)).status_code == 200
        assert desk.state(name) == ("active", None)
    assert "<button" not in desk.client.get(desk.join(name)).text
    desk.client.post(desk.leave(other))
    assert desk.client.post(desk.join(other)).status_code == 200
    assert desk.state(other)[0] == "ended"


def test_a_page_speaks_the_language_of_its_subscription_and_shows_no_address(desk: Desk) -> None:
    told = {}
    for language in ("en", "zh"):
        name = desk.subscribed(language=language)
        told[language] = desk.client.get(desk.leave(name)).text
        assert name in told[language]
        assert READER not in told[language]
    assert '<html lang="en">' in told["en"]
    assert "退订" in told["zh"]
    assert '<html lang="zh-Hans">' in told["zh"]


def flipped(token: str, rng: random.Random) -> str:
    """The token with another letter somewhere; base64 has spare bits, so the last ones count."""
    at = rng.choice([rng.randrange(len(token)), len(token) - 1, token.index(".") - 1])
    letters = [one for one in "ABCDEFGHabcdefgh0123456789-_" if one != token[at]]
    return token[:at] + rng.choice(letters) + token[at + 1 :]


def hostile(desk: Desk, name: str, rng: random.Random) -> dict[str, Callable[[], tuple[str, str]]]:
    """Kinds of bad tokens, each with the way it is used."""
    other_key = Tokens(secrets.token_urlsafe(32), now=desk.clock)
    long_ago = Tokens(key_of(desk.store), now=lambda: desk.clock.now - timedelta(days=7))
    good = {
        "unsubscribe": desk.tokens.unsubscribe(name, READER),
        "confirm": desk.tokens.confirm(name, READER),
    }
    elsewhere = f"{secrets.token_hex(4)}@example.com"

    def one_of(**made: str) -> tuple[str, str]:
        way = rng.choice(list(made))
        return way, made[way]

    def bent(token: str) -> str:
        ways = (flipped(token, rng), token[: rng.randrange(len(token))], token + rng.choice("A=.~"))
        return rng.choice(ways)

    return {
        "flipped": lambda: one_of(**{way: bent(token) for way, token in good.items()}),
        "random": lambda: one_of(
            unsubscribe=secrets.token_urlsafe(60),
            confirm=f"{secrets.token_urlsafe(50)}.{secrets.token_urlsafe(32)}",
        ),
        "other purpose": lambda: one_of(unsubscribe=good["confirm"], confirm=good["unsubscribe"]),
        "other key": lambda: one_of(
            unsubscribe=other_key.unsubscribe(name, READER),
            confirm=other_key.confirm(name, READER),
        ),
        "other address": lambda: one_of(
            unsubscribe=desk.tokens.unsubscribe(name, elsewhere),
            confirm=desk.tokens.confirm(name, elsewhere),
        ),
        "no such subscription": lambda: one_of(
            unsubscribe=desk.tokens.unsubscribe("nobody", READER),
            confirm=desk.tokens.confirm("nobody", READER),
        ),
        "expired": lambda: one_of(confirm=long_ago.confirm(name, READER)),
    }


def test_ten_thousand_bad_tokens_are_refused_alike(desk: Desk) -> None:
    seed = random.randrange(2**32)
    rng, name = random.Random(seed), desk.subscribed()
    kinds, before = hostile(desk, name, rng), rows_hash(*desk.files)
    took: dict[str, list[float]] = {kind: [] for kind in kinds}
    refusals, accepted = set(), 0
    print(f"seed {seed}")
    for number in range(10_000):
        kind = rng.choice(list(kinds))
        way, token = kinds[kind]()
        if number % 10:  # most of them without the wire, which would only add its own time
            refused = _refused_unsent(desk, way, token)
            accepted += not refused
            continue
        began = time.perf_counter()
        answer = desk.client.post(f"/alerts/{way}/{token}")
        took[kind].append(time.perf_counter() - began)
        refusals.add((answer.status_code, answer.text))
        accepted += answer.status_code < 400
    medians = {kind: statistics.median(times) * 1000 for kind, times in took.items()}
    print(f"accepted {accepted}/10,000; median ms by kind:")
    print(", ".join(f"{kind} {median:.2f}" for kind, median in medians.items()))
    assert accepted == 0
    assert len(refusals) == 1
    assert [status for status, _ in refusals] == [404]
    assert rows_hash(*desk.files) == before
    assert max(medians.values()) < 3 * min(medians.values())


def _refused_unsent(desk: Desk, way: str, token: str) -> bool:
    tokens = desk.tokens
    if way == "unsubscribe":
        claim = tokens.read_unsubscribe(token)
    else:
        claim = tokens.read_confirm(token, desk.clock())
    found = desk.subscribers.find(claim.name) if claim else None
    return claim is None or found is None or not tokens.fits(claim, found.wish.to)


def test_a_token_dies_when_its_subscription_moves_to_another_address(desk: Desk) -> None:
    wish = Subscription(name="moving", to=READER, confirmed=True)
    desk.subscribers.follow_file([wish])
    link = desk.leave("moving")
    assert desk.client.get(link).status_code == 200
    desk.subscribers.follow_file([wish.model_copy(update={"to": "other@example.com"})])
    assert desk.client.post(link).status_code == 404
    assert desk.state("moving")[0] == "active"


def test_a_link_to_confirm_lives_a_week_and_one_to_unsubscribe_does_not_age() -> None:
    issued = datetime(2026, 11, 1, 12, tzinfo=UTC)
    tokens = Tokens("key", now=lambda: issued)
    token, week = tokens.confirm("a", READER), timedelta(days=7)
    assert tokens.read_confirm(token, issued + week - timedelta(seconds=1)) is not None
    assert tokens.read_confirm(token, issued + week) is None
    assert tokens.unsubscribe("a", READER) == Tokens("key").unsubscribe("a", READER)
    assert READER not in token


def test_no_parameter_leads_off_this_site(desk: Desk) -> None:
    names = ("next", "redirect", "return", "return_to", "url", "continue")
    targets = (
        "https://evil.example/",
        "//evil.example",
        "/\\evil.example",
        "javascript:alert(1)",
        "https:evil.example",
    )
    led, asked = 0, 0
    for parameter, target in itertools.product(names, targets):
        name = desk.subscribed()
        for link in (desk.join(name), desk.leave(name)):
            for method in ("GET", "POST"):
                answer = desk.client.request(method, link, params={parameter: target})
                assert answer.status_code == 200
                led += "location" in answer.headers or "evil" in answer.text
        asked += 1
    print(f"led off this site: {led}/{asked}")
    assert (led, asked) == (0, 30)


def test_a_store_has_one_key_whoever_asks_first(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'ledger.db'}"
    one, two = Operations(url), Operations(url)
    keys = {key_of(one), key_of(two), key_of(one)}
    one.close()
    two.close()
    assert len(keys) == 1
    assert len(keys.pop()) >= 43
