"""Short words to a reader: what a link does, what is wrong, what has happened."""

from __future__ import annotations

from typing import NamedTuple

from tracker.alerts.subscription import Subscription


class Notice(NamedTuple):
    """A few words to a reader, and what they may do about it."""

    title: str
    lines: tuple[str, ...]
    button: str | None = None
    chinese: str | None = None  # the same, where nobody knows who reads it


BAD = Notice(
    "This link does not work",
    (
        "It may be damaged or too old, or the subscription now goes to another address.",
        "Nothing has changed. The latest message has a link that works.",
    ),
    chinese="此链接无效：可能已损坏或过期，或者订阅已改用其他地址。一切照旧，最近一封消息中的链接可用。",
)
MISSING = Notice("There is nothing here", ("The address may be mistyped.",))
BROKEN = Notice(
    "This could not be answered",
    ("The fault is ours and has been noted. Nothing has changed; try again later.",),
)


def asked_about(wish: Subscription) -> str:
    """A subscription in one line: its name and its filters."""
    asked = ", ".join(f"{name} {value}" for name, value in wish.question.items())
    return f"{wish.name} ({asked})" if asked else wish.name


def ask_to_end(wish: Subscription) -> Notice:
    """Before a subscription is ended."""
    about = asked_about(wish)
    if wish.language == "zh":
        told = (f"按下按钮后，将不再发送此订阅的消息：{about}。", "在此之前，一切照旧。")
        return Notice("退订？", told, "退订")
    return Notice(
        "End this subscription?",
        (f"No more messages will be sent for {about}.", "Until you press, nothing changes."),
        "End it",
    )


def ended(wish: Subscription) -> Notice:
    """After a subscription was ended, now or before."""
    about = asked_about(wish)
    if wish.language == "zh":
        return Notice("已退订", (f"不再发送此订阅的消息：{about}。",))
    told = f"No more messages will be sent for {about}."
    return Notice("This subscription has ended", (told,))


def ask_to_confirm(wish: Subscription) -> Notice:
    """Before an address agrees."""
    about = asked_about(wish)
    if wish.language == "zh":
        told = (f"有人为您的地址订阅了：{about}。", "若非您本人所为，无需理会，不会发送任何消息。")
        return Notice("确认订阅？", told, "确认")
    return Notice(
        "Receive these messages?",
        (
            f"Somebody asked that your address be told about {about}.",
            "If it was not you, close this page: nothing will be sent.",
        ),
        "Yes, send them",
    )


def confirmed(wish: Subscription) -> Notice:
    """After an address has agreed."""
    about = asked_about(wish)
    if wish.language == "zh":
        return Notice("已确认", (f"将发送此订阅的消息：{about}。", "每封邮件都附有退订链接。"))
    told = (f"You will be told about {about}.", "Every message has a link that ends it.")
    return Notice("Thank you", told)


def misasked(line: str) -> Notice:
    """A question that cannot be understood: the one line that says why."""
    return Notice("This question cannot be understood", (line,))
