"""A real mail server on 127.0.0.1, which fails at the verb and in the way that a test says."""

from __future__ import annotations

import asyncio
import ssl
import threading
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any, AnyStr, NamedTuple, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session

from tests.faulty_server import HOST
from tests.test_fetch_tls import Office

USER, PASSWORD = "desk", "pä ss:wörd"
# "connect" is the greeting, "data" the text before its end, "dot" the moment after it.
VERBS = ("connect", "EHLO", "STARTTLS", "AUTH", "MAIL", "RCPT", "DATA", "data", "dot")


class Mail(NamedTuple):
    """A message the server took over, also where it never said so."""

    sender: str
    to: tuple[str, ...]
    raw: bytes

    @property
    def id(self) -> str:
        return str(message_from_bytes(self.raw)["Message-ID"])


@dataclass
class Fault:
    """What happens at a verb: drop, gone, hang, drip, or an answer; how often, and about whom."""

    verb: str
    what: str
    times: int = 1
    about: str = ""


class Faulty(SMTP):
    """One conversation."""

    def __init__(self, server: MailServer, **options: Any) -> None:
        self.server, self.greeted = server, False
        super().__init__(server, **options)
        server.lines.append(self)

    def _timeout_cb(self) -> None:
        """Nobody is sent away for being silent."""

    async def push(self, status: AnyStr) -> None:
        if not self.greeted:
            self.greeted = True
            self.server.connections += 1
            if fault := self.server.due("connect"):
                await self.fails(fault)
                return
        await super().push(status)

    def hang_up(self, *, at_once: bool = False) -> None:
        """What was written still leaves, unless at once."""
        assert isinstance(self.transport, asyncio.Transport)
        if at_once:
            self.transport.abort()
        else:
            self.transport.close()

    async def fails(self, fault: Fault) -> None:
        """Answer as the fault says, or never."""
        if fault.what in ("drop", "gone"):
            self.hang_up()
        elif fault.what == "hang":
            await asyncio.sleep(60)
        elif fault.what == "drip":
            for _ in range(100):
                await super().push("250-")
                await asyncio.sleep(0.05)
        else:
            await super().push(fault.what)

    async def at(self, verb: str, method: Any, given: str | None) -> None:
        """A verb with its fault; a drop comes after the answer, "gone" instead of it."""
        self.server.said.append(f"{verb} {given or ''}".strip())
        fault = self.server.due(verb, given or "")
        if fault is None or fault.what == "drop":
            await method(given)
        if fault is not None:
            await self.fails(fault)

    async def smtp_EHLO(self, given: str) -> None:
        await self.at("EHLO", super().smtp_EHLO, given)

    async def smtp_STARTTLS(self, given: str) -> None:
        fault = self.server.due("STARTTLS")
        if fault is None:
            await super().smtp_STARTTLS(given)
            return
        if fault.what == "drop":
            await super().push("220 go ahead")
        await self.fails(fault)

    async def smtp_AUTH(self, given: str) -> None:
        await self.at("AUTH", super().smtp_AUTH, given)

    async def smtp_MAIL(self, given: str) -> None:
        await self.at("MAIL", super().smtp_MAIL, given)

    async def smtp_RCPT(self, given: str) -> None:
        await self.at("RCPT", super().smtp_RCPT, given)

    async def smtp_RSET(self, given: str) -> None:
        await self.at("RSET", super().smtp_RSET, given)

    async def smtp_DATA(self, given: str) -> None:
        if self.server.due("data"):
            await super().push("354 go on")
            await self._reader.read(1000)
            self.hang_up()
        elif fault := self.server.due("DATA"):
            await self.fails(fault)
        else:
            await super().smtp_DATA(given)


@dataclass
class MailServer:
    """`taken` holds every message in order, `said` every verb but AUTH's words."""

    faults: list[Fault] = field(default_factory=list)
    context: ssl.SSLContext | None = None
    at_once: bool = False  # TLS from the first byte
    login: bool = False
    without: tuple[str, ...] = ()  # kinds of login it does not offer
    taken: list[Mail] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    connections: int = 0
    lines: list[Faulty] = field(default_factory=list)

    def due(self, verb: str, given: str = "") -> Fault | None:
        for fault in self.faults:
            if fault.verb == verb and fault.times > 0 and fault.about in given:
                fault.times -= 1
                return fault
        return None

    async def handle_DATA(self, server: Faulty, session: Session, envelope: Envelope) -> str:
        fault = self.due("dot")
        if fault is None or fault.what in ("drop", "hang", "drip"):
            raw = envelope.content
            assert isinstance(raw, bytes)
            self.taken.append(Mail(str(envelope.mail_from), tuple(envelope.rcpt_tos), raw))
        if fault is None:
            return "250 2.0.0 taken"
        if fault.what == "drop":
            server.hang_up()
            await asyncio.sleep(60)
        elif fault.what in ("hang", "drip"):
            await server.fails(fault)
        return fault.what

    def knows(self, server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> Any:
        right = (told.login, told.password) == (USER.encode(), PASSWORD.encode())
        return AuthResult(success=right, handled=False)

    def _protocol(self) -> Faulty:
        return Faulty(
            self,
            hostname="mail.example",
            tls_context=None if self.at_once else self.context,
            require_starttls=self.context is not None and not self.at_once,
            auth_exclude_mechanism=self.without,
            authenticator=self.knows if self.login else None,
            auth_required=self.login and self.context is not None and not self.at_once,
            auth_require_tls=self.context is not None and not self.at_once,
            loop=self._loop,
        )

    def __enter__(self) -> Self:
        self._loop, ready = asyncio.new_event_loop(), threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,), daemon=True)
        self._thread.start()
        assert ready.wait(10)
        return self

    def _run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        context = self.context if self.at_once else None
        opened = self._loop.create_server(self._protocol, "127.0.0.1", 0, ssl=context)
        server = self._loop.run_until_complete(opened)
        self.port: int = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        server.close()
        for line in self.lines:
            if line.transport is not None:
                line.hang_up(at_once=True)
        left = asyncio.all_tasks(self._loop)
        for task in left:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        self._loop.run_until_complete(asyncio.sleep(0.01))
        self._loop.close()

    def __exit__(self, *_: object) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)


def office_for_localhost(folder: Path) -> Office:
    """An office whose right certificates are for this machine."""
    office = Office(folder)
    written = office.config.read_text()
    office.config.write_text(written.replace(f"DNS:{HOST}", "DNS:localhost"))
    return office
