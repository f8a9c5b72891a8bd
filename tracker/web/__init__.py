"""The web server: pages people cite, the same answers as data, and the links in messages."""

from tracker.web.app import app

__all__ = ["app"]
