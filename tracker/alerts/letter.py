"""A message ready to leave, whatever the channel."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Letter:
    """One rendered message.

    `id` names it for ever (it becomes the Message-ID, the webhook's id); `thread` are ids of the
    threads it belongs to, the first one foremost; `answers` is the id of a message it follows.
    `data` is the same for machines. `text` and `html` say the same.
    """

    id: str
    subject: str
    text: str
    html: str
    language: str = "en"
    thread: tuple[str, ...] = ()
    answers: str | None = None
    unsubscribe: str | None = None
    data: dict[str, Any] = field(default_factory=dict)
