"""A real server of the tools in a process of its own, and the SDK's client to ask it."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import IO, Any

from anyio.from_thread import BlockingPortal, start_blocking_portal
from mcp import Client, StdioServerParameters
from mcp_types import CallToolResult

ROOT = Path(__file__).resolve().parent.parent
WEB = "https://timeline.example"


@dataclass
class Road:
    """A client that is connected, asked from a test that waits."""

    portal: BlockingPortal
    client: Client

    def do(self, what: Callable[..., Any], *words: Any) -> Any:
        return self.portal.call(partial(what, *words))

    def ask(self, tool: str, **arguments: Any) -> CallToolResult:
        """What a tool gives."""
        found = self.do(self.client.call_tool, tool, arguments)
        assert isinstance(found, CallToolResult)
        return found

    def answer(self, tool: str, **arguments: Any) -> dict[str, Any]:
        """The values a tool gives; it must have an answer."""
        found = self.ask(tool, **arguments)
        assert not found.is_error, text_of(found)
        assert found.structured_content is not None
        return dict(found.structured_content)

    def refused(self, tool: str, **arguments: Any) -> str:
        """The line with which a tool refuses."""
        found = self.ask(tool, **arguments)
        assert found.is_error
        assert found.structured_content is None
        return text_of(found)


def text_of(found: CallToolResult) -> str:
    (part,) = found.content
    assert part.type == "text"
    return part.text


def environment(home: Path) -> dict[str, str]:
    """The environment of a server whose ledger is in a folder."""
    ledger = {"TRACKER_LEDGER": f"sqlite:///{home / 'ledger.db'}", "TRACKER_WEB": WEB}
    return {**os.environ, **ledger, "PYTHONPATH": str(ROOT), "PYTHONWARNINGS": "error"}


def verb(*words: str) -> list[str]:
    return [sys.executable, "-m", "tracker", "mcp", *words]


@contextmanager
def over_stdio(home: Path) -> Iterator[Road]:
    """The verb as a client program would start it."""
    command, *words = verb()
    how = StdioServerParameters(command=command, args=words, env=environment(home), cwd=home)
    with connected(how) as road:
        yield road


@contextmanager
def over_http(home: Path) -> Iterator[Road]:
    """The verb serving on loopback."""
    with serving(home) as url, connected(url) as road:
        yield road


@contextmanager
def connected(where: StdioServerParameters | str) -> Iterator[Road]:
    with ExitStack() as stack:
        portal = stack.enter_context(start_blocking_portal())
        client = stack.enter_context(portal.wrap_async_context_manager(Client(where)))
        yield Road(portal, client)


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """The address of a server on a port of its own, once it says that it serves."""
    port = free_port()
    process = subprocess.Popen(
        verb("--http", "--port", str(port)),
        cwd=home,
        env=environment(home),
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    assert process.stderr is not None
    try:
        said = process.stderr.readline()
        assert said.startswith(f"tracker: serving http://127.0.0.1:{port}/mcp"), said
        threading.Thread(target=_drained, args=(process.stderr,), daemon=True).start()
        yield f"http://127.0.0.1:{port}/mcp"
    finally:
        process.terminate()
        process.wait(timeout=30)
        process.stderr.close()


def _drained(stream: IO[str]) -> None:
    try:
        for _ in stream:
            pass
    except ValueError:
        return  # closed under our hands


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def plain(told: Mapping[str, Any]) -> dict[str, Any]:
    """A tool's values without what it adds to the answer: its part, and the receipt's name."""
    kept = {name: value for name, value in told.items() if name != "page"}
    receipt = {name: told["receipt"][name] for name in ("position", "head", "version")}
    return {**kept, "receipt": receipt}
