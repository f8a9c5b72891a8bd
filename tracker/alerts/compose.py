"""From a queued message to a letter: what it tells today, and why this reader gets it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined

from tracker.alerts.letter import Letter
from tracker.alerts.outbox import message_id
from tracker.alerts.phrases import Words
from tracker.alerts.story import Story
from tracker.alerts.subscription import USUAL, WEEKDAYS, Subscription
from tracker.alerts.telling import ROWS, tell
from tracker.alerts.tokens import Tokens, confirm_url, unsubscribe_url
from tracker.alerts.told import Told
from tracker.alerts.wishes import OPERATOR
from tracker.asked import local_days
from tracker.freshness import SourceHealth, sources
from tracker.queries import Timeline
from tracker.words import shortened

MOST = 40  # stories shown whole in one digest; the rest by their headlines
THREADS = 12


@dataclass(frozen=True)
class Frame:
    """What surrounds the stories of one letter; `lines` stand first, `labels` are its headings."""

    subject: str
    lines: tuple[str, ...]
    stories: tuple[Told, ...] = ()
    besides: tuple[str, ...] = ()
    unsure: tuple[Told, ...] = ()
    foot: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    action: str | None = None
    stop: str | None = None
    more: dict[str, str] = field(default_factory=dict)

    @property
    def several(self) -> bool:
        """Whether each story needs a heading of its own."""
        return len(self.stories) + len(self.besides) > 1


class Composer:
    """Writes letters from one timeline. `links` makes a reader's links; None without pages."""

    def __init__(self, timeline: Timeline, links: Links | None) -> None:
        self.timeline, self.links = timeline, links

    # -- the kinds of letters -----------------------------------------------------------------

    def story(
        self, name: str, wish: Subscription, story: Story, answers: str | None
    ) -> Letter | None:
        """A message about one story; None where nothing of it stands any more."""
        told = self._told(story, wish)
        if told is None:
            return None
        frame = Frame(told.subject, told.lines, (told,), more=self._more([story], wish))
        return self._letter(name, wish, frame, [story], answers)

    def digest(
        self, name: str, wish: Subscription, found: Sequence[tuple[Story, bool]]
    ) -> Letter | None:
        """A message about several stories; None where nothing of them stands any more."""
        say = Words(wish.language).say
        told = [(story, sure, self._told(story, wish)) for story, sure in found]
        sure = [(story, one) for story, sure, one in told if sure and one]
        unsure = tuple(one for _, sure, one in told if not sure and one)
        if not sure and not unsure:
            return None
        heads = tuple(one.subject for _, one in sure)
        if not sure:
            subject = say("unsure only", count=len(unsure))
        elif len(sure) == 1:
            subject, heads = heads[0], sure[0][1].lines
        else:
            row = shortened("; ".join(heads), 150)
            subject = say("digest", count=say("stories", count=len(sure)), head=row)
        frame = Frame(
            subject,
            heads or (subject,),
            tuple(one for _, one in sure[:MOST]),
            tuple(one.subject for _, one in sure[MOST:]),
            unsure,
            more=self._more([story for story, _ in sure], wish),
        )
        return self._letter(name, wish, frame, [story for story, _ in sure])

    def quiet(self, name: str, wish: Subscription, since: date) -> Letter:
        """The weekly note that nothing came, with how far the sources were read."""
        words = Words(wish.language)
        watched = [one for one in self._health if one.watched]
        old = [one.source for one in watched if one.stale]
        key = "quiet partly" if old else "quiet"
        subject = words.say(key, good=len(watched) - len(old), all=len(watched))
        lines = [words.say("quiet lines", day=words.day(since))]
        if set(USUAL) - set(wish.what):
            lines.append(words.say("quiet kinds"))
        if old:
            lines.append(words.say("quiet warn", sources=words.listed(old, 12)))
        return self._letter(name, wish, Frame(subject, (subject, *lines)), [])

    def confirm(self, name: str, wish: Subscription) -> Letter:
        """The question whether an address agrees. Only where there are pages to agree on."""
        assert self.links is not None
        words = Words(wish.language)
        question, how = asked_words(wish, words), how_words(wish, words)
        url = self.links.confirm(wish)
        lines = (
            words.say("confirm who"),
            words.say("confirm line", question=question, how=how),
            words.say("confirm do", url=url),
            words.say("confirm else"),
        )
        frame = Frame(words.say("confirm subject", question=question), lines, action=url)
        return self._written(name, wish, frame, {}, (), None, None)

    def trial(self, name: str, wish: Subscription, story: Story) -> Letter | None:
        """A test message with a story that is not new."""
        told = self._told(story, wish)
        if told is None:
            return None
        say = Words(wish.language).say
        lines = (say("test line", name=wish.name), *told.lines)
        frame = Frame(say("test subject", head=told.subject), lines, (told,))
        return self._letter(name, wish, frame, [story])

    # -- what they share ----------------------------------------------------------------------

    def _told(self, story: Story, wish: Subscription) -> Told | None:
        today = local_days(self.timeline.now(), "today").of(story.jurisdiction or "US")
        return tell(story, self.timeline, wish.language, today)

    def _more(self, stories: Iterable[Story], wish: Subscription) -> dict[str, str]:
        """For a story with more measures than a table shows, how to see the rest."""
        say = Words(wish.language).say
        return {
            story.id: say(
                "more rows" if story.act else "more rows of several",
                count=len(story.items) - ROWS,
                act=story.act or "",
            )
            for story in stories
            if len(story.items) > ROWS
        }

    @cached_property
    def _health(self) -> list[SourceHealth]:
        return sources(self.timeline)

    def _sources(self, words: Words, stories: Sequence[Story]) -> Iterable[str]:
        """How far each source was read: those of the stories' side, or all."""
        sides = {story.jurisdiction for story in stories} - {None}
        for one in self._health:
            if not one.watched or (sides and one.jurisdiction not in sides):
                continue
            key = "read through stale" if one.stale else "read through"
            day = one.checked_through or one.curated_through
            key = key if one.checked_through else "read never"
            yield words.say(key, source=one.source, day=words.day(day))

    def _letter(
        self,
        name: str,
        wish: Subscription,
        frame: Frame,
        stories: Sequence[Story],
        answers: str | None = None,
    ) -> Letter:
        words = Words(wish.language)
        stop = self.links.unsubscribe(wish) if self.links else None
        meta = self.timeline.view.meta
        foot = (
            words.say(
                "because operator" if wish.name == OPERATOR else "because",
                name=wish.name,
                question=asked_words(wish, words),
                how=how_words(wish, words),
            ),
            words.say("receipt", position=meta["position"], head=f"sha256:{meta['digest']}"),
            words.say("stop", url=stop) if stop else words.say("stop by hand"),
        )
        whole = Frame(
            **vars(frame)
            | {"foot": foot, "sources": tuple(self._sources(words, stories)), "stop": stop}
        )
        threads = dict.fromkeys(measure for story in stories for measure in story.measures)
        roots = tuple(message_id(wish.name, "thread", one) for one in list(threads)[:THREADS])
        return self._written(
            name, wish, whole, _data(wish, frame, stories, meta), roots, answers, stop
        )

    def _written(
        self,
        name: str,
        wish: Subscription,
        frame: Frame,
        data: dict[str, Any],
        thread: tuple[str, ...],
        answers: str | None,
        stop: str | None,
    ) -> Letter:
        words = Words(wish.language)
        given = {
            "frame": frame,
            "say": words.say,
            "lang": "zh-CN" if wish.language == "zh" else "en",
        }
        return Letter(
            id=name,
            subject=frame.subject,
            text=_templates().get_template("letter.txt").render(given).strip() + "\n",
            html=_templates().get_template("letter.html").render(given),
            language=wish.language,
            thread=thread,
            answers=answers,
            unsubscribe=stop,
            data=data,
        )


class Links:
    """The links of readers, under the address of our pages."""

    def __init__(self, base: str, tokens: Tokens) -> None:
        self.base, self.tokens = base, tokens

    def unsubscribe(self, wish: Subscription) -> str:
        """Where a reader ends a subscription."""
        return unsubscribe_url(self.base, self.tokens.unsubscribe(wish.name, wish.to))

    def confirm(self, wish: Subscription) -> str:
        """Where an address agrees."""
        return confirm_url(self.base, self.tokens.confirm(wish.name, wish.to))


def asked_words(wish: Subscription, words: Words) -> str:
    """What a subscription asks for."""
    told = [f"{name} {value}" for name, value in wish.question.items()]
    return ", ".join(told) or words.say("everything")


def how_words(wish: Subscription, words: Words) -> str:
    """When a subscription is told."""
    weekday = words.say("weekdays").split("|")[WEEKDAYS.index(wish.weekday)]
    return words.say(wish.how, at=wish.at, zone=wish.zone, weekday=weekday)


def _data(
    wish: Subscription, frame: Frame, stories: Sequence[Story], meta: dict[str, str]
) -> dict[str, Any]:
    """The same for machines."""
    told = {one.story: one for one in frame.stories}
    return {
        "subscription": wish.name,
        "subject": frame.subject,
        "stories": [
            {
                **story.model_dump(mode="json", exclude_defaults=True),
                "headline": told[story.id].headline if story.id in told else None,
                "lines": list(told[story.id].lines) if story.id in told else [],
            }
            for story in stories
        ],
        "receipt": {"position": int(meta["position"]), "head": f"sha256:{meta['digest']}"},
    }


def http_only(url: object) -> str:
    """A link that leads to a page and does nothing else; anything else is no link."""
    text = str(url or "")
    try:
        parts = urlsplit(text)
    except ValueError:
        return ""
    plain = text.isprintable() and not set(text) & set(" \"'<>`\\")
    return text if plain and parts.scheme in ("http", "https") and parts.hostname else ""


_ENVIRONMENT: list[Environment] = []


def _templates() -> Environment:
    if not _ENVIRONMENT:
        made = Environment(
            loader=PackageLoader("tracker", "templates/mail"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        made.filters["http_only"] = http_only
        _ENVIRONMENT.append(made)
    return _ENVIRONMENT[0]


def since_of(moment: str, zone: Any) -> date:
    """The local day of a stored moment."""
    return datetime.fromisoformat(moment).astimezone(zone).date()
