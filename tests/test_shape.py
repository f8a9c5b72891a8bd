"""The shape of the house: who may import whom, and what may happen only in one place.

A rule about a file that is not there yet holds; it begins to bite when the file arrives.
"""

from __future__ import annotations

import ast
import importlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

import click
import pytest

ROOT = Path(__file__).resolve().parent.parent
ROOMS = ("events", "scrapers", "tracker", "config")
MAY_IMPORT = {
    "events": set[str](),
    "scrapers": {"events"},
    "tracker": {"events", "config"},
    "config": {"events"},
}
INTERFACES = (
    "tracker/cli/**/*.py",
    "tracker/render/**/*.py",
    "tracker/web/**/*.py",
    "tracker/demo.py",
    "tracker/mcp/**/*.py",
    "tracker/frames.py",
    "tracker/plots.py",
)
NETWORK = (
    *("socket", "ssl", "urllib.request", "http.client", "smtplib", "imaplib"),
    *("httpx", "httpx2", "httpcore2", "requests", "apprise"),
)
MAY_USE = {
    "scrapers/fetch.py": {"socket", "ssl", "urllib.request", "httpx2", "httpcore2"},
    "tracker/alerts/smtp.py": {"ssl"},  # the type of what it hands to its wire
    "tracker/alerts/smtp_wire.py": {"socket", "ssl"},
    "tracker/alerts/webhook.py": {"ssl", "httpx2"},
    "tracker/alerts/webhook_wire.py": {"ssl", "httpx2", "httpcore2"},
    "tracker/alerts/chat.py": {"apprise"},
}
STORE_ROOMS = [
    "events/ledger.py",
    "events/store.py",
    "events/store_postgres.py",
    "events/store_sqlite.py",
]
STORES = ("sqlite3", "psycopg", "psycopg_pool", "eventsourcing", "events.ledger")
ENVIRONMENT = ("os.environ", "os.environb", "os.getenv", "os.getenvb", "os.putenv")
CLOCKS = (
    "datetime.datetime.now",
    "datetime.datetime.utcnow",
    "datetime.datetime.today",
    "datetime.date.today",
    "time.time",
    "time.time_ns",
    "time.localtime",
    "time.gmtime",
)
SLOW_TO_IMPORT = (
    "bs4",
    "feedparser",
    "eventsourcing",
    "fastapi",
    "httpx2",
    "lxml",
    "matplotlib",
    "mcp",
    "pandas",
    "psycopg",
    "pydantic",
    "rich",
    "yaml",
)


def files(*patterns: str) -> list[Path]:
    return sorted({path for pattern in patterns for path in ROOT.glob(pattern)})


def modules(*rooms: str) -> list[Path]:
    return files(*(f"{room}/**/*.py" for room in rooms))


def called(path: Path) -> str:
    """The file's place in the checkout, as messages and exceptions to a rule write it."""
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def package_of(path: Path, level: int) -> str:
    """What the dots of a relative import stand for in this file."""
    return ".".join(path.relative_to(ROOT).parent.parts[: 1 - level or None])


def imported_names(path: Path) -> Iterator[tuple[str, str]]:
    """Each imported thing, dotted, with the name it goes by in the file; also inside functions."""
    for node in ast.walk(parsed(path)):
        match node:
            case ast.Import(names=names):
                for alias in names:
                    yield alias.name, alias.asname or alias.name.partition(".")[0]
            case ast.ImportFrom(module=module, names=names, level=level):
                package = package_of(path, level) if level else ""
                for alias in names:
                    parts = (package, module, alias.name)
                    yield ".".join(filter(None, parts)), alias.asname or alias.name
            case ast.Call(
                func=ast.Attribute(attr="import_module")
                | ast.Name(id="import_module" | "__import__"),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name, ""


def imports(path: Path, names: Iterable[str]) -> set[str]:
    """Those of the named modules that a file imports, whole or in part."""
    found = {dotted for dotted, _ in imported_names(path)}
    return {
        name for name in names if any(got == name or got.startswith(f"{name}.") for got in found)
    }


def mentions(path: Path, names: Iterable[str]) -> set[str]:
    """Those of the named attributes that a file uses, by whatever name it imported them."""
    origin = {local: dotted for dotted, local in imported_names(path) if local}
    for dotted, local in imported_names(path):
        if local == dotted.partition(".")[0]:
            origin[local] = local  # `import os.path` binds `os`

    def dotted_name(node: ast.AST) -> str:
        match node:
            case ast.Name(id=name):
                return origin.get(name, "")
            case ast.Attribute(value=value, attr=attr):
                return f"{dotted_name(value)}.{attr}"
        return ""

    return {dotted_name(node) for node in ast.walk(parsed(path))} & set(names)


def imports_outside(allowed: Iterable[str], names: Iterable[str]) -> list[str]:
    return [
        f"{called(path)} imports {name}"
        for path in modules(*ROOMS)
        if called(path) not in set(allowed)
        for name in sorted(imports(path, names))
    ]


def test_every_room_of_the_house_has_modules() -> None:
    assert [room for room in ROOMS if not modules(room)] == []


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_from_the_rooms_it_may(room: str) -> None:
    forbidden = {*ROOMS, "tests"} - MAY_IMPORT[room] - {room}
    wrong = [
        f"{called(path)} imports {name}"
        for path in modules(room)
        for name in sorted(imports(path, forbidden))
        if not (called(path).startswith("tracker/ingest/") and name == "scrapers")
    ]
    assert wrong == []


def test_only_the_ledger_and_the_view_know_the_event_store() -> None:
    assert imports_outside(STORE_ROOMS, ["eventsourcing"]) == []


def test_only_fetch_and_the_ways_out_reach_the_network() -> None:
    wrong = [
        f"{called(path)} imports {name}"
        for path in modules(*ROOMS)
        for name in sorted(imports(path, NETWORK) - MAY_USE.get(called(path), set()))
    ]
    assert wrong == []


def test_interfaces_touch_neither_a_store_nor_a_page() -> None:
    wrong = [
        f"{called(path)} imports {name}"
        for path in files(*INTERFACES)
        for name in sorted(imports(path, ["sqlite3", "bs4", "eventsourcing"]))
    ]
    assert wrong == []


def test_a_scraper_writes_to_no_store() -> None:
    wrong = [
        f"{called(path)} imports {name}"
        for path in modules("scrapers")
        for name in sorted(imports(path, STORES))
    ]
    assert wrong == []


def test_only_config_reads_the_environment() -> None:
    wrong = [
        f"{called(path)} uses {name}"
        for path in modules("events", "scrapers", "tracker")
        for name in sorted(mentions(path, ENVIRONMENT) | imports(path, ENVIRONMENT))
    ]
    assert wrong == []


def test_the_law_of_time_and_the_scrapers_have_no_clock() -> None:
    wrong = [
        f"{called(path)} uses {name}"
        for path in [*files("tracker/timeline.py"), *modules("scrapers")]
        for name in sorted(mentions(path, CLOCKS) | imports(path, CLOCKS))
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("import os\nos.environ['A']", {"os.environ"}),
        ("import os.path\nos.getenv('A')", {"os.getenv"}),
        ("from os import environ as e\ne['A']", {"os.environ"}),
        ("import datetime as dt\ndt.datetime.now()", {"datetime.datetime.now"}),
        ("from datetime import date\nf(date.today)", {"datetime.date.today"}),
        ("def f():\n    import time\n    return time.time()", {"time.time"}),
        ("import time\ntime.monotonic()", set()),
        ("date.today()", set()),
    ],
)
def test_the_rules_see_through_aliases(
    source: str, seen: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "module.py"
    path.write_text(source, encoding="utf-8")
    assert mentions(path, [*ENVIRONMENT, *CLOCKS]) == seen


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("import tracker.view", {"tracker"}),
        ("from .. import tracker", {"tracker"}),
        ("from ..tracker.view import View", {"tracker"}),
        ("from . import tracker", set()),
        ("def f():\n    from tracker import view", {"tracker"}),
        ("import importlib\nimportlib.import_module('tracker.view')", {"tracker"}),
        ("import trackers", set()),
    ],
)
def test_the_rules_see_every_way_to_import(
    source: str, seen: set[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(globals(), "ROOT", tmp_path)
    path = tmp_path / "events" / "module.py"
    path.parent.mkdir()
    path.write_text(source, encoding="utf-8")
    assert imports(path, ["tracker"]) == seen


def test_every_module_says_what_it_answers_for() -> None:
    assert [
        called(path) for path in modules(*ROOMS, "tests") if not ast.get_docstring(parsed(path))
    ] == []


def test_no_module_swallows_the_others() -> None:
    lengths = {
        called(path): len(path.read_text(encoding="utf-8").splitlines()) for path in modules(*ROOMS)
    }
    assert {name: length for name, length in lengths.items() if length > 400} == {}


def tracked() -> list[Path]:
    """The files git keeps or would keep; in an unpacked archive, those outside hidden folders."""
    listing = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        answer = subprocess.run(listing, cwd=ROOT, capture_output=True, check=True).stdout
    except (OSError, subprocess.CalledProcessError):
        skip = {".git", ".venv", "build", "dist", "__pycache__"}
        paths = [path for path in ROOT.rglob("*") if not skip & set(path.relative_to(ROOT).parts)]
        return [path for path in paths if not path.parent.name.endswith("_cache")]
    return [ROOT / os.fsdecode(name) for name in answer.split(b"\0") if name]


def test_no_file_names_this_machine_or_a_package_index() -> None:
    words = ["pi.org", "thonhosted.org", "ndex-url", "ndex_url"]
    starts = ["py", "files.py", "i", "i"]  # in halves, or this file would name them
    patterns = [re.escape(start + word) for start, word in zip(starts, words, strict=True)]
    if len(ROOT.parts) > 2:  # a short path such as /app is also an innocent URL path
        patterns.append(rf"(?<![\w.-]){re.escape(str(ROOT))}(?![\w.-])")
    telling = re.compile("|".join(patterns))
    wrong = []
    for path in tracked():
        if not path.is_file():
            continue
        try:
            text = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # not a text of ours
        wrong += [f"{called(path)}: {found[0]}" for found in telling.finditer(text)]
    assert wrong == []


def test_every_source_has_its_module_its_two_functions_and_its_line_in_the_readme() -> None:
    sources = importlib.import_module("config.sources").sources(ROOT / "config").found
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert sources
    for name in sources:
        module = importlib.import_module(f"scrapers.{name}")
        assert callable(module.discover), name
        assert callable(module.read), name
        assert f"`{name}`" in readme, f"README does not name {name}"


def test_the_readme_names_every_verb() -> None:
    main = importlib.import_module("tracker.cli").main
    assert isinstance(main, click.Group)
    verbs = main.list_commands(click.Context(main))
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert verbs
    assert [verb for verb in verbs if not re.search(rf"\btracker {verb}\b", readme)] == []


ASK = """
import json, sys
from tracker.cli import main
try:
    main(["on", "2025-10-15", "--json"], standalone_mode=False)
finally:
    print(json.dumps(sorted(sys.modules)), file=sys.stderr)
"""


def ask(home: Path) -> tuple[str, set[str]]:
    """One question in a process of its own: its answer, and the modules that took."""
    home_of = {"HOME": str(home), "XDG_DATA_HOME": str(home), "XDG_CACHE_HOME": str(home)}
    ours = {key: value for key, value in os.environ.items() if not key.startswith("TRACKER_")}
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", ASK],
        cwd=home,
        env=ours
        | home_of
        | {"PYTHONPATH": str(ROOT), "PYTHONUTF8": "1"}
        | {"TRACKER_LEDGER": f"sqlite:///{home}/ledger.sqlite"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout, set(json.loads(done.stderr.splitlines()[-1]))


def test_a_warm_start_answers_without_the_slow_imports(tmp_path: Path) -> None:
    cold, _ = ask(tmp_path)
    warm, loaded = ask(tmp_path)
    assert json.loads(cold)["measures"]
    assert json.loads(warm)["measures"] == json.loads(cold)["measures"]
    assert sorted(loaded.intersection(SLOW_TO_IMPORT)) == []
