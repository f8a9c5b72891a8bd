"""The line to a mail server: commands and replies, each within its time, and TLS that is verified.

`smtplib` counts its timeout for each read, so that a server sending a byte now and then holds it
for ever, and it hides whether a connection broke before the message was handed over or after. Here
every step has an end, and a line that broke is Lost, whatever broke it.
"""

from __future__ import annotations

import re
import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import NamedTuple

PIECE = 16 * 1024
LONGEST_REPLY = 64 * 1024


class Lost(Exception):
    """The line is of no use any more; the words say why."""


class Reply(NamedTuple):
    """What the server answered: the code, and the words of each line."""

    code: int
    lines: tuple[str, ...]

    @property
    def enhanced(self) -> str:
        """The code of RFC 3463 at the start of the words, such as 5.1.1; or nothing."""
        found = re.match(r"([245]\.\d{1,3}\.\d{1,3})(?!\S)", self.lines[0])
        return found[1] if found else ""

    @property
    def numbers(self) -> str:
        """The codes without the words, which may repeat what they were told."""
        return f"{self.code} {self.enhanced}".strip()

    def __str__(self) -> str:
        words = " ".join((str(self.code), *self.lines))
        return " ".join("".join(c if c.isprintable() else " " for c in words).split())[:200]


class Line:
    """An open line; `ends` is the moment at which the message under way is given up."""

    def __init__(self, host: str, port: int, *, step: float, ends: float) -> None:
        self.ends, self._step, self._until = ends, step, 0.0
        self._heard = b""
        with self._within(step):
            self._socket = self._dialled(host, port)
            # The dot leaves in a packet of its own, and must not wait for the text's receipt.
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def _dialled(self, host: str, port: int) -> socket.socket:
        """The first of the host's addresses that answers."""
        fault: OSError = OSError(f"no address of {host}")
        for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
            try:
                return socket.create_connection((str(found[4][0]), port), timeout=self._left())
            except OSError as error:
                fault = error
        raise fault

    def secure(self, context: ssl.SSLContext, host: str) -> None:
        """Speak TLS from here on; Lost where the server cannot prove that it is this host."""
        if self._heard:  # said before TLS began: whoever sits between could have said it
            raise Lost("it spoke on before TLS began")
        with self._within(self._step):
            self._socket.settimeout(self._left())
            self._socket = context.wrap_socket(self._socket, server_hostname=host)

    def say(self, words: str) -> Reply:
        """A command, and what was answered."""
        if not words.isascii() or not words.isprintable():
            raise ValueError("a mail command is one line of ASCII")
        self.send(f"{words}\r\n".encode())
        return self.reply()

    def send(self, raw: bytes) -> None:
        """Bytes as they are."""
        with self._within(self._step):
            for start in range(0, len(raw), PIECE):
                self._socket.settimeout(self._left())
                self._socket.sendall(raw[start : start + PIECE])

    def reply(self, within: float | None = None) -> Reply:
        """The next answer, all its lines."""
        lines: list[str] = []
        with self._within(within or self._step):
            for line in self._lines():
                found = re.fullmatch(r"([2-5][0-9]{2})(?:([ -])(.*))?", line)
                if found is None:
                    raise Lost("an answer that is none of a mail server")
                lines.append((found[3] or "").strip())
                if found[2] != "-":
                    return Reply(int(found[1]), tuple(lines))
        raise Lost("it hung up")

    def _lines(self) -> Iterator[str]:
        size = 0
        while True:
            while b"\n" not in self._heard:
                self._socket.settimeout(self._left())
                more = self._socket.recv(4096)
                if not more:
                    return
                self._heard += more
                if (size := size + len(more)) > LONGEST_REPLY:
                    raise Lost("an answer without an end")
            line, _, self._heard = self._heard.partition(b"\n")
            yield line.decode("utf-8", "replace").rstrip("\r")

    @contextmanager
    def _within(self, seconds: float) -> Iterator[None]:
        """One step with its own end; whatever the network does in it is told as Lost."""
        self._until = min(self.ends, monotonic() + seconds)
        try:
            yield
        except ssl.SSLCertVerificationError as error:
            raise Lost(f"its certificate is not to be trusted: {error.verify_message}") from error
        except ssl.SSLEOFError as error:
            raise Lost("it hung up") from error
        except ssl.SSLError as error:
            raise Lost(f"TLS failed: {told(error).replace('_', ' ').lower()}") from error
        except TimeoutError as error:
            raise Lost("no answer in time") from error
        except (OSError, UnicodeError) as error:  # UnicodeError: a host that no name can have
            raise Lost(told(error)) from error

    def _left(self) -> float:
        left = self._until - monotonic()
        if left <= 0:
            raise TimeoutError
        return left

    def close(self) -> None:
        """Let the line go, without a word."""
        self._socket.close()


def told(error: Exception) -> str:
    """What the system says of a fault, without its class and number."""
    words = getattr(error, "reason", None) or getattr(error, "strerror", None) or str(error)
    return " ".join(str(words).split())[:200] or type(error).__name__
