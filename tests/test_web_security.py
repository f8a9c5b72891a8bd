"""Abuse of the web server: who may write, from which site, by which token, and what is told."""

from __future__ import annotations

import itertools
import logging
import re
import secrets
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from tests.writing_desk import PAGE, Desk, ways_in, writing_desk
from tracker.alerts.subscribers import Subscribers
from tracker.alerts.subscription import Subscription
from tracker.alerts.tokens import Tokens, key_of, unsubscribe_url

WRITES = {"POST", "PUT", "PATCH", "DELETE"}
LINKS = ("/alerts/unsubscribe/", "/alerts/confirm/")  # a signed token in the address lets in
CLAIMED = (
    *(
        "evil.example",
        "evil.example:80",
        "a.evil.example",
        "127.0.0.1@evil.example",
        "evil.example/",
    ),
    *(
        "evil.example#",
        "evil.example?x",
        "localhost.evil.example",
        "[::1].evil.example",
        "EVIL.example",
    ),
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with writing_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


# -- who may write (65) ---------------------------------------------------------------------------


def test_every_way_to_write_needs_a_token_or_a_signed_link(desk: Desk) -> None:
    ways = [(path, method) for path, methods in ways_in(desk.app) for method in methods & WRITES]
    told = desk.get("/openapi.json").json()["paths"]
    for path, operations in told.items():
        sample = path.replace("{id}", "x").replace("{name}", "x")
        ways += [(sample, method.upper()) for method in operations if method.upper() in WRITES]
    before, open_ways = desk.hash(), []
    form = {"reason": "x", "csrf": ""}
    bodies: list[dict[str, Any]] = [{}, {"json": {"reason": "x"}}, {"data": form}]
    for path, method in ways:
        if path.startswith(LINKS):
            assert desk.send(method, path).status_code == 404
            continue
        for body in bodies:
            for headers in ({}, {"origin": desk.origin}):
                answer = desk.send(method, path, headers=headers, **body)
                refused = answer.status_code in (401, 403, 415) or path == "/signout"
                if not refused:
                    open_ways.append((path, method, answer.status_code))
    print(f"open ways to write: {len(open_ways)}/{len(ways)}")
    assert open_ways == []
    assert len(ways) >= 20
    assert desk.hash() == before


def test_looking_at_everything_changes_nothing(desk: Desk) -> None:
    before, seen = desk.hash(), set[str]()
    queue = [path for path, methods in ways_in(desk.app) if "GET" in methods]
    queue += ["/api/subscriptions", "/alerts/go?form=1&as=feed", "/go/on?form=1&day=today"]
    while queue:
        path = queue.pop()
        if path in seen or len(seen) >= 150:
            continue
        seen.add(path)
        for method in ("GET", "HEAD"):
            answer = desk.send(method, path)
            assert answer.status_code < 500 or path.startswith("/health"), (path, answer.text)
        if answer.headers.get("content-type", "").startswith("text/html"):
            links = re.findall(r'(?:href|action)="(/[^"#]*)', desk.get(path).text)
            queue += [unescape(link) for link in links[:12]]
        if "location" in answer.headers:
            queue.append(answer.headers["location"])
    print(f"changed by looking: {int(desk.hash() != before)} of {len(seen)} addresses")
    assert desk.hash() == before


def test_a_token_opens_only_what_it_is_for(desk: Desk) -> None:
    before = desk.hash()
    for path, method, right in (
        ("/api/review/x/reject", "POST", "alerts"),
        ("/api/subscriptions", "POST", "review"),
        ("/api/subscriptions", "GET", "review"),
        ("/api/subscriptions/x", "DELETE", "review"),
    ):
        answer = desk.send(method, path, right, json={"reason": "x"} if method == "POST" else None)
        assert (answer.status_code, answer.json()["title"]) == (403, "This is not allowed")
    assert desk.hash() == before


def test_a_cookie_opens_no_address_of_the_api_and_a_token_no_form(desk: Desk) -> None:
    person, before = desk.signed_in("both"), desk.hash()
    cookie = {"cookie": person.cookie, "origin": desk.origin}
    for path in ("/api/review/x/reject", "/api/subscriptions"):
        assert desk.send("POST", path, headers=cookie, json={}).status_code == 401
    origin = {"origin": desk.origin}
    for path in ("/review/x/reject", "/alerts/subscriptions"):
        answer = desk.send("POST", path, "both", headers=origin, data={"reason": "x"})
        assert answer.status_code == 401
    assert desk.hash() == before


# -- other sites (66) -----------------------------------------------------------------------------


def test_no_other_site_can_send_a_form_or_json(desk: Desk) -> None:
    person = desk.signed_in("both")
    word, before = person.word("/alerts"), desk.hash()
    fields = {"csrf": word, "reason": "x", "name": "rare", "address": "reader@example.com"}
    forms = ("/review/x/reject", "/review/x/edit", "/alerts/subscriptions", "/signout", "/signin",
             "/alerts/subscriptions/x/end")  # fmt: skip
    others = ("", "null", "https://evil.example", desk.origin + ".evil.example",
              desk.origin.replace("http:", "https:"), "http://127.0.0.1:1", "http://127.0.0.1",
              "http://localhost.evil.example", f"{desk.origin}/")  # fmt: skip
    passed, tried = [], 0
    for path, origin in itertools.product(forms, others):
        answer = person.post(path, {**fields, "token": desk.tokens["both"]}, origin=origin)
        passed += [(path, origin, answer.status_code)] * (answer.status_code != 403)
        tried += 1
    for path, site in itertools.product(forms, ("cross-site", "same-site", "none")):
        answer = person.post(path, fields, **{"sec-fetch-site": site})
        passed += [(path, site, answer.status_code)] * (answer.status_code != 403)
        tried += 1
    for path in forms[:4]:  # a page of ours, and another's word
        for wrong in ("", "0" * 64, word[:-1], desk.signed_in("both").word("/alerts")):
            answer = person.post(path, {**fields, "csrf": wrong})
            passed += [(path, wrong, answer.status_code)] * (answer.status_code != 403)
            tried += 1
    simple = ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x")
    for path, kind in itertools.product(("/api/review/x/reject", "/api/subscriptions"), simple):
        headers = {"content-type": kind}
        answer = desk.send("POST", path, "both", headers=headers, content=b'{"reason": "x"}')
        passed += [(path, kind, answer.status_code)] * (answer.status_code != 403)
        foreign = {"content-type": "application/json", "origin": "https://evil.example"}
        answer = desk.send("POST", path, "both", headers=foreign, content=b"{}")
        passed += [(path, "foreign", answer.status_code)] * (answer.status_code != 403)
        tried += 2
    print(f"taken from other sites: {len(passed)}/{tried}")
    assert passed == []
    assert desk.hash() == before


def test_any_site_may_read_data_and_none_may_write_or_use_a_cookie(desk: Desk) -> None:
    asks = {"origin": "https://other.example", "access-control-request-headers": "if-none-match"}
    for path in ("/on/today.json", "/upcoming.csv", "/openapi.json", "/review.json"):
        answer = desk.get(path, headers=asks)
        assert answer.headers["access-control-allow-origin"] == "*"
        headers = {**asks, "access-control-request-method": "GET"}
        before = desk.send("OPTIONS", path, headers=headers)
        assert before.status_code == 204
        assert before.headers["access-control-allow-methods"] == "GET, HEAD"
        assert "access-control-allow-credentials" not in before.headers
    for path in ("/api/subscriptions", "/api/review/x/reject", "/review/x/reject", "/signin", "/"):
        headers = {**asks, "access-control-request-method": "POST"}
        for method in ("OPTIONS", "GET", "POST"):
            answer = desk.send(method, path, headers=headers)
            assert not [name for name in answer.headers if name.startswith("access-control")], path
    assert desk.get("/on/nonsense.json", headers=asks).headers["access-control-allow-origin"] == "*"


def test_a_page_for_somebody_signed_in_is_never_compressed(desk: Desk) -> None:
    person, squeezed = desk.signed_in("both"), {"accept-encoding": "gzip"}
    assert desk.get("/alerts", headers=squeezed).headers["content-encoding"] == "gzip"
    for path in ("/alerts", "/review", "/on/today?item=x"):
        headers = {**squeezed, "cookie": f"a=b; {person.cookie}"}
        assert "content-encoding" not in desk.get(path, headers=headers).headers


# -- guessing (68) --------------------------------------------------------------------------------


def test_a_thousand_bad_tokens_are_refused_and_soon_told_to_wait(desk: Desk) -> None:
    good, spent = desk.tokens["both"], desk.access.add("spent", ["review"], 1)[1]
    gone = desk.access.add("gone", ["review"], 30)[1]
    desk.access.revoke("gone")
    desk.bench.clock.now += timedelta(days=1)
    bad = [spent, gone, good[:-1], good + "x", good.swapcase(), "rtt_", "x", "é", "a b"]
    bad += [f"rtt_{secrets.token_urlsafe(32)}" for _ in range(1_000)]
    before = desk.hash()
    told: dict[int, int] = {}
    for number, token in enumerate(bad):
        if number % 2:
            fields = {"token": token}
            answer = desk.client.post("/signin", data=fields, headers={"origin": desk.origin})
        else:
            headers = {b"authorization": f"Bearer {token}".encode()}
            answer = desk.client.post("/api/review/x/reject", headers=headers, json={"reason": "x"})
        told[answer.status_code] = told.get(answer.status_code, 0) + 1
        if answer.status_code == 429:
            assert 0 < int(answer.headers["retry-after"]) <= 600
    print(f"bad tokens accepted: 0/{len(bad):,}; answers by status: {told}")
    assert set(told) == {401, 429}
    assert told[401] == 10
    assert desk.hash() == before
    assert desk.send("GET", "/api/subscriptions", "both").status_code == 200  # nobody is locked out
    desk.bench.clock.now += timedelta(minutes=10)
    assert (
        desk.client.get("/api/subscriptions", headers={"authorization": "Bearer x"}).status_code
        == 401
    )


def test_a_session_cannot_be_made_up(desk: Desk) -> None:
    person = desk.signed_in("review")
    name, _, value = person.cookie.partition("=")
    made_up = [value[:-1], value + "A", value.swapcase(), "", "a.b", value.replace(".", "..")]
    made_up += [value[:at] + ("A" if value[at] != "A" else "B") + value[at + 1 :]
                for at in range(len(value))]  # fmt: skip
    taken = sum(
        "Sign out" in desk.get("/review", headers={"cookie": f"{name}={one}"}).text
        for one in made_up
    )
    print(f"sessions made up: {taken}/{len(made_up)}")
    assert taken == 0
    assert "Sign out" in person.get("/review").text


# -- what is told (69, 70) ------------------------------------------------------------------------


def test_a_host_that_a_request_claims_is_in_no_answer(desk: Desk) -> None:
    names = ("host", "x-forwarded-host")
    paths = [path for path, methods in ways_in(desk.app) if "GET" in methods]
    told = []
    for number, (name, host) in enumerate(itertools.product(names, CLAIMED)):
        for path in ["/", "/api", "/on/today", *paths[number % 5 :: 5]]:
            answer = desk.get(path, headers={name: host})
            if "evil" in f"{answer.text}{answer.headers}".casefold():
                told.append((name, host, path))
    print(f"claimed hosts told again: {len(told)}/{len(names) * len(CLAIMED)}")
    assert len(names) * len(CLAIMED) == 20
    assert told == []


def test_no_secret_is_on_a_page_in_an_error_or_in_a_log(
    desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    to = "canary@reader.example"
    wish = {"name": "canary", "to": to, "confirmed": True}
    hook = {"name": "hook", "to": "https://reader.example/canary", "secret": "whsec_" + "Y2Fu" * 10}
    for one in (wish, hook):
        Subscribers(desk.store, desk.bench.clock).add(Subscription.model_validate(one))
    leave = Tokens(key_of(desk.store), now=desk.bench.clock).unsubscribe("canary", to)
    person = desk.signed_in("review")
    canaries = {
        "token": desk.tokens["both"],
        "key": key_of(desk.store),
        "address": to,
        "webhook": str(hook["to"]),
        "secret": str(hook["secret"]),
        "ledger": str(desk.files[0]),
    }
    texts = []
    for path in (*(path for path, methods in ways_in(desk.app) if "GET" in methods),
                 unsubscribe_url("", leave), "/on/nonsense.json", "/review?kind=x"):  # fmt: skip
        texts += [desk.get(path).text, person.get(path).text, str(desk.get(path).headers)]
    for path in ("/api/subscriptions", "/api/review/x/reject", "/signin"):
        sent = {"token": desk.tokens["both"], "reason": desk.tokens["both"]}
        headers = {"authorization": f"Bearer {desk.tokens['both']}x", "origin": desk.origin}
        texts += [desk.client.post(path, json=sent, headers=headers).text]
        texts += [desk.client.post(path, data={**sent, "token": "x"}, headers=headers).text]
    texts.append(caplog.text)
    told = [(name, at) for name, value in canaries.items()
            for at, text in enumerate(texts) if value in text]  # fmt: skip
    print(f"canaries told: {len(told)} of {len(canaries)} in {len(texts)} texts and logs")
    assert told == []


def test_an_address_longer_than_any_question_is_refused_as_a_problem(desk: Desk) -> None:
    answer = desk.get("/on/today.json", params={"item": "x" * 9_000})
    assert answer.status_code == 414
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")
    assert PAGE not in answer.text


def test_a_bodiless_fault_of_ours_tells_nothing(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("the cause")

    monkeypatch.setattr("tracker.web.answers.ask", broken)
    answer = desk.get("/on/2001-01-01.json")
    assert (answer.status_code, answer.json()["title"]) == (500, "This could not be answered")
    assert "cause" not in answer.text
