"""Handing messages over: claimed, written as things stand now, sent, and the end of each noted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from zoneinfo import ZoneInfo

from config import alerts as chosen
from events.errors import ConfigError, StoreUnwritable
from tracker.alerts import desk, outbox
from tracker.alerts.channel import Channel, Refused, Undelivered, Unreachable
from tracker.alerts.compose import Composer, since_of
from tracker.alerts.letter import Letter
from tracker.alerts.outbox import Message
from tracker.alerts.story import Story
from tracker.alerts.subscribers import Subscriber, Subscribers
from tracker.operations import Operations

Channels = Callable[[str], Channel]
"""From the name of a channel (mail, webhook, chat) to the way out; ConfigError if not set up."""
LOOK_BACK = 400  # messages looked through for the one that a new one follows
ENDED = ("ended", "bounced", "paused")


def usual_channels(name: str) -> Channel:
    """The ways out as they are set up."""
    if name == "webhook":
        from tracker.alerts.webhook import Webhook

        return Webhook()
    if name == "chat":
        from tracker.alerts.chat import Chat

        return Chat()
    settings = chosen.mail()
    if settings is None:
        raise ConfigError("TRACKER_SMTP: expected a mail server, found none; messages wait")
    from tracker.alerts.smtp import Smtp

    return Smtp(settings)


@dataclass
class Delivered:
    """How many messages ended in which way, and what somebody should see to."""

    ends: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)

    @property
    def words(self) -> str:
        """The same in one line."""
        told = [f"{count} {end}" for end, count in sorted(self.ends.items())]
        return ", ".join(told) or "nothing to send"


def deliver(
    store: Operations,
    subscribers: Subscribers,
    composer: Composer,
    channels: Channels,
    now: Callable[[], datetime],
) -> Delivered:
    """Send what is due. Whoever calls this holds the lease on sending."""
    outbox.free_abandoned(store)
    run = _Delivery(store, subscribers, composer, channels, now)
    try:
        for message in outbox.due(store, now()):
            run.one(message)
        run.done.ends.pop("waiting", None)
        if waiting := outbox.counts(store)["queued"]:
            run.done.ends["waiting"] = waiting
    finally:
        run.close()
    return run.done


class _Delivery:
    def __init__(
        self,
        store: Operations,
        subscribers: Subscribers,
        composer: Composer,
        channels: Channels,
        now: Callable[[], datetime],
    ) -> None:
        self.store, self.subscribers, self.composer = store, subscribers, composer
        self.channels, self.now = channels, now
        self.open: dict[str, Channel] = {}
        self.shut: dict[str, str] = {}
        self.done = Delivered()

    def close(self) -> None:
        for channel in self.open.values():
            channel.close()

    def one(self, message: Message) -> None:
        """Send one message, or say why not."""
        reader = self.subscribers.find(message.subscription)
        if reader is None or reader.state in ENDED:
            self._drop(message, f"subscription {reader.state if reader else 'removed'}")
            return
        if (reader.state == "pending") != (message.what == "confirm"):
            if message.what == "confirm":
                self._drop(message, "agreed already")
            return  # news for an address that has not agreed yet waits
        if message.what == "confirm" and self.composer.links is None:
            self._problem("TRACKER_WEB is not set: nobody can be asked without a page")
            return  # it is asked as soon as there are pages
        channel = self._channel(reader.wish.channel)
        if channel is None or not outbox.claim(self.store, message, self.now()):
            return
        try:
            letter = self._letter(message, reader)
            if letter is not None:
                self._hand_over(message, reader, letter, channel)
        except StoreUnwritable:
            raise
        except Exception as error:  # a fault of ours in one message must not hold up the others
            self._wait(message, f"a fault of the tracker itself: {type(error).__name__}: {error}")

    def _channel(self, name: str) -> Channel | None:
        """The way out; None where it is shut for now."""
        if name not in self.open and name not in self.shut:
            try:
                self.open[name] = self.channels(name)
            except ConfigError as error:
                self._shut(name, str(error))
        return None if name in self.shut else self.open[name]

    def _shut(self, name: str, cause: str) -> None:
        self.shut[name] = cause
        self.done.problems.append(cause if name in cause else f"{name}: {cause}")

    # -- writing ------------------------------------------------------------------------------

    def _letter(self, message: Message, reader: Subscriber) -> Letter | None:
        """The letter as things stand now; None if there is nothing to say any more."""
        write = self.composer
        match message.what:
            case "confirm":
                asked = (reader.wish.to, reader.changed_at)
                if outbox.message_id(reader.name, "confirm", *asked) != message.id:
                    self._drop(message, "it was for another address, or another time")
                    return None
                return write.confirm(message.id, reader.wish)
            case "quiet":
                with self.store.reading() as rows:
                    if outbox.newer(rows, message):
                        self._drop(message, "there is news meanwhile")
                        return None
                return write.quiet(message.id, reader.wish, self._since(message, reader))
        letter = self._news(message, reader)
        if letter is None:
            self._drop(message, "nothing of it stands any more")
        return letter

    def _since(self, message: Message, reader: Subscriber) -> date:
        """The day since which a reader heard nothing: of the last message, or of going on."""
        with self.store.reading() as rows:
            row = rows.one(
                "SELECT max(ended_at) FROM tracker_message WHERE subscription = ?"
                " AND state = 'sent' AND id <> ?",
                reader.name,
                message.id,
            )
        last = max(filter(None, [row[0] if row else None, reader.since, reader.changed_at]))
        return since_of(last, ZoneInfo(reader.wish.zone))

    def _news(self, message: Message, reader: Subscriber) -> Letter | None:
        with self.store.reading() as rows:
            named = outbox.told_in(rows, message.id)
            found = [(story, sure) for name, sure in named if (story := desk.story(rows, name))]
        if message.what == "digest":
            return self.composer.digest(message.id, reader.wish, found)
        if not found:
            return None
        story = found[0][0]
        return self.composer.story(message.id, reader.wish, story, self._before(reader, story))

    def _before(self, reader: Subscriber, story: Story) -> str | None:
        """The message that this one follows: the wrong one, or the last about the same measure."""
        with self.store.reading() as rows:
            if story.corrects:
                wrong = desk.wrongly_told(rows, story.act, story.corrects)
                if reader.name in wrong:
                    return wrong[reader.name]
            earlier = rows.all(
                "SELECT n.message, s.body FROM tracker_news AS n JOIN tracker_story AS s"
                " ON s.id = n.story JOIN tracker_message AS m ON m.id = n.message"
                " WHERE n.subscription = ? AND m.state = 'sent' AND m.what = 'story'"
                " ORDER BY m.ended_at DESC LIMIT ?",
                reader.name,
                LOOK_BACK,
            )
        ours = set(story.measures)
        for name, body in earlier:
            if ours & set(Story.model_validate_json(body).measures):
                return str(name)
        return None

    # -- handing over -------------------------------------------------------------------------

    def _hand_over(
        self, message: Message, reader: Subscriber, letter: Letter, channel: Channel
    ) -> None:
        try:
            channel.send(letter, reader.wish)
        except Refused as error:
            self._refused(message, reader, error)
        except Unreachable as error:
            self._shut(reader.wish.channel, error.cause)
            self._wait(message, error.cause)
        except Undelivered as error:
            self._wait(message, error.cause, getattr(error, "wait", None))
        else:
            with self.store.changing() as rows:
                outbox.sent(rows, message, self.now())
                self.subscribers.arrived(rows, reader.name)
            self.done.ends["sent"] += 1

    def _refused(self, message: Message, reader: Subscriber, error: Refused) -> None:
        """An address that refuses for good, or again and again, is given up."""
        outbox.failed(self.store, message, error.cause, self.now())
        self.done.ends["refused"] += 1
        gone = self.subscribers.bounced(reader.name, error.cause, for_good=error.for_good)
        what = "given up" if gone else "refused a message"
        self.done.problems.append(f"subscription {reader.name}: {what}: {error.cause}")

    def _wait(self, message: Message, cause: str, least: float | None = None) -> None:
        if outbox.put_off(self.store, message, cause, self.now(), least):
            self.done.ends["waiting"] += 1
        else:
            self.done.ends["given up"] += 1
        if not any(cause in problem for problem in self.done.problems):
            self._problem(f"subscription {message.subscription}: waits: {cause}")

    def _problem(self, words: str) -> None:
        if words not in self.done.problems:
            self.done.problems.append(words)

    def _drop(self, message: Message, cause: str) -> None:
        outbox.dropped(self.store, message, cause, self.now())
        self.done.ends["dropped"] += 1
