"""One question has one answer, whichever way it came.

`ROADS` maps the name of a way to ask to a function from a home (a folder with `ledger.db`), a verb
and plain words to the answer as the contract writes it. A new interface adds its road here.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import time_machine
from bs4 import BeautifulSoup
from click.testing import CliRunner

import tracker
from tests.questions import QUESTIONS, Given
from tests.web_server import serving
from tracker.ask import address, ask
from tracker.cli import main
from tracker.mcp.answering import answered
from tracker.mcp.tools import TOOLS
from tracker.receipts import replay
from tracker.web import app

NOW = datetime(2026, 11, 26, 6, 0, tzinfo=UTC)
Told = dict[str, Any]
TOOL = {"on": "controls_on", "diff": "changes_between", "upcoming": "upcoming",
        "listed": "party_listed", "check": "check_item", "search": "find_by_words"}  # fmt: skip
ARGUMENTS = {"on": ("day",), "diff": ("a", "b"), "show": ("id",), "listed": ("name",),
             "search": ("words",)}  # fmt: skip


def in_python(home: Path, verb: str, given: Given) -> Told:
    with tracker.open(ledger(home), now=lambda: NOW) as timeline:
        return ask(timeline, verb, given).as_dict()


def on_the_command_line(home: Path, verb: str, given: Given) -> Told:
    places = [str(given[name]) for name in ARGUMENTS.get(verb, ())]
    options = []
    for name, value in given.items():
        if name in ARGUMENTS.get(verb, ()):
            continue
        option = f"--{name.replace('_', '-')}"
        for one in [value] if isinstance(value, str) else value:
            options += [option] if name == "parts" else [option, one]
    words = [verb, *options, "--json", "--ledger", ledger(home), "--", *places]
    with time_machine.travel(NOW, tick=False):
        done = CliRunner().invoke(main, words, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return json_of(done.stdout)


def as_a_tool(home: Path, verb: str, given: Given) -> Told:
    """The values a tool gives, all parts of them; without what it adds to the answer."""
    id = str(given.get("id", ""))
    name = TOOL.get(verb) or ("measure_history" if "/" in id else "instrument")
    own = verb in ("listed", "search") or name == "measure_history"
    more: dict[str, Any] = {} if own else {"limit": 100}
    with tracker.open(ledger(home), now=lambda: NOW) as timeline:
        told = answered(timeline, TOOLS[name], {**given, **more}, None).values
    assert told["page"]["after"] is None or "limit" in given
    receipt = {name: told["receipt"][name] for name in ("position", "head", "version")}
    plain = {name: value for name, value in told.items() if name != "page"}
    return {**(plain if own else whole(plain)), "receipt": receipt}


def as_data(home: Path, verb: str, given: Given) -> Told:
    """The JSON at the address of the question, from a real server."""
    told = json_of(served(home, address(verb, given, ".json")))
    told["receipt"].pop("id")
    return told


def on_a_page(home: Path, verb: str, given: Given) -> Told:
    """What the receipt on the page gives again; the page itself names each of its measures."""
    page = BeautifulSoup(served(home, address(verb, given)), "lxml")
    link = page.select_one('footer.trust a[href^="/receipts/"]')
    assert link is not None
    with tracker.open(ledger(home), now=lambda: NOW) as timeline:
        again = replay(timeline, str(link["href"]).removeprefix("/receipts/"))
    assert again.differs is None
    told = again.answer.as_dict()
    main = page.select_one("main")
    assert main is not None
    text = main.get_text(" ") + " ".join(str(one.get("href")) for one in main.select("a"))
    assert [one["id"] for one in told["measures"] if one["id"] not in text] == []
    told["question"]["recorded"] = None
    return told if verb == "search" else whole(told)


def served(home: Path, path: str) -> str:
    with serving(app(ledger(home), now=lambda: NOW)) as client:
        answer = client.get(path)
    assert answer.status_code == 200, answer.text
    return answer.text


def whole(told: Told) -> Told:
    """A page that holds all of an answer, as the answer is told without pages."""
    question = {k: v for k, v in told["question"].items() if k not in ("limit", "after")}
    paged = "after" in told["question"]
    plain = {k: v for k, v in told.items() if k != "more" or not paged} | {"question": question}
    for name in {"lapsed", "measures"} & set(plain) if "lapsed" in plain else ():
        plain[name] = sorted(plain[name], key=lambda one: str(one["id"]))  # pages go by day
    return plain


ROADS: dict[str, Callable[[Path, str, Given], Told]] = {
    "cli": on_the_command_line,
    "mcp": as_a_tool,
    "json": as_data,
    "page": on_a_page,
}


def ledger(home: Path) -> str:
    return f"sqlite:///{home / 'ledger.db'}"


def json_of(text: str) -> Told:

    found: Told = json.loads(text)
    return found


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("same")


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize(("verb", "given"), QUESTIONS)
def test_one_question_has_one_answer_whichever_way_it_came(
    home: Path, road: str, verb: str, given: Given
) -> None:
    expected = in_python(home, verb, given)
    assert ROADS[road](home, verb, given) == expected
    assert expected["measures"] or expected["hits"]
