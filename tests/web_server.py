"""A real web server on loopback, as `tracker serve` would run it, and what is behind it."""

from __future__ import annotations

import hashlib
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx2
import time_machine
import uvicorn
from fastapi import FastAPI

from events.facts import Fact
from events.ledger import open_ledger
from tests.stations import Clock
from tracker.cli.serve import server_config
from tracker.operations import Operations
from tracker.web import app


@contextmanager
def serving(made: FastAPI) -> Iterator[httpx2.Client]:
    """The app on a port of its own, and a client that follows nothing and keeps no cookie."""
    server = uvicorn.Server(server_config(made, "127.0.0.1", 0))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        until = time.monotonic() + 30
        while not server.started:
            assert thread.is_alive(), "the server did not start"
            assert time.monotonic() < until, "the server did not start in time"
            time.sleep(0.01)
        port = server.servers[0].sockets[0].getsockname()[1]
        # A line is used once: after a fault the server hangs up, perhaps just as the next one asks.
        once = httpx2.Limits(max_keepalive_connections=0)
        address = f"http://127.0.0.1:{port}"
        with httpx2.Client(base_url=address, timeout=30, limits=once) as client:
            yield client
    finally:
        server.should_exit = True
        thread.join(timeout=30)


def rows_hash(*files: Path) -> str:
    """One hash over every row of every table of some SQLite files."""
    digest = hashlib.sha256()
    for file in files:
        with closing(sqlite3.connect(file)) as db:
            named = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
            for (table,) in db.execute(named).fetchall():
                for row in sorted(map(repr, db.execute(f"SELECT * FROM {table}"))):
                    digest.update(f"{table}\0{row}\n".encode())
    return digest.hexdigest()


@dataclass
class Desk:
    """One server, its clock, and the ledger and the store behind it."""

    client: httpx2.Client
    url: str
    clock: Clock
    store: Operations

    @property
    def files(self) -> list[Path]:
        ledger = Path(self.url.removeprefix("sqlite:///"))
        return [ledger, ledger.with_name(ledger.name + ".operations")]

    def get(self, path: str, **more: Any) -> httpx2.Response:
        return self.client.get(path, **more)

    def change(self, sql: str, *given: object) -> None:
        with self.store.changing() as rows:
            rows.change(sql, *given)

    def file(self, *facts: Fact) -> None:
        ledger = open_ledger(self.url)
        ledger.append(facts, now=self.clock)
        ledger.close()


@contextmanager
def desk_in(folder: Path) -> Iterator[Desk]:
    """A server on a ledger that holds the bundled history, loaded two days ago."""
    url, clock = f"sqlite:///{folder / 'ledger.db'}", Clock(datetime(2026, 11, 26, 12, tzinfo=UTC))
    with time_machine.travel(datetime(2026, 11, 24, tzinfo=UTC)):
        made = app(url, now=clock)
    store = Operations(url)
    with serving(made) as client:
        yield Desk(client, url, clock, store)
    store.close()
