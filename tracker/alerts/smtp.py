"""Hand letters to a mail server, and know at which point it failed.

Up to the final dot of DATA nothing has been taken over: to send again is safe. From the moment the
dot leaves until its answer comes, the server may or may not have the message; only the same
Message-ID can then tell the reader's program that two are one. So the verbs are said one by one,
for one recipient at a time.

What befalls a message in the middle of its transaction is its own trouble (Deferred): a filter may
hang up at one text and not at the next. A second one in a row is the server's (Unreachable). Safety
is never given up: where TLS was asked for, no address and no password is said without it.
"""

from __future__ import annotations

import re
import ssl
from base64 import b64encode
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from time import monotonic

from config.alerts import LOCAL, Mail
from tracker.alerts.channel import Ambiguous, Deferred, Refused, Undelivered, Unreachable
from tracker.alerts.letter import Letter
from tracker.alerts.mail import message
from tracker.alerts.smtp_wire import Line, Lost, Reply
from tracker.alerts.subscription import Subscription

BYE = 2.0  # seconds that a farewell is worth
NO_SUCH_ADDRESS = re.compile(r"5\.1\.(?:[0-6]|9|10)")
OUR_ADDRESS = ("5.1.7", "5.1.8")
GONE = (550, 551, 553)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Smtp:
    """One mail server, and the line to it while there is one."""

    def __init__(
        self,
        settings: Mail,
        *,
        context: ssl.SSLContext | None = None,
        timeout: float = 30.0,
        deadline: float = 60.0,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`timeout` is for one answer, `deadline` for one message with everything it takes."""
        self._settings, self._context, self._now = settings, context, now
        self._timeout, self._deadline = timeout, deadline
        self._line: Line | None = None
        self._features: dict[str, str] = {}
        self._broken = 0  # transactions in a row that broke off

    def send(self, letter: Letter, wish: Subscription) -> None:
        """Hand a letter to the server for one recipient; Undelivered says what became of it."""
        raw = message(letter, wish, self._settings, now=self._now())
        line = self._ready(monotonic() + self._deadline)
        try:
            self._open_transaction(line, wish.to, len(raw))
            line.send(re.sub(rb"(?m)^\.", b"..", raw))
        except Lost as lost:
            raise self._broke(lost) from lost
        self._end_transaction(line)
        self._broken = 0

    def close(self) -> None:
        """Say goodbye, if there is anybody to say it to."""
        if self._line is not None:
            with suppress(Lost):
                self._line.ends = monotonic() + BYE
                self._line.say("QUIT")
        self._hang_up()

    # -- one message --------------------------------------------------------------------------

    def _open_transaction(self, line: Line, to: str, size: int) -> None:
        announced = f" SIZE={size}" if "SIZE" in self._features else ""
        reply = line.say(f"MAIL FROM:<{self._settings.sender}>{announced}")
        if reply.code != 250:
            raise self._said_no(reply, self._of_sender(reply))
        reply = line.say(f"RCPT TO:<{to}>")
        if reply.code not in (250, 251):
            raise self._said_no(reply, self._of_recipient(reply))
        reply = line.say("DATA")
        if reply.code != 354:
            raise self._said_no(reply, self._of_message(reply))

    def _end_transaction(self, line: Line) -> None:
        """The dot. A filter may think for long before it answers: it gets all the time left."""
        try:
            line.send(b".\r\n")
            reply = line.reply(within=self._deadline)
        except Lost as lost:
            self._broken += 1
            self._hang_up()
            raise Ambiguous(
                self._told(f"{lost} after the whole message was sent; it may have arrived")
            ) from lost
        if reply.code != 250:
            raise self._said_no(reply, self._of_message(reply))

    def _of_sender(self, reply: Reply) -> Undelivered:
        """A refusal of our own address befalls every message; a size only this one."""
        if reply.code < 500:
            return Deferred(self._told(f"it wants this message later: {reply}"))
        if reply.code == 552 or reply.enhanced == "5.3.4":
            return Refused(self._told(f"it refused the message: {reply}"), for_good=False)
        return Unreachable(
            self._told(f"it refused the sender {self._settings.sender}: {reply}; is it ours there?")
        )

    def _of_recipient(self, reply: Reply) -> Undelivered:
        """No address is given up because the server does not know us: that befalls every one."""
        if reply.code < 500:
            return Deferred(self._told(f"it wants this message later: {reply}"))
        if reply.code == 530 or reply.enhanced in OUR_ADDRESS:
            return Unreachable(self._told(f"it does not take mail from us: {reply}"))
        bad = NO_SUCH_ADDRESS.fullmatch(reply.enhanced)
        if not bad and "relay" in str(reply).lower():
            return Deferred(
                self._told(f"it does not pass our mail on: {reply}; does it want a login?")
            )
        for_good = bool(bad) or (not reply.enhanced and reply.code in GONE)
        return Refused(self._told(f"it refused the recipient: {reply}"), for_good=for_good)

    def _of_message(self, reply: Reply) -> Undelivered:
        if reply.code < 500:
            return Deferred(self._told(f"it wants this message later: {reply}"))
        bad = NO_SUCH_ADDRESS.fullmatch(reply.enhanced)
        return Refused(self._told(f"it refused the message: {reply}"), for_good=bool(bad))

    def _said_no(self, reply: Reply, error: Undelivered) -> Undelivered:
        """An answer ends the transaction in order; after 421, or one out of turn, the line too."""
        if reply.code == 421 or reply.code < 400:
            return self._broke(Lost(f"it ended the conversation: {reply}"))
        self._broken = 0
        return error

    def _broke(self, lost: Lost) -> Undelivered:
        self._hang_up()
        self._broken += 1
        if self._broken > 1:
            return Unreachable(self._told(f"{lost} in the middle of a message, twice in a row"))
        return Deferred(self._told(f"{lost} in the middle of the message; nothing was taken over"))

    # -- the line -----------------------------------------------------------------------------

    def _ready(self, ends: float) -> Line:
        """A line on which a transaction can begin; the one there is, if it still answers."""
        if self._line is not None:
            self._line.ends = ends
            with suppress(Lost):
                if self._line.say("RSET").code == 250:
                    return self._line
            self._hang_up()
        try:
            return self._connected(ends)
        except Lost as lost:
            self._hang_up()
            raise Unreachable(self._told(str(lost))) from lost
        except Unreachable:
            self._hang_up()
            raise

    def _connected(self, ends: float) -> Line:
        to = self._settings
        self._line = line = Line(to.host, to.port, step=self._timeout, ends=ends)
        if to.safety == "tls":
            line.secure(self._trust(), to.host)
        self._expect(line.reply(), 220, "it does not serve us")
        self._greet(line)
        if to.safety == "starttls":
            if "STARTTLS" not in self._features:
                raise Unreachable(self._told("it offers no STARTTLS, and nothing is sent without"))
            self._expect(line.say("STARTTLS"), 220, "it does not begin TLS")
            line.secure(self._trust(), to.host)
            self._greet(line)  # what was said before TLS counts no more
        if to.user is not None:
            self._log_in(line, to.user, to.password or "")
        return line

    def _greet(self, line: Line) -> None:
        reply = line.say(f"EHLO {self._settings.domain}")
        self._expect(reply, 250, "it does not greet us back")
        words = [told.upper().partition(" ") for told in reply.lines[1:]]
        self._features = {name: rest for name, _, rest in words}

    def _log_in(self, line: Line, user: str, password: str) -> None:
        """PLAIN or LOGIN; of a refusal only the codes are told, for words may repeat a password."""
        if self._settings.safety == "none" and self._settings.host not in LOCAL:
            raise Unreachable(self._told("a login would go over an open line; use TLS"))
        offered = self._features.get("AUTH", "").split()
        if "PLAIN" in offered:
            reply = line.say(f"AUTH PLAIN {_coded(f'{chr(0)}{user}{chr(0)}{password}')}")
        elif "LOGIN" in offered:
            reply = line.say("AUTH LOGIN")
            for secret in (user, password):
                reply = line.say(_coded(secret)) if reply.code == 334 else reply
        else:
            raise Unreachable(self._told("it offers neither of the logins PLAIN and LOGIN"))
        if reply.code != 235:
            raise Unreachable(
                self._told(f"it refused the login ({reply.numbers}); correct TRACKER_SMTP")
            )

    def _expect(self, reply: Reply, code: int, otherwise: str) -> None:
        if reply.code != code:
            raise Unreachable(self._told(f"{otherwise}: {reply}"))

    def _trust(self) -> ssl.SSLContext:
        self._context = self._context or ssl.create_default_context()
        return self._context

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
        self._line = None

    def _told(self, words: str) -> str:
        return f"mail server {self._settings.host}:{self._settings.port}: {words}"


def _coded(secret: str) -> str:
    return b64encode(secret.encode()).decode()
