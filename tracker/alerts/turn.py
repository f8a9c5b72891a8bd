"""One turn of the daily run: what is new becomes stories, stories become messages, messages leave.

Stories and their messages are noted in one transaction with how far we have come, so a crash before
it changes nothing and one after it repeats nothing. One program at a time takes a turn; whoever
comes second leaves it to the first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from config import alerts as chosen
from config.settings import Settings, settings
from events.errors import ConfigError, TrackerError
from events.lease import LeaseHeld, lease
from tracker.alerts import desk
from tracker.alerts.acts import stories_after
from tracker.alerts.backtest import Backtest
from tracker.alerts.compose import Composer, Links
from tracker.alerts.days import day_stories, turns_around
from tracker.alerts.delivery import Channels, Delivered, deliver, usual_channels
from tracker.alerts.digests import gather
from tracker.alerts.filed import signature
from tracker.alerts.match import Matcher
from tracker.alerts.outbox import queue
from tracker.alerts.sources import recovered, source_stories
from tracker.alerts.story import Story, digest
from tracker.alerts.subscribers import Subscriber, Subscribers
from tracker.alerts.tokens import Tokens, key_of
from tracker.alerts.turns import Family
from tracker.alerts.wishes import all_wishes
from tracker.asked import ZONES, local_days
from tracker.freshness import sources
from tracker.opening import open as open_timeline
from tracker.opening import utc_now
from tracker.operations import Operations, Rows
from tracker.queries import Timeline
from tracker.view import View
from tracker.view_facts import noted_at, noted_of

LEASE = "alerts"
USUAL_AHEAD = (7,)
FEED_DAYS = 90  # what was published in so many days before the first turn is in the feeds
CATCH_UP = 400  # days of the calendar told after a pause
BURST = 20  # more stories at once than this come in one message


@dataclass
class Turned:
    """What a turn did. `first`: the mark was set, and nothing before it will be told."""

    stories: int = 0
    queued: int = 0
    first: bool = False
    elsewhere: bool = False
    delivered: Delivered = field(default_factory=Delivered)
    problems: list[str] = field(default_factory=list)

    @property
    def failed(self) -> bool:
        """Whether anything went wrong that somebody should see to."""
        return bool(self.problems)

    @property
    def words(self) -> str:
        """The same in one line."""
        if self.elsewhere:
            return "another program is taking this turn"
        told = f"{self.stories} news, {self.queued} messages queued; {self.delivered.words}"
        if self.first:
            told = f"first look: what is on file so far is told to nobody; {told}"
        return "; ".join([told, *self.problems[:3]])


def turn(
    ledger: str | None = None,
    *,
    now: Callable[[], datetime] = utc_now,
    channels: Channels = usual_channels,
) -> Turned:
    """Look, note, queue and send. Raises ConfigError, LedgerError, StoreUnwritable."""
    try:
        with _opened(ledger, now) as one:
            return one.take(channels)
    except LeaseHeld:
        return Turned(elsewhere=True)


def begin(ledger: str | None = None, *, now: Callable[[], datetime] = utc_now) -> None:
    """Set the mark, if there is none: what is on file now is told to nobody, what comes is."""
    with suppress(LeaseHeld), _opened(ledger, now) as one:
        if desk.mark_of(one.store) is None:
            one.begin(set(USUAL_AHEAD))


@contextmanager
def _opened(ledger: str | None, now: Callable[[], datetime]) -> Iterator[_Turn]:
    where = settings(ledger)
    with lease(where.ledger, name=LEASE), open_timeline(ledger, now=now) as timeline:
        store = Operations(where.ledger)
        try:
            yield _Turn(where, timeline, store, now)
        finally:
            store.close()


class _Turn:
    def __init__(
        self, where: Settings, timeline: Timeline, store: Operations, now: Callable[[], datetime]
    ) -> None:
        self.where, self.timeline, self.store, self.now = where, timeline, store, now
        self.subscribers = Subscribers(store, now)
        self.turned = Turned(problems=list(timeline.warnings))
        self._wrong: dict[str, dict[str, str]] = {}  # a correction: who got the wrong one
        today = local_days(now(), "today")
        self.today = {"CN": today.CN, "US": today.US}

    def take(self, channels: Channels) -> Turned:
        self._follow_file()
        active = [one for one in self.subscribers.all() if one.state == "active"]
        aheads = {n for one in active for n in one.wish.ahead} or set(USUAL_AHEAD)
        mark = desk.mark_of(self.store)
        if mark is None:
            self.begin(aheads)
        else:
            self._tell(self._new(mark, aheads), active)
        self.turned.queued += gather(self.store, self.subscribers, self.now)
        self._send(channels)
        return self.turned

    def _follow_file(self) -> None:
        """What `alerts.yml` wishes; where it cannot be read, what it last wished goes on."""
        try:
            path = chosen.alerts_file(self.where.data)
            told = self.subscribers.follow_file(all_wishes(path), whole=path.exists())
            self.turned.problems += told
        except ConfigError as error:
            self.turned.problems.append(str(error))

    # -- what is new --------------------------------------------------------------------------

    def begin(self, aheads: set[int]) -> None:
        """Set the mark; the last weeks are noted as old, so that feeds do not begin empty."""
        last = min(self.today.values())
        old = Backtest(self.timeline.view).stories(last - timedelta(FEED_DAYS), last, aheads)
        with self.store.changing() as rows:
            desk.note(rows, old, self.now(), fresh=False)
            desk.set_marks(rows, self.timeline, self.today)
        self.turned.first = True

    def _new(self, mark: desk.Mark, aheads: set[int]) -> list[Story]:
        position = desk.followed(mark, self.timeline)
        found: list[Story] = []
        if position is None:
            self.turned.problems.append(
                "alerts: this ledger is not the one that was followed; what is in it now is taken"
                " as told"
            )
        else:
            found += stories_after(self.timeline.view, position)
        for where, today in self.today.items():
            told = Heard(self.timeline.view, position, ZoneInfo(ZONES[where]))
            found += self._of_days(mark.days[where], today, where, aheads, told)
        health = sources(self.timeline)
        found += source_stories(health, self.today["US"])
        return [*found, *recovered(health, desk.of_sources(self.store), self.today["US"])]

    def _of_days(
        self, done: date, today: date, where: str, aheads: set[int], told: Heard
    ) -> Iterator[Story]:
        """The stories of each day since the last turn, and reminders of what is still to come."""
        first = max(done, today - timedelta(CATCH_UP)) + timedelta(1)
        if first > today:
            return
        view = self.timeline.view
        until = today + timedelta(max(aheads, default=0) + 1)
        found, family = turns_around(view, where, first, until), Family(view)
        for number in range((today - first).days + 1):
            day = first + timedelta(number)
            for story in day_stories(found, day, aheads, told.on, family):
                # After a pause, a reminder of what has come meanwhile would only confuse.
                if story.ahead is None or day == today or day + timedelta(story.ahead) > today:
                    yield story

    # -- whom it is for -----------------------------------------------------------------------

    def _tell(self, stories: Sequence[Story], active: Sequence[Subscriber]) -> None:
        """Note the stories and queue their messages, all at once."""
        with self.store.changing() as rows:
            fresh = desk.note(rows, stories, self.now(), fresh=True)
            self.turned.stories = len(fresh)
            matcher = Matcher(self.timeline, fresh)
            for subscriber in active if fresh else ():
                try:
                    news = list(self._for(rows, subscriber, fresh, matcher))
                except TrackerError as error:  # a question that cannot be asked: all may answer it
                    self.turned.problems.append(f"subscription {subscriber.name}: {error}")
                    news = [(story, False) for story in fresh if wanted(story, subscriber)]
                self.turned.queued += self._queue(rows, subscriber, news)
            desk.set_marks(rows, self.timeline, self.today)

    def _for(
        self, rows: Rows, subscriber: Subscriber, fresh: Sequence[Story], matcher: Matcher
    ) -> Iterator[tuple[Story, bool]]:
        """The stories for one subscriber, and whether each surely answers the question."""
        found = matcher.answering(subscriber.wish.question)
        corrected: set[int] = set()
        for story in fresh:
            if story.corrects:
                if story.id not in self._wrong:
                    self._wrong[story.id] = desk.wrongly_told(rows, story.act, story.corrects)
                wrong = subscriber.name in self._wrong[story.id]
                if wrong or (story.whats != ("corrected",) and found.get(story.id)):
                    corrected |= {at for item in story.items for at in item.positions}
                    yield story, True
            elif (
                story.id in found
                and wanted(story, subscriber)
                and not (corrected and _all_in(story, corrected))
            ):
                yield story, found[story.id]

    def _queue(self, rows: Rows, subscriber: Subscriber, news: Sequence[tuple[Story, bool]]) -> int:
        """Queue what is to be told at once; the rest waits for a digest."""
        at_once: list[Story] = []
        if subscriber.wish.how == "immediate":
            at_once = [story for story, sure in news if sure]
        together = [story for story in at_once if story.late]
        together = at_once if len(at_once) > BURST else together
        names: dict[str, str] = {}
        if together:
            key = digest(story.id for story in together)
            one = queue(rows, subscriber.name, "digest", ("together", key), self.now())
            names |= {story.id: one for story in together}
        for number, story in enumerate(at_once):
            if story.id not in names:
                about = (story.id,)
                names[story.id] = queue(rows, subscriber.name, "story", about, self.now(), number)
        for story, sure in news:
            rows.change(
                "INSERT INTO tracker_news VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING",
                subscriber.name,
                story.id,
                int(sure),
                names.get(story.id),
            )
        return len(set(names.values()))

    # -- sending ------------------------------------------------------------------------------

    def _send(self, channels: Channels) -> None:
        links = links_of(self.store, self.now)
        composer = Composer(self.timeline, links)
        done = deliver(self.store, self.subscribers, composer, channels, self.now)
        self.turned.delivered = done
        self.turned.problems += done.problems


class Heard:
    """When people were told what an entry says, by the calendar of one zone."""

    def __init__(self, view: View, after: int | None, zone: ZoneInfo) -> None:
        self.view, self.after, self.zone = view, after, zone

    def on(self, position: int) -> date | None:
        """The day on which it was first told; a day far ahead if this very turn tells it."""
        one = noted_at(self.view, position)
        if one is None:
            return None
        said = signature(one.fact)
        same = (n for n in noted_of(self.view, one.stream) if n.event == one.event)
        first = next((n for n in same if signature(n.fact) == said), one)
        if self.after is not None and first.position > self.after:
            return date.max
        return datetime.fromisoformat(first.recorded_at).astimezone(self.zone).date()


def links_of(store: Operations, now: Callable[[], datetime]) -> Links | None:
    """The links of readers; None where no pages are set up."""
    base = chosen.web()
    return Links(base, Tokens(key_of(store), now=now)) if base else None


def wanted(story: Story, subscriber: Subscriber) -> bool:
    """Whether a story is of a sort that was asked for, as far ahead as was asked for."""
    wish = subscriber.wish
    if story.ahead is not None and story.ahead not in wish.ahead:
        return False
    return any(what in wish.what for what in story.whats)


def _all_in(story: Story, corrected: Iterable[int]) -> bool:
    """Whether a story says only what a correction has just said."""
    rests = {at for item in story.items for at in item.positions}
    return bool(rests) and rests <= set(corrected)
