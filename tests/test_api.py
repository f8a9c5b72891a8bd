"""The API as programs meet it: one document, the same addresses as the pages, and problems."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from events.facts import SourceChecked
from tests.writing_desk import Desk, writing_desk
from tracker.ask import VERBS
from tracker.files import FORMS
from tracker.web.answers import DATA
from tracker.web.openapi import tried
from tracker.web.parameters import PARAMETERS

SOAK = bool(os.environ.get("TRACKER_SOAK"))
SEED = "20261126"
FEW = r"^/(on/\{day\}\.json|review\.json|api/|health)"  # the whole of it takes minutes: the soak
ADDRESSES = {
    "on": "/on/2025-11-09{}?instrument=mofcom-2025-61&state=all",
    "show": "/instruments/mofcom-2025-61{}",
    "diff": "/diff/2025-11-01/2025-11-30{}?authority=MOFCOM",
}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A server at which every source was read today, so that all is well."""
    with writing_desk(tmp_path_factory.mktemp("api")) as made:
        with made.bench.timeline() as timeline:
            every = timeline.view.sources.items()
            watched = [name for name, one in every if one.get("watched", True)]
        made.bench.clock.now += timedelta(minutes=1)
        today = made.bench.clock.now.date()
        made.bench.ledger.append(
            [SourceChecked(source=one, checked_through=today, listed=9, new=0) for one in watched],
            now=made.bench.clock,
        )
        yield made


@pytest.fixture(scope="module")
def told(desk: Desk) -> dict[str, Any]:
    found: dict[str, Any] = desk.get("/openapi.json").json()
    return found


# -- the document ---------------------------------------------------------------------------------


def test_the_document_tells_every_question_in_every_form_with_all_its_words(
    told: dict[str, Any],
) -> None:
    for verb in VERBS.values():
        inside = "".join(f"/{{{name}}}" for name in verb.path)
        places = (
            [f"{verb.place}{inside}"] if verb.place else ["/instruments/{id}", "/measures/{id}"]
        )
        for place in places:
            for form in DATA:
                operation = told["paths"][f"{place}{form}"]["get"]
                names = [one["$ref"].rpartition("-")[2] for one in operation["parameters"]]
                assert names == [*verb.names, "match"], (place, form)
    assert len(DATA) == len(FORMS)
    assert set(PARAMETERS) >= {name for verb in VERBS.values() for name in verb.names}


def test_every_parameter_is_described_and_every_refusal_is_a_problem(told: dict[str, Any]) -> None:
    parts = told["components"]
    assert [one for one in parts["parameters"].values() if not one["description"]] == []
    for path, operations in told["paths"].items():
        for operation in operations.values():
            for status, answer in operation["responses"].items():
                if status.startswith(("4", "5")) and path != "/health.json":
                    assert answer == {"$ref": f"#/components/responses/{status}"}, path
    for answer in parts["responses"].values():
        assert list(answer["content"]) == ["application/problem+json"]
    written = json.dumps(told)
    for name in re.findall(r'"#/components/(\w+/[\w.-]+)"', written):
        kind, _, key = name.partition("/")
        assert key in parts[kind], name


def test_what_needs_a_token_says_so_and_nothing_else_does(told: dict[str, Any]) -> None:
    for path, operations in told["paths"].items():
        for operation in operations.values():
            assert ("security" in operation) == path.startswith("/api/"), path


def test_the_examples_are_answers_of_this_very_ledger(desk: Desk, told: dict[str, Any]) -> None:
    shown = 0
    for verb, path in tried().items():
        operations = [
            one["get"]
            for one in told["paths"].values()
            if one.get("get", {}).get("operationId", "").startswith(f"{verb}-")
        ]
        examples = [
            one["responses"]["200"]["content"]["application/json"]["example"]
            for one in operations
            if "example" in one["responses"]["200"]["content"].get("application/json", {})
        ]
        assert examples, verb
        assert desk.get(path).json() == examples[0], verb
        shown += 1
    assert shown >= 6


def test_the_page_of_the_api_names_every_address_and_what_it_refuses(desk: Desk) -> None:
    page = desk.get("/api").text
    for path in ("/on/{day}.json", "/review.json", "/api/subscriptions/{name}/pause"):
        assert path in page
    assert "Another site" not in page
    assert "The question cannot be understood, or names what is not on file." in page


# -- answers --------------------------------------------------------------------------------------


@pytest.mark.parametrize("verb", ADDRESSES)
def test_an_address_with_another_ending_is_the_same_answer_as_a_file(desk: Desk, verb: str) -> None:
    for name, form in FORMS.items():
        answer = desk.get(ADDRESSES[verb].format(f".{name}"))
        assert answer.status_code == 200, (name, answer.text[:200])
        assert answer.headers["content-type"] == form.media_type, name
        assert answer.headers["access-control-allow-origin"] == "*"
        assert len(answer.content) > 100
        if name in ("json", "csv"):
            continue
        saved = answer.headers["content-disposition"]
        assert re.fullmatch(rf'attachment; filename="tracker-{verb}-[0-9a-f]+\.{name}"', saved)


def test_a_form_whose_extra_is_missing_is_refused_by_name(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "docx", None)
    monkeypatch.delitem(sys.modules, "tracker.files.word", raising=False)
    answer = desk.get("/on/2025-11-10.docx?instrument=mofcom-2025-61")
    assert (answer.status_code, answer.json()["status"]) == (501, 501)
    assert "regulatory-timeline-tracker[files]" in answer.json()["detail"]


def test_a_page_of_an_answer_leads_to_the_next(desk: Desk) -> None:
    path, seen = "/on/2025-11-09.json?state=all&authority=BIS&limit=3", []
    for _ in range(4):
        answer = desk.get(path)
        seen += [one["id"] for one in answer.json()["measures"]]
        found = re.fullmatch(r'<(/[^>]*)>; rel="next"', answer.headers["link"])
        assert found is not None
        path = found[1]
    assert len(set(seen)) == 12
    assert "link" in desk.get("/on/2025-11-09.csv?state=all&limit=3").headers
    assert "link" not in desk.get("/on/2025-11-09.json?measure=mofcom-2025-61/i-1").headers


def test_an_answer_that_still_stands_is_not_sent_again(desk: Desk) -> None:
    path = "/on/2025-11-09.json?instrument=mofcom-2025-61"
    tag = desk.get(path).headers["etag"]
    for held in (tag, f"W/{tag}", f'"x", {tag}', "*"):
        again = desk.get(path, headers={"if-none-match": held})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["access-control-allow-origin"] == "*"
    assert desk.get(path, headers={"if-none-match": '"x"'}).status_code == 200
    nonsense = desk.get("/on/nonsense.json", headers={"if-none-match": "*"})
    assert nonsense.status_code == 400


def test_a_head_is_the_answer_without_its_body(desk: Desk) -> None:
    for path in (
        "/on/2025-11-09.json",
        "/openapi.json",
        "/",
        "/review.json",
        "/parties.csv?name=x",
    ):
        whole, head = desk.get(path), desk.client.head(path)
        assert (head.status_code, head.content) == (200, b"")
        for name in ("etag", "content-type"):
            assert head.headers.get(name) == whole.headers.get(name), path


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/on/nonsense.json", 400),
        ("GET", "/on/2025-11-09.json?foo=1", 400),
        ("GET", "/on/2025-11-09.json?kind=fee&kind=ban", 400),
        ("GET", "/on/2025-11-09.json?item=", 400),
        ("GET", "/on/2025-11-09.json?limit=-1", 400),
        ("GET", "/on/2025-11-09.json?day=2025-11-10", 400),
        ("GET", "/instruments/mofcom-2099-1.json", 404),
        ("GET", "/measures/mofcom-2025-61/zz.csv", 404),
        ("GET", "/nothing.json", 404),
        ("GET", "/api/nothing", 404),
        ("POST", "/on/2025-11-09.json", 405),
        ("DELETE", "/api/subscriptions", 405),
        ("GET", "/api/review/x/accept", 405),
        ("GET", "/api/subscriptions", 401),
        ("POST", "/api/review/x/accept", 401),
    ],
)
def test_whatever_goes_wrong_is_a_problem_with_one_line(
    desk: Desk, method: str, path: str, status: int
) -> None:
    answer = desk.send(method, path)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert list(problem) == ["type", "title", "status", "detail"]
    assert (problem["type"], problem["status"]) == ("about:blank", status)
    assert len(problem["detail"].splitlines()) == 1
    if status == 405:
        assert answer.headers["allow"]
    if status == 401:
        assert answer.headers["www-authenticate"] == "Bearer"


def test_a_page_that_is_not_there_is_a_page(desk: Desk) -> None:
    answer = desk.get("/instruments/mofcom-2099-1", headers={"accept": "text/html"})
    assert (answer.status_code, answer.headers["content-type"][:9]) == (404, "text/html")
    assert "is no id, number or citation on file" in answer.text


# -- whatever a program may send (67) -------------------------------------------------------------


@pytest.mark.timeout(3_000 if SOAK else 240)
def test_no_request_that_can_be_made_up_breaks_a_promise_of_the_document(
    desk: Desk, tmp_path: Path
) -> None:
    """`positive_data_acceptance` is left out: an id may be well formed and none on file."""
    report = tmp_path / "report.json"
    asked = [str(Path(sys.executable).with_name("st")), "--no-color", "run"]
    asked += [f"{desk.origin}/openapi.json", "--url", desk.origin, "--seed", SEED, "--no-shrink"]
    asked += ["--exclude-checks", "positive_data_acceptance", "--continue-on-failure"]
    asked += [
        "-H",
        f"Authorization: Bearer {desk.tokens['both']}",
        "--report-json-path",
        str(report),
    ]
    asked += ["-n", "40"] if SOAK else ["-n", "3", "--include-path-regex", FEW]
    done = subprocess.run(asked, cwd=tmp_path, capture_output=True, text=True, check=False)
    found = re.search(r"([\d,]+) generated", done.stdout)
    assert found is not None, done.stdout[-2_000:] + done.stderr[-2_000:]
    cases = int(found[1].replace(",", ""))
    print(f"seed {SEED}: {cases:,} cases, exit {done.returncode}")
    assert done.returncode == 0, done.stdout[-6_000:]
    assert cases >= (10_000 if SOAK else 300)
