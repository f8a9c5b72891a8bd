"""Links in messages: to end a subscription, and to agree to one.

A GET changes nothing: mail gateways and previews open every link they see. What a link is for
happens on POST, which needs no cookie, no body and no login, so that a mail program may do it for
its reader (RFC 8058). A token that is no good gets the same page whatever is wrong with it, and
after the same look into the store.
"""

from __future__ import annotations

from collections.abc import Callable

from fastapi import Response

from tracker.alerts.subscribers import Subscriber
from tracker.alerts.tokens import Claim
from tracker.web import notices
from tracker.web.frame import notice
from tracker.web.house import House
from tracker.web.notices import Notice

LEFT = "unsubscribed by its reader"
NOBODY = Claim("", "")


class Links:
    """The pages behind the links of messages."""

    def __init__(self, house: House) -> None:
        self.house = house

    def ask_to_end(self, token: str) -> Response:
        """What a link to unsubscribe would end, and a button."""
        found = self._leaving(token)
        if found is None:
            return self._bad()
        asked = notices.ended if found.state == "ended" else notices.ask_to_end
        return self._told(found, asked(found.wish))

    def end(self, token: str) -> Response:
        """End a subscription; once more does no harm."""
        found = self._leaving(token)
        if found is None:
            return self._bad()
        self.house.subscribers.end(found.name, LEFT)
        return self._told(found, notices.ended(found.wish))

    def ask_to_confirm(self, token: str) -> Response:
        """What an address would agree to, and a button."""
        found = self._joining(token)
        if found is None:
            return self._bad()
        asked = notices.ask_to_confirm if found.state == "pending" else _settled(found)
        return self._told(found, asked(found.wish))

    def confirm(self, token: str) -> Response:
        """The address agrees; one that has left since stays out."""
        found = self._joining(token)
        if found is None:
            return self._bad()
        if self.house.subscribers.confirm(found.name):
            return self._told(found, notices.confirmed(found.wish))
        return self._told(found, _settled(found)(found.wish))

    def _leaving(self, token: str) -> Subscriber | None:
        return self._holder(self.house.tokens.read_unsubscribe(token))

    def _joining(self, token: str) -> Subscriber | None:
        return self._holder(self.house.tokens.read_confirm(token, self.house.now()))

    def _holder(self, claim: Claim | None) -> Subscriber | None:
        """The subscription of a token, if it still goes to the address the token was sent to."""
        name, to_hash = claim or NOBODY
        house = self.house
        found = house.subscribers.find(name)  # also for a bad token, so that all take as long
        fits = house.tokens.fits(Claim(name, to_hash), found.wish.to if found else "")
        return found if found is not None and fits else None

    def _bad(self) -> Response:
        return notice(self.house, notices.BAD, 404, plain=True)

    def _told(self, found: Subscriber, told: Notice) -> Response:
        return notice(self.house, told, language=found.wish.language, plain=True)


def _settled(found: Subscriber) -> Callable[..., Notice]:
    return notices.ended if found.state in ("ended", "bounced") else notices.confirmed
