"""Whether all is well: for people, and for monitors."""

from __future__ import annotations

import logging
from datetime import datetime

from fastapi import Response
from fastapi.responses import JSONResponse

from config.settings import status_file
from events.errors import TrackerError
from tracker.alerts.legible import one_line
from tracker.health import Daemon, Health, examine, unwell
from tracker.web.frame import page
from tracker.web.guard import NO_STORE
from tracker.web.house import House

log = logging.getLogger(__name__)


class Wellness:
    """The state of the ledger, its sources, runs and messages."""

    def __init__(self, house: House) -> None:
        self.house = house

    def health(self) -> Response:
        """Whether all is well, for people."""
        found = self._health()
        return page(self.house, "health.html", 200 if found.fine else 503, health=found)

    def health_json(self) -> Response:
        """Whether all is well, for monitors."""
        found = self._health()
        return JSONResponse(found.as_dict(), 200 if found.fine else 503, headers=NO_STORE)

    def _health(self) -> Health:
        house = self.house
        try:
            with house.open() as timeline:
                return examine(timeline, house.store, _daemon(house.ledger, house.now()))
        except TrackerError as error:
            log.error("health: %s", one_line(str(error)))
            return unwell(house.now(), "the ledger or the store cannot be read")


def _daemon(ledger: str, now: datetime) -> Daemon | None:
    """What the daemon of a ledger last said of itself on this host; None if nothing."""
    from tracker.schedule.status import read_status

    told = read_status(status_file(ledger), now)
    if not told["heartbeat"]:
        return None
    seen_at = datetime.fromisoformat(told["heartbeat"])
    return Daemon(seen_at, bool(told["once"]), told["ended_at"] is not None)
