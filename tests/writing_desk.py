"""A real web server to which something was written: things that wait, tokens, and a clock."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import httpx2
import pytest
from fastapi import FastAPI

from tests.stations import Bench, bench, effect, loaded, reading, unread
from tests.web_server import rows_hash, serving
from tracker.access import Access
from tracker.ingest import reread, station
from tracker.operations import Operations
from tracker.web import app

TEXT = "自公布之日起对示例材料实施出口管制。本公告其余部分另行通知。"
PAGE = "https://www.mofcom.gov.cn/zwgk/zcfb/art/2026/art_a.html"
ACT = "mofcom-2026-901"


@dataclass
class Desk:
    """One server with its bench, its store, and a token for each right."""

    client: httpx2.Client
    bench: Bench
    store: Operations
    tokens: dict[str, str]
    app: FastAPI

    @property
    def access(self) -> Access:
        return Access(self.store, self.bench.clock)

    @property
    def files(self) -> list[Path]:
        ledger = Path(self.bench.url.removeprefix("sqlite:///"))
        return [ledger, ledger.with_name(ledger.name + ".operations")]

    @property
    def origin(self) -> str:
        return str(self.client.base_url).rstrip("/")

    def hash(self) -> str:
        """One hash over everything that is kept."""
        return rows_hash(*self.files)

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self.client.get(path, **more)

    def send(self, method: str, path: str, right: str | None = None, **more: Any) -> Any:
        """A request of a program, with the token for a right."""
        headers = dict(more.pop("headers", {}))
        if right:
            headers["authorization"] = f"Bearer {self.tokens[right]}"
        return self.client.request(method, path, headers=headers, **more)

    def waiting(self) -> dict[str, str]:
        """What waits, by kind."""
        return {one["kind"]: one["id"] for one in self.get("/review.json").json()["waiting"]}

    def signed_in(self, right: str) -> Person:
        """Somebody with a session."""
        fields = {"token": self.tokens[right], "next": "/review"}
        answer = self.client.post("/signin", data=fields, headers={"origin": self.origin})
        assert answer.status_code == 303, answer.text
        kept = answer.headers["set-cookie"]
        self.client.cookies.clear()  # whoever is meant to bring it says so
        return Person(self, kept.partition(";")[0], kept)


@dataclass
class Person:
    """A browser, as far as a server sees it."""

    desk: Desk
    cookie: str
    kept: str

    def get(self, path: str) -> httpx2.Response:
        return self.desk.get(path, headers={"cookie": self.cookie})

    def word(self, path: str) -> str:
        """The word that the forms of a page bring back."""
        found = re.search(r'name="csrf" value="([0-9a-f]+)"', self.get(path).text)
        assert found, path
        return found[1]

    def post(self, path: str, fields: dict[str, Any], **headers: str) -> httpx2.Response:
        usual = {"cookie": self.cookie, "origin": self.desk.origin, **headers}
        sent = {name: value for name, value in usual.items() if value}
        return self.desk.client.post(path, data=fields, headers=sent)


def half_read(number: int = 901, **more: Any) -> Any:
    """An act of which a program read the first sentence."""
    what = effect(
        TEXT[: TEXT.index("。") + 1],
        TEXT,
        "imposes",
        f"mofcom-2026-{number}/p1",
        first_day=date(2026, 11, 20),
        kind="control",
        title="示例材料",
    )
    loose = unread("本公告其余部分另行通知。", TEXT)
    given = {"url": PAGE.replace("art_a", f"art_{number}"), "effects": (what,), "unread": (loose,)}
    return reading(f"mofcom-2026-{number}", TEXT, **{**given, **more})


@contextmanager
def writing_desk(folder: Path) -> Iterator[Desk]:
    """A server on the bundled history, at which three half-read acts wait."""
    readings: dict[bytes, Any] = {}

    class Reader:
        def read(self, document: Any) -> list[Any]:
            return [readings[document.body]]

    with pytest.MonkeyPatch.context() as patch:
        for module in (reread, station):
            patch.setattr(module, "scraper", lambda name: Reader())
        history, own = folder / "history", folder / "own"
        history.mkdir()
        own.mkdir()
        at = bench(own, loaded(history))
        for number in (901, 902, 903):
            body = f"{number} {TEXT}".encode()
            readings[body] = half_read(number)
            at.take(readings[body], body=body)
        made, store = app(at.url, now=at.clock), Operations(at.url)
        access = Access(store, at.clock)
        rights = {"review": ["review"], "alerts": ["alerts"], "both": ["review,alerts"]}
        tokens = {name: access.add(name, may, 30)[1] for name, may in rights.items()}
        with serving(made) as client:
            yield Desk(client, at, store, tokens, made)
        store.close()
        at.ledger.close()


SAMPLES = {
    "day": "2025-11-09",
    "a": "2025-11-01",
    "b": "2025-11-30",
    "id": "mofcom-2025-61",
    "verb": "on",
    "name": "nobody",
    "token": "a.b",
    "decision": "reject",
    "deed": "pause",
}


def ways_in(made: FastAPI) -> Iterator[tuple[str, set[str]]]:
    """Every address of the router with its methods, a sample in the place of each name."""
    for route in made.routes:
        path = str(getattr(route, "path", ""))
        yield (
            re.sub(r"\{(\w+)(?::\w+)?\}", lambda found: SAMPLES[found[1]], path),
            set(getattr(route, "methods", None) or ()),
        )
