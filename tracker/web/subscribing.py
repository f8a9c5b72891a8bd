"""Subscriptions over the web, for whoever holds a token that may; nobody else sees an address.

A mail address added here is always asked first: only the command line may vouch for one. Addresses
of chat services are keys to rooms and belong on the command line too, and a webhook may not lead to
this host.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal
from urllib.parse import urlencode, urlsplit

from fastapi import Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field

from config.alerts import LOCAL
from tracker.alerts.match import Matcher
from tracker.alerts.story import WHATS, What
from tracker.alerts.subscribers import Subscriber
from tracker.alerts.subscription import USUAL, WEEKDAYS, Subscription, subscription
from tracker.alerts.wishes import OPERATOR
from tracker.asked import UsageError, ask_one
from tracker.question import FILTERS
from tracker.web.desk import WITH_FORMS, Body, Desk
from tracker.web.forms import filled
from tracker.web.frame import page
from tracker.web.guard import NO_STORE
from tracker.web.house import House
from tracker.web.problems import Refused

Deed = Literal["pause", "resume", "end"]
BY_HAND = "ended over the web"
LANGUAGES = ("en", "zh")


class Wanted(BaseModel):
    """A new subscription: a saved question, what of its answer is worth a message, and how."""

    model_config = ConfigDict(extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9][a-z0-9-]{0,39}$", description="What it is called.")
    to: str = Field(
        min_length=3,
        max_length=2_000,
        description="A mail address, which is asked first, or the https address of a webhook.",
        examples=["reader@example.com"],
    )
    question: dict[str, str] = Field(
        default_factory=dict,
        description=f"Filters: {', '.join(FILTERS)}.",
        examples=[{"jurisdiction": "CN", "item": "gallium"}],
    )
    what: list[What] = Field(default=list(USUAL), min_length=1, description="Only these.")
    how: Literal["immediate", "daily", "weekly"] = "immediate"
    at: str = Field("08:00", pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$", description="For digests.")
    weekday: Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"] = "mon"
    zone: str = Field("UTC", max_length=60, examples=["Europe/Berlin"])
    ahead: list[int] = Field(default=[7], max_length=20, description="Days before a change.")
    language: Literal["en", "zh"] = "en"


class Subscribing:
    """The page of alerts, and subscriptions as data."""

    def __init__(self, house: House, desk: Desk) -> None:
        self.house, self.desk = house, desk

    # -- people -------------------------------------------------------------------------------

    def page(self, request: Request) -> Response:
        """How to be told, and for whoever may see them, who is told what."""
        return self._page(request, {}, "")

    def feed_or_calendar(self, request: Request) -> Response:
        """On to the feed or the calendar of a question that a form asked."""
        asked = filled(request, (*FILTERS, "lang", "as"))
        kind = ask_one(asked.pop("as", "feed"), ("feed", "calendar"), "as")
        place = {"feed": "/alerts/feed.atom", "calendar": "/alerts/calendar.ics"}[kind]
        return self.desk.leading(f"{place}{'?' if asked else ''}{urlencode(asked)}")

    def add_by_form(self, request: Request, body: Body) -> Response:
        """A new subscription from the page."""
        _, fields = self.desk.form(request, body, "alerts")
        given = {name: text.strip() for name, text in fields.items() if text.strip()}
        try:
            added = self._add(_from_form(given))
        except Refused as refused:
            return self._page(request, given, refused.detail, refused.status)
        self._used(request)
        if added.wish.secret:
            return self._page(request, {}, "", 201, added=added)
        return self.desk.leading("/alerts")

    def change_by_form(self, request: Request, body: Body) -> Response:
        """Pause, resume, end or remove a subscription from the page."""
        self.desk.form(request, body, "alerts")
        try:
            self._change(_name(request), str(request.path_params["deed"]))
        except Refused as refused:
            return self._page(request, {}, refused.detail, refused.status)
        self._used(request)
        return self.desk.leading("/alerts")

    def _used(self, request: Request) -> None:
        session = self.desk.sessions.of(request)
        if session is not None:
            self.desk.access.used(session.grant.name)

    def _page(
        self,
        request: Request,
        given: dict[str, str],
        wrong: str,
        status: int = 200,
        added: Subscriber | None = None,
    ) -> Response:
        session = self.desk.sessions.of(request)
        may = session is not None and session.may("alerts")
        told: dict[str, Any] = {
            "session": session,
            "subscriptions": self.house.subscribers.all() if may else None,
            "counts": self._counts(),
            "given": given,
            "wrong": wrong,
            "added": added,
            "whats": WHATS,
            "usual": USUAL,
            "weekdays": WEEKDAYS,
            "filters": FILTERS,
            "page_name": "Alerts",
        }
        headers = WITH_FORMS if session is not None else NO_STORE
        return page(self.house, "alerts.html", status, headers=headers, **told)

    def _counts(self) -> dict[str, int]:
        with self.house.store.reading() as rows:
            found = rows.all("SELECT state, count(*) FROM tracker_message GROUP BY state")
        return {str(state): int(count) for state, count in sorted(found)}

    # -- programs -----------------------------------------------------------------------------

    def all_json(self, request: Request) -> Response:
        """Every subscription, with what became of it."""
        self.desk.bearer(request, "alerts")
        found = [as_told(one) for one in self.house.subscribers.all()]
        return JSONResponse({"subscriptions": found}, headers=NO_STORE)

    def one_json(self, request: Request) -> Response:
        """One subscription."""
        self.desk.bearer(request, "alerts")
        return JSONResponse(as_told(self._need(_name(request))), headers=NO_STORE)

    def add_json(self, request: Request, body: Body) -> Response:
        """A new subscription; the key of a webhook is shown once, in this answer."""
        grant = self.desk.bearer(request, "alerts")
        wanted = self.desk.told(request, body, Wanted)
        added = self._add(wanted.model_dump(exclude_unset=True))
        self.desk.access.used(grant.name)
        found = as_told(added)
        if added.wish.secret:
            found["secret"] = added.wish.secret
        place = f"{self.house.root}/api/subscriptions/{added.name}"
        return JSONResponse(found, 201, headers={**NO_STORE, "location": place})

    def change_json(self, deed: Deed) -> Callable[..., Response]:
        """Pause, resume or end a subscription."""

        def endpoint(request: Request) -> Response:
            grant = self.desk.bearer(request, "alerts")
            self._change(_name(request), deed)
            self.desk.access.used(grant.name)
            return JSONResponse(as_told(self._need(_name(request))), headers=NO_STORE)

        return endpoint

    def remove_json(self, request: Request) -> Response:
        """Forget a subscription, its address, and everything queued for it."""
        grant = self.desk.bearer(request, "alerts")
        self._change(_name(request), "remove")
        self.desk.access.used(grant.name)
        return Response(status_code=204, headers=NO_STORE)

    # -- both ---------------------------------------------------------------------------------

    def _need(self, name: str) -> Subscriber:
        found = self.house.subscribers.find(name)
        if found is None:
            raise Refused(404, "There is no such subscription", f"{name!r:.60} is none.")
        return found

    def _add(self, fields: dict[str, Any]) -> Subscriber:
        """Take a subscription in; Refused where it cannot be as it says."""
        try:
            wish = _allowed(subscription(fields, "subscription"))
            with self.house.open() as timeline:
                Matcher(timeline, []).answering(wish.question)
        except UsageError as error:
            raise Refused(422, "This cannot be subscribed to", str(error)) from error
        if wish.channel == "webhook":
            from tracker.alerts.webhook import new_secret

            wish = wish.model_copy(update={"secret": new_secret()})
        try:
            return self.house.subscribers.add(wish)
        except UsageError as error:
            raise Refused(409, "This name is taken", str(error)) from error

    def _change(self, name: str, deed: str) -> None:
        found, subscribers = self._need(name), self.house.subscribers
        match deed:
            case "pause":
                done = subscribers.pause(name)
            case "resume":
                done = subscribers.resume(name)
            case "end":
                done = subscribers.end(name, BY_HAND)
            case "remove":
                done = self._removed(name)
            case _:
                raise Refused(404, "There is nothing here", "Expected a deed that there is.")
        if not done:
            line = f"{name} is {found.state}; nothing was changed."
            raise Refused(409, "This cannot be done now", line)

    def _removed(self, name: str) -> bool:
        try:
            self.house.subscribers.remove(name)
        except UsageError as error:
            raise Refused(409, "This cannot be done now", str(error)) from error
        return True


def as_told(one: Subscriber) -> dict[str, Any]:
    """A subscription as data; the key of a webhook is not told again."""
    told: dict[str, Any] = one.wish.model_dump(mode="json", exclude={"secret", "confirmed"})
    more = ("origin", "state", "reason", "since", "changed_at")
    return told | {name: getattr(one, name) for name in more}


def _allowed(wish: Subscription) -> Subscription:
    """A wish that may come from the web."""
    if wish.name == OPERATOR:
        raise UsageError(f"{OPERATOR}: this name is kept for TRACKER_OPERATOR; choose another")
    if wish.channel == "chat":
        raise UsageError("to: the address of a chat service is a key; use `tracker alerts add`")
    if wish.channel == "webhook" and (
        not wish.to.startswith("https://") or urlsplit(wish.to).hostname in LOCAL
    ):
        raise UsageError("to: expected the https address of another host")
    return wish


def _from_form(given: dict[str, str]) -> dict[str, Any]:
    """The fields of a form as those of a subscription."""
    plain = ("name", "how", "at", "weekday", "zone", "language")
    fields: dict[str, Any] = {name: given[name] for name in plain if name in given}
    if "address" in given:
        fields["to"] = given["address"]  # `to` is a filter of the question: a destination
    fields["question"] = {name: given[name] for name in FILTERS if name in given}
    for name in ("what", "ahead"):
        if name in given:
            fields[name] = tuple(part.strip() for part in given[name].split(","))
    return fields


def _name(request: Request) -> str:
    return str(request.path_params["name"])
