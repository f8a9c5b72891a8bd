"""What a request asks: words for `tracker.ask`, and whether the asker has the answer already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from fastapi import Request, Response

from tracker.asked import UsageError

LOOK = ["GET", "HEAD"]
Words = dict[str, str | list[str]]


def asked(request: Request, **path: str) -> Words:
    """The words of a request: those of its path, then its query; a form's empty fields are none.

    A name given twice is a list; `tracker.ask` says whether the question may have it twice.
    """
    words: Words = dict(path)
    for name, value in request.query_params.multi_items():
        if value == "" and is_form(request):
            continue
        if name in path:
            raise UsageError(f"parameter: {name!r:.60} stands in the address already; leave it out")
        if name == "form":
            continue
        held = words.get(name)
        words[name] = (
            value if held is None else [*([held] if isinstance(held, str) else held), value]
        )
    return words


def is_form(request: Request) -> bool:
    """Whether a page's form was sent: it names every field, also those left empty."""
    return "form" in request.query_params


def same(request: Request, tag: str, *, exists: bool = False) -> bool:
    """Whether the asker has this answer already; `*` means any, so it must `exist` first."""
    held = request.headers.get("if-none-match", "")
    tags = [one.strip().removeprefix("W/") for one in held.split(",")]
    return tag in tags or (exists and tags == ["*"])


def unchanged(tag: str, more: Mapping[str, str] | None = None) -> Response:
    """The answer to somebody who has it."""
    return Response(status_code=304, headers={"etag": tag, **(more or {})})


def once(pairs: Iterable[tuple[str, str]], allowed: Iterable[str]) -> dict[str, str]:
    """Names that may be given, each once; UsageError for anything else."""
    found: dict[str, str] = {}
    names = tuple(allowed)
    for name, value in pairs:
        if name not in names:
            raise UsageError(f"parameter: {name!r:.60} is none; expected {', '.join(names)}")
        if name in found:
            raise UsageError(f"{name}: expected once, found it again")
        found[name] = value
    return found


def filled(request: Request, allowed: Iterable[str]) -> dict[str, str]:
    """The fields of a page's form that were filled in, or the names of an address, each once."""
    pairs = request.query_params.multi_items()
    if is_form(request):
        pairs = [(name, value) for name, value in pairs if value and name != "form"]
    return once(pairs, allowed)
