"""What all pages share: one ledger, its store, the key of its links, and how answers are kept."""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import UTC, date, datetime
from urllib.parse import urlsplit

import tracker
from config.alerts import web as web_base
from config.settings import settings
from tracker.alerts.subscribers import Subscribers
from tracker.alerts.tokens import Tokens, key_of
from tracker.opening import utc_now
from tracker.operations import Operations
from tracker.queries import Timeline
from tracker.view import where_of

KEPT = 64  # answers kept until they change


class House:
    """One server's ledger and what is kept beside it.

    `base` is TRACKER_WEB, the address readers use; `root` its path alone, before every link of a
    page. Neither is ever taken from a request. Raises ConfigError, and StoreUnwritable where the
    store of subscriptions cannot be opened.
    """

    def __init__(self, ledger: str | None, now: Callable[[], datetime] = utc_now) -> None:
        self.ledger, self.now, self.base = settings(ledger).ledger, now, web_base()
        self.root = urlsplit(self.base or "").path.rstrip("/")
        self.open().close()  # what a first use files is not left to a GET
        self.store = Operations(self.ledger)
        self.subscribers = Subscribers(self.store, now)
        self.tokens = Tokens(key_of(self.store), now=now)
        self._made: OrderedDict[str, bytes] = OrderedDict()
        self._making: dict[str, threading.Lock] = {}
        self._lock = threading.Lock()

    def open(self) -> Timeline:
        """The timeline as it is at this moment; the caller closes it."""
        return tracker.open(self.ledger, now=self.now)

    def remember(self) -> None:
        """Fold each measure once: what is worked out for one page serves the next."""
        from tracker.past import lives

        with self.open() as timeline:
            names = timeline.view.ids(where_of({}, timeline.view, parts=False))
            deque(lives(timeline.view, names), maxlen=0)

    @property
    def today(self) -> date:
        """The day in UTC."""
        return self.now().astimezone(UTC).date()

    def tag(self, timeline: Timeline, *asked: str) -> str:
        """A name for an answer: another one as soon as anything it rests on has changed.

        That is the ledger's head, what we chose, our version, and the hour: `today` and how stale a
        source is turn on it.
        """
        meta = timeline.view.meta
        hour = self.now().astimezone(UTC).isoformat(timespec="hours")
        rests_on = [tracker.__version__, meta["digest"], meta.get("data", ""), hour]
        rests_on += [self.base or "", *asked]
        return f'"{hashlib.sha256(chr(31).join(rests_on).encode()).hexdigest()[:32]}"'

    def kept(self, tag: str, make: Callable[[], bytes]) -> bytes:
        """An answer that was made before, if nothing it rests on has changed since.

        Of many who ask for one at once, one has it made; other answers do not wait for that.
        """
        with self._lock:
            if tag in self._made:
                self._made.move_to_end(tag)
                return self._made[tag]
            making = self._making.setdefault(tag, threading.Lock())
        with making:
            with self._lock:
                if tag in self._made:
                    return self._made[tag]
            try:
                made = make()
            finally:
                with self._lock:
                    self._making.pop(tag, None)
            with self._lock:
                self._made[tag] = made
                while len(self._made) > KEPT:
                    self._made.popitem(last=False)
            return made
