"""Tokens: shown once, kept as a hash, for what they may and for as long as they last."""

from __future__ import annotations

import json
import random
import secrets
import sqlite3
import string
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from fastapi import Request, Response

from tests.stations import Clock
from tracker.access import Access, hashed
from tracker.asked import UsageError
from tracker.cli.questions import main
from tracker.operations import VERSION, Operations
from tracker.web.attempts import ALLOWED, REMEMBERED, SPAN, Attempts, network
from tracker.web.session import Sessions


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def access(tmp_path: Path, clock: Clock) -> Access:
    return Access(Operations(f"sqlite:///{tmp_path}/ledger.db"), clock)


def test_a_token_has_256_random_bits_and_the_store_knows_only_its_hash(
    access: Access, tmp_path: Path
) -> None:
    grant, token = access.add("ada", ["review"], 30)
    assert len(token) == len("rtt_") + 43
    assert access.holder(token) == grant
    raw = (tmp_path / "ledger.db.operations").read_bytes()
    assert token.encode() not in raw
    assert token.removeprefix("rtt_").encode() not in raw
    assert hashed(token).encode() in raw
    assert token not in repr(grant)


def test_nothing_but_the_very_token_is_taken(access: Access, clock: Clock) -> None:
    seed = random.randrange(2**32)
    rng = random.Random(seed)
    _, token = access.add("ada", ["review"], 30)
    letters = string.ascii_letters + string.digits + "-_"
    tried: list[str] = ["", "rtt_", " " + token, token + " ", token.upper(), token + "\0", "\ud800"]
    tried += [token[:end] for end in range(len(token))]
    tried += [token + rng.choice(letters) for _ in range(100)]
    for _ in range(5_000):
        at = rng.randrange(len(token))
        other = rng.choice([one for one in letters if one != token[at]])
        tried.append(token[:at] + other + token[at + 1 :])
        tried.append("rtt_" + secrets.token_urlsafe(32))
    accepted = sum(access.holder(one) is not None for one in tried)
    print(f"seed {seed}; accepted {accepted}/{len(tried):,}")
    assert accepted == 0


def test_a_token_ends_with_its_last_day_or_when_it_is_revoked(access: Access, clock: Clock) -> None:
    _, ada = access.add("ada", ["review"], 30)
    _, bob = access.add("bob", ["review"], 30)
    assert access.revoke("bob")
    assert not access.revoke("bob")
    assert access.holder(bob) is None
    clock.now += timedelta(days=30, seconds=-1)
    assert access.holder(ada) is not None
    clock.now += timedelta(seconds=1)
    assert access.holder(ada) is None
    assert [one.state(clock.now) for one in access.all()] == ["expired", "revoked"]


def test_a_name_is_given_once_for_ever(access: Access) -> None:
    access.add("ada", ["review"], 30)
    access.revoke("ada")
    with pytest.raises(UsageError, match="'ada' was given before"):
        access.add("ada", ["review"], 30)


@pytest.mark.parametrize(
    ("name", "may", "days", "words"),
    [
        ("Ada", ["review"], 30, "expected a name of small letters"),
        ("a\nb", ["review"], 30, "expected a name of small letters"),
        ("x" * 41, ["review"], 30, "expected a name of small letters"),
        ("ada", ["admin"], 30, "expected review or alerts"),
        ("ada", [""], 30, "expected review or alerts"),
        ("ada", [], 30, "expected review or alerts"),
        ("ada", ["review"], 0, "expected 1 to 3660 days"),
        ("ada", ["review"], 4_000, "expected 1 to 3660 days"),
    ],
)
def test_what_is_no_token_is_refused_in_one_line(
    access: Access, name: str, may: list[str], days: int, words: str
) -> None:
    with pytest.raises(UsageError, match=words) as refused:
        access.add(name, may, days)
    assert len(str(refused.value).splitlines()) == 1
    assert access.all() == []


def test_an_old_store_still_opens_and_learns_of_tokens(tmp_path: Path, clock: Clock) -> None:
    url = f"sqlite:///{tmp_path}/ledger.db"
    store = Operations(url)
    with store.changing() as rows:
        rows.change("DROP TABLE tracker_token")
        rows.change("UPDATE tracker_mark SET value = '1' WHERE name = 'version'")
        rows.change("INSERT INTO tracker_run VALUES ('job', 'slot', 'ok', 'a', 'b', 'h', NULL)")
    store.close()
    again = Operations(url)
    assert again.mark("version") == str(VERSION) == "2"
    _, token = Access(again, clock).add("ada", ["alerts"], 1)
    assert Access(again, clock).holder(token) is not None
    with again.reading() as rows:
        assert rows.one("SELECT count(*) FROM tracker_run") == (1,)
    again.close()
    with closing(sqlite3.connect(tmp_path / "ledger.db.operations")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_tokens_are_given_listed_and_revoked_on_the_command_line(tmp_path: Path) -> None:
    run, ledger = CliRunner().invoke, ["--ledger", f"sqlite:///{tmp_path}/ledger.db"]
    given = run(main, ["tokens", "add", "ada", "--may", "review", "--days", "7", *ledger])
    assert given.exit_code == 0, given.output
    token = given.stdout.strip()
    assert token.startswith("rtt_")
    assert "ada may use it for review until" in given.stderr
    listed = run(main, ["tokens", "list", "--json", *ledger])
    (told,) = json.loads(listed.stdout)["tokens"]
    assert (told["name"], told["state"], told["may"]) == ("ada", "good", ["review"])
    assert token not in listed.output
    assert "ada: revoked" in run(main, ["tokens", "revoke", "ada", *ledger]).stdout
    assert "revoked" in run(main, ["tokens", *ledger]).stdout
    assert run(main, ["tokens", "revoke", "bob", *ledger]).exit_code == 2
    assert run(main, ["tokens", "add", "bob", "--may", "all", *ledger]).exit_code == 2


# -- guessing ------------------------------------------------------------------------------------


def test_an_address_with_too_many_bad_tokens_waits_and_the_others_do_not(clock: Clock) -> None:
    attempts = Attempts(clock)
    assert [attempts.failed("192.0.2.1") for _ in range(ALLOWED)] == [None] * ALLOWED
    assert attempts.failed("192.0.2.1") == 600
    assert attempts.failed("192.0.2.2") is None
    clock.now += SPAN - timedelta(seconds=1)
    assert attempts.failed("192.0.2.1") == 1
    clock.now += timedelta(seconds=1)
    assert attempts.failed("192.0.2.1") is None


def test_the_addresses_of_one_customer_count_as_one(clock: Clock) -> None:
    attempts = Attempts(clock)
    waits = [attempts.failed(f"2001:db8:1:2::{number:x}") for number in range(ALLOWED + 1)]
    assert waits[-1] is not None
    assert network("fe80::1%eth0") == "fe80::"
    assert network("no address") == "unknown"


def test_only_so_many_addresses_are_remembered(clock: Clock) -> None:
    attempts = Attempts(clock)
    for number in range(3 * REMEMBERED):
        attempts.failed(f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}")
    assert len(attempts) == REMEMBERED


def test_a_team_on_postgresql_has_the_same_tokens(postgres_url: str, clock: Clock) -> None:
    store = Operations(postgres_url)
    with store.changing() as rows:
        rows.change("DROP TABLE tracker_token")
        rows.change("UPDATE tracker_mark SET value = '1' WHERE name = 'version'")
    store.close()
    one, two = Operations(postgres_url), Operations(postgres_url)
    _, token = Access(one, clock).add("ada", ["review"], 30)
    assert Access(two, clock).holder(token) == Access(one, clock).need("ada")
    with pytest.raises(UsageError, match="'ada' was given before"):
        Access(two, clock).add("ada", ["review"], 30)
    assert Access(two, clock).revoke("ada")
    assert Access(one, clock).holder(token) is None
    one.close()
    two.close()


# -- sessions ------------------------------------------------------------------------------------


def request(**headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "path": "/", "headers": raw})


@pytest.mark.parametrize(
    ("base", "name", "words"),
    [
        (None, "tracker_session", {"Path=/", "HttpOnly", "SameSite=strict"}),
        ("https://timeline.example", "__Host-tracker", {"Path=/", "Secure", "HttpOnly"}),
        ("https://timeline.example/tracker", "tracker_session", {"Path=/tracker", "Secure"}),
    ],
)
def test_a_cookie_goes_to_this_server_alone_and_over_tls_where_there_is_tls(
    access: Access, base: str | None, name: str, words: set[str]
) -> None:
    sessions = Sessions("key", access, base)
    grant, _ = access.add("ada", ["review"], 30)
    answer = Response()
    sessions.begin(answer, grant)
    kept = answer.headers["set-cookie"]
    assert kept.startswith(f"{name}=")
    assert words <= set(kept.split("; "))
    assert ("Secure" in kept) == (base is not None)
    cookie = kept.partition(";")[0]
    found = sessions.of(request(cookie=cookie))
    assert found is not None
    assert found.grant == grant
    assert Sessions("another key", access, base).of(request(cookie=cookie)) is None


def test_behind_a_proxy_the_configured_address_is_ours_and_no_claimed_host(access: Access) -> None:
    here, evil = "https://timeline.example", "https://evil.example"
    sessions = Sessions("key", access, f"{here}/tracker")
    assert sessions.ours(request(origin=here, host="10.0.0.7:8321"))
    assert not sessions.ours(request(origin=evil, host="evil.example"))
    assert not sessions.ours(request(origin="http://evil.example", host="evil.example"))
    assert not sessions.ours(request(host="timeline.example"))
    assert not sessions.ours(request(origin=here, sec_fetch_site="cross-site"))
    alone = Sessions("key", access, None)
    assert alone.ours(request(origin="http://127.0.0.1:8321", host="127.0.0.1:8321"))
    assert not alone.ours(request(origin="http://127.0.0.1:9999", host="127.0.0.1:8321"))
    assert not alone.ours(request(origin="http://rebound.example", host="rebound.example"))
