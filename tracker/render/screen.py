"""The screen an answer is told on: its width, its colours, its height for paging."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from io import StringIO
from typing import Literal

from rich.console import Console, RenderableType
from rich.text import Text

WIDTH_OF_PIPES = 120
STYLES = {
    "in_force": "green",
    "suspended": "yellow",
    "announced": "cyan",
    "ended": "bright_black",
    "unknown": "magenta",
    "partly": "blue",
    "lapse": "red",
    "ok": "green",
    "warning": "yellow",
    "bad": "red",
}
Colours = Literal["auto", "standard", "256", "truecolor", "windows"]


@dataclass(frozen=True)
class Screen:
    """How wide and tall the place of output is, and which colours it has (None: none)."""

    width: int
    height: int
    colours: Colours | None
    terminal: bool

    @property
    def wide(self) -> bool:
        return self.width >= 190

    @property
    def narrow(self) -> bool:
        return self.width < 100

    def text(self, told: Iterable[RenderableType]) -> str:
        """What is told, laid out for this screen."""
        console = Console(
            file=StringIO(),
            width=self.width,
            height=self.height,
            force_terminal=self.colours is not None,
            color_system=self.colours,
            no_color=self.colours is None,
            highlight=False,
            markup=False,
            emoji=False,
            legacy_windows=False,
        )
        with console.capture() as written:
            for one in told:
                console.print(one, soft_wrap=isinstance(one, Unbroken))
        lines = (line.rstrip(" ") for line in written.get().splitlines())
        return "\n".join(lines) + "\n"


class Unbroken(Text):
    """A line that stays one line whatever the width, such as a URL to be clicked."""


def screen_here(*, colour: bool = True) -> Screen:
    """The screen standard output leads to; `NO_COLOR`, `FORCE_COLOR` and `COLUMNS` are heeded."""
    probe = Console(file=sys.stdout)
    size = shutil.get_terminal_size(fallback=(WIDTH_OF_PIPES, 50))
    plain = not colour or probe.no_color or not probe.is_terminal
    return Screen(
        width=max(size.columns, 40),
        height=size.lines,
        colours=None if plain else _colours(probe.color_system),
        terminal=sys.stdout.isatty(),
    )


def _colours(found: str | None) -> Colours | None:
    known: tuple[Colours, ...] = ("standard", "256", "truecolor", "windows")
    return next((one for one in known if one == found), None)
