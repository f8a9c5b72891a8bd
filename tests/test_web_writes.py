"""Decisions and subscriptions over the web: by a token or a session, and by nothing else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from events.facts import ReviewDecided
from events.lease import lease
from tests.writing_desk import ACT, Desk, writing_desk


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with writing_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


@pytest.fixture
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with writing_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


def one_of(desk: Desk, kind: str, number: int = 901) -> str:
    found = desk.get("/review.json").json()["waiting"]
    return str(
        next(
            one["id"]
            for one in found
            if (one["kind"], one["instrument"]) == (kind, f"mofcom-2026-{number}")
        )
    )


def decided(desk: Desk) -> list[tuple[str, str, str | None]]:
    desk.bench.station.known.catch_up(desk.bench.ledger)
    entries = desk.bench.ledger.after(None)
    facts = [one.fact for one in entries if isinstance(one.fact, ReviewDecided)]
    return [(one.decision, one.by, one.reason) for one in facts]


# -- looking --------------------------------------------------------------------------------------


def test_anyone_may_see_what_waits_with_its_sentence_its_source_and_why(shared: Desk) -> None:
    told = shared.get("/review").text
    assert "本公告其余部分另行通知。" in told
    assert 'href="https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_901.html"' in told
    assert "A sentence nobody could read for certain" in told
    assert "<textarea" not in told
    one = shared.get(f"/review/{one_of(shared, 'unread')}").text
    assert "自公布之日起对示例材料实施出口管制" in one
    assert "csrf" not in one
    assert 'method="post"' not in one


def test_what_waits_can_be_narrowed_and_nonsense_is_refused(shared: Desk) -> None:
    found = shared.get("/review.json?kind=unread").json()["waiting"]
    assert {one["kind"] for one in found} == {"unread"}
    assert shared.get("/review?kind=unread&source=cn_mofcom&form=1").status_code == 200
    assert shared.get("/review?kind=nonsense").status_code == 400
    assert shared.get("/review.json?x=1").json()["status"] == 400
    assert shared.get("/review/nothing.json").status_code == 404


# -- programs -------------------------------------------------------------------------------------


def test_a_program_rejects_with_a_reason_that_is_kept_under_its_name(desk: Desk) -> None:
    id = one_of(desk, "unread")
    answer = desk.send("POST", f"/api/review/{id}/reject", "review", json={"reason": "a notice"})
    assert answer.status_code == 200
    assert answer.json()["by"] == "review"
    assert decided(desk) == [("rejected", "review", "a notice")]
    assert desk.get(f"/review/{id}.json").json()["decided"]["by"] == "review"
    again = desk.send("POST", f"/api/review/{id}/reject", "review", json={"reason": "again"})
    assert (again.status_code, again.json()["status"]) == (409, 409)
    assert desk.access.need("review").used_on == "2026-11-24"
    assert desk.access.need("alerts").used_on is None


def test_a_program_accepts_and_edits(desk: Desk) -> None:
    reading = one_of(desk, "reading", 902)
    assert desk.send("POST", f"/api/review/{reading}/accept", "both").status_code == 200
    id = one_of(desk, "unread")
    yaml = desk.get(f"/review/{id}.json").json()["yaml"]
    edited = yaml.replace("from: '2026-11-20'", "from: 2026-12-01")
    assert edited != yaml
    sent = {"yaml": edited, "reason": "by telephone"}
    answer = desk.send("POST", f"/api/review/{id}/edit", "review", json=sent)
    assert answer.status_code == 200, answer.text
    told = desk.get(f"/on/2026-12-02.json?measure={ACT}/p1&state=all").json()
    assert told["measures"][0]["since"] == "2026-12-01"
    assert told["measures"][0]["basis"] == "analyst"


@pytest.mark.parametrize(
    ("deed", "sent", "status"),
    [
        ("accept", {}, 422),  # nothing was read that could be accepted
        ("reject", {}, 422),
        ("reject", {"reason": "  "}, 422),
        ("reject", {"reason": 7}, 422),
        ("reject", {"reason": "x" * 2_001}, 422),
        ("reject", {"reason": "x", "by": "somebody else"}, 422),
        ("edit", {"yaml": ":"}, 422),
        ("edit", {"yaml": "a: &a [*a]"}, 422),
        ("edit", {"yaml": "!!python/object/apply:os.system ['true']"}, 422),
        ("edit", {"yaml": "[" * 5_000}, 422),
        ("accept", {"act": "mofcom-2025-61"}, 422),
        ("burn", {"reason": "x"}, 404),
    ],
)
def test_what_cannot_be_decided_so_changes_nothing(
    shared: Desk, deed: str, sent: dict[str, Any], status: int
) -> None:
    before = shared.hash()
    id = one_of(shared, "unread", 903)
    answer = shared.send("POST", f"/api/review/{id}/{deed}", "review", json=sent)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert shared.hash() == before


def test_two_writers_at_once_are_one_after_the_other_or_told_to_wait(shared: Desk) -> None:
    id, before = one_of(shared, "unread", 903), shared.hash()
    with lease(shared.bench.url):
        answer = shared.send("POST", f"/api/review/{id}/reject", "review", json={"reason": "x"})
    assert answer.status_code == 409
    assert answer.headers["retry-after"] == "30"
    assert [one for one in decided(shared) if one[2] == "x"] == []
    assert before != ""


def test_a_subscription_is_added_paused_resumed_ended_and_forgotten(desk: Desk) -> None:
    wish = {"name": "rare", "to": "reader@example.com", "question": {"item": "gallium"}}
    added = desk.send("POST", "/api/subscriptions", "alerts", json=wish)
    assert added.status_code == 201, added.text
    assert added.headers["location"] == "/api/subscriptions/rare"
    assert added.json()["state"] == "pending"  # nobody may vouch for an address over the web
    taken = desk.send("POST", "/api/subscriptions", "alerts", json=wish)
    assert taken.status_code == 409
    one = "/api/subscriptions/rare"
    assert desk.send("POST", f"{one}/pause", "alerts").status_code == 409
    assert desk.send("POST", f"{one}/end", "alerts").json()["state"] == "ended"
    listed = desk.send("GET", "/api/subscriptions", "alerts").json()["subscriptions"]
    assert [found["name"] for found in listed] == ["rare"]
    assert desk.send("DELETE", one, "alerts").status_code == 204
    assert desk.send("GET", one, "alerts").status_code == 404
    hook = {"name": "hook", "to": "https://reader.example/in"}
    made = desk.send("POST", "/api/subscriptions", "alerts", json=hook).json()
    assert made["secret"].startswith("whsec_")
    assert "secret" not in desk.send("GET", "/api/subscriptions/hook", "alerts").json()
    assert desk.send("POST", "/api/subscriptions/hook/pause", "alerts").json()["state"] == "paused"
    told = desk.send("POST", "/api/subscriptions/hook/resume", "alerts").json()
    assert told["state"] == "active"


@pytest.mark.parametrize(
    "wish",
    [
        {"name": "a", "to": "reader@example.com", "confirmed": True},
        {"name": "a", "to": "reader@example.com", "secret": "whsec_x"},
        {"name": "operator", "to": "reader@example.com"},
        {"name": "A b", "to": "reader@example.com"},
        {"name": "a", "to": "reader@example.com\r\nBcc: x@y.example"},
        {"name": "a", "to": "http://127.0.0.1:1/"},
        {"name": "a", "to": "https://localhost/"},
        {"name": "a", "to": "slack://a/b/c"},
        {"name": "a", "to": "file:///etc/passwd"},
        {"name": "a", "to": "reader@example.com", "question": {"kind": "nonsense"}},
        {"name": "a", "to": "reader@example.com", "question": {"nonsense": "x"}},
        {"name": "a", "to": "reader@example.com", "ahead": ["7"]},
        {"name": "a", "to": "reader@example.com", "ahead": [0]},
        {"name": "a", "to": "reader@example.com", "zone": "../../etc/passwd"},
        {"name": "a", "to": "reader@example.com", "at": "25:00"},
        {"name": "a", "to": "reader@example.com", "what": ["everything"]},
        {"name": "a"},
        [],
        None,
    ],
    ids=str,
)
def test_a_wish_that_nobody_may_have_from_the_web_is_refused(shared: Desk, wish: Any) -> None:
    before = shared.hash()
    answer = shared.send("POST", "/api/subscriptions", "alerts", json=wish)
    assert answer.status_code == 422, answer.text
    assert "whsec_x" not in answer.text
    assert shared.hash() == before


@pytest.mark.parametrize(
    "body", [b"{", b"\xff\xfe", b'{"name": NaN}', b'{"a":' * 3_000, b'"\\ud800"', b"0" * 5_000]
)
def test_what_is_no_json_is_refused(shared: Desk, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = shared.send("POST", "/api/subscriptions", "alerts", content=body, headers=headers)
    assert answer.status_code == 422
    json.loads(answer.text)


def test_a_body_that_is_too_large_is_refused(shared: Desk) -> None:
    headers = {"content-type": "application/json"}
    body = b'{"name":"' + b"x" * 300_000 + b'"}'
    answer = shared.send("POST", "/api/subscriptions", "alerts", content=body, headers=headers)
    assert (answer.status_code, answer.json()["status"]) == (413, 413)


# -- people ---------------------------------------------------------------------------------------


def test_a_person_signs_in_decides_and_signs_out(desk: Desk) -> None:
    person = desk.signed_in("review")
    for word in ("HttpOnly", "SameSite=strict", "Path=/", "Max-Age=43200"):
        assert word in person.kept
    assert desk.tokens["review"] not in person.kept
    id = one_of(desk, "unread")
    page = person.get(f"/review/{id}")
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["referrer-policy"] == "same-origin"
    assert "<textarea" in page.text
    word = person.word(f"/review/{id}")
    kept = person.post(f"/review/{id}/edit", {"csrf": word, "yaml": "no: reading"})
    assert kept.status_code == 422
    assert "Nothing was changed." in kept.text
    assert "no: reading</textarea>" in kept.text
    answer = person.post(f"/review/{id}/reject", {"csrf": word, "reason": "a notice"})
    assert (answer.status_code, answer.headers["location"]) == (303, f"/review/{id}")
    assert "a notice" in desk.get(f"/review/{id}").text
    assert decided(desk) == [("rejected", "review", "a notice")]
    desk.bench.clock.now += timedelta(seconds=1)
    gone = person.post("/signout", {"csrf": word})
    assert (gone.status_code, gone.headers["location"]) == (303, "/review")
    assert "Max-Age=0" in gone.headers["set-cookie"]
    assert "Sign out" not in person.get("/review").text  # also with the cookie that somebody kept


def test_a_session_ends_after_twelve_hours_and_with_its_token(desk: Desk) -> None:
    person, other = desk.signed_in("review"), desk.signed_in("both")
    desk.access.revoke("both")
    assert "Sign out" not in other.get("/review").text
    desk.bench.clock.now += timedelta(hours=12, seconds=-1)
    assert "Sign out" in person.get("/review").text
    desk.bench.clock.now += timedelta(seconds=1)
    assert "Sign out" not in person.get("/review").text


def test_a_person_subscribes_somebody(desk: Desk) -> None:
    person = desk.signed_in("alerts")
    word = person.word("/alerts")
    fields = {
        "csrf": word,
        "name": "rare",
        "address": "reader@example.com",
        "item": "gallium",
        "to": "US",
        "kind": "",
        "what": ["starts", "ends"],
        "how": "weekly",
        "ahead": "30, 7",
        "zone": "Europe/Berlin",
    }
    assert person.post("/alerts/subscriptions", fields).status_code == 303
    (one,) = desk.send("GET", "/api/subscriptions", "alerts").json()["subscriptions"]
    assert (one["question"], one["what"]) == (
        {"item": "gallium", "to": "US"},
        ["starts", "ends"],
    )
    assert one["ahead"] == [30, 7]
    assert "reader@example.com" in person.get("/alerts").text
    for deed, status in (("pause", 409), ("end", 303), ("remove", 303), ("remove", 404)):
        answer = person.post(f"/alerts/subscriptions/rare/{deed}", {"csrf": word})
        assert answer.status_code == status, deed
    wrong = person.post("/alerts/subscriptions", {**fields, "address": "nobody"})
    assert wrong.status_code == 422
    assert 'value="nobody"' in wrong.text
    hook = person.post("/alerts/subscriptions", {**fields, "address": "https://reader.example/in"})
    assert hook.status_code == 201
    assert "whsec_" in hook.text


def test_an_address_is_shown_only_to_whoever_may_see_subscriptions(desk: Desk) -> None:
    wish = {"name": "rare", "to": "reader@example.com"}
    assert desk.send("POST", "/api/subscriptions", "alerts", json=wish).status_code == 201
    seen = [desk.get("/alerts").text, desk.signed_in("review").get("/alerts").text]
    assert [text for text in seen if "reader@example.com" in text] == []
    assert "reader@example.com" in desk.signed_in("alerts").get("/alerts").text


def test_the_page_of_alerts_leads_to_the_feed_and_the_calendar_of_a_question(shared: Desk) -> None:
    asked = "/alerts/go?form=1&jurisdiction=CN&item=%E9%95%93&kind=&lang=zh&as="
    feed = shared.get(f"{asked}feed")
    assert feed.status_code == 303
    assert feed.headers["location"] == "/alerts/feed.atom?jurisdiction=CN&item=%E9%95%93&lang=zh"
    assert shared.get(feed.headers["location"]).status_code == 200
    assert shared.get(f"{asked}calendar").headers["location"].startswith("/alerts/calendar.ics?")
    assert shared.get(f"{asked}//evil.example").status_code == 400
