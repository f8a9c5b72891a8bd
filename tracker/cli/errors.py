"""How the command line fails: one line on standard error, and an exit code that says what kind.

0 answered; 1 something failed or was found wrong; 2 usage or configuration; 3 answered from stale
sources, with `--strict`; 4 the store cannot be written; 130 interrupted.
"""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import MutableMapping, Sequence
from typing import Any

import click
from click.exceptions import NoSuchCommand, NoSuchOption

from events.errors import ConfigError, StoreUnwritable, TrackerError

FULL = (errno.ENOSPC, errno.EDQUOT, errno.EROFS)


def complain(words: str) -> None:
    """One line on standard error, whatever the words hold."""
    flat = " ".join(words.split())
    safe = "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in flat)
    click.echo(f"tracker: {safe}", err=True)


def code_of(error: Exception) -> int:
    """The exit code of an error."""
    from tracker.asked import UsageError

    if isinstance(error, (UsageError, ConfigError, click.UsageError)):
        return 2
    full = isinstance(error, OSError) and error.errno in FULL
    return 4 if full or isinstance(error, StoreUnwritable) else 1


def told(error: Exception) -> str:
    """An error in one line with what to do next."""
    if isinstance(error, click.UsageError):
        return _usage(error)
    if isinstance(error, click.ClickException):
        return error.format_message()
    if isinstance(error, TrackerError):
        return str(error)
    if isinstance(error, UnicodeEncodeError):
        return (
            f"{error.encoding} cannot show {error.object[error.start : error.end][:20]!r};"
            " set PYTHONUTF8=1, or a locale in UTF-8"
        )
    if isinstance(error, OSError) and error.errno is not None:
        where = f"{error.filename}: " if error.filename else ""
        return f"{where}{error.strerror or error}; check the disk and the folder's permissions"
    if type(error).__module__ == "sqlite3":
        return f"the view cannot be read ({error}); delete it, the next question builds it anew"
    return (
        f"a fault of the tracker itself: {type(error).__name__}: {error} ({_place(error)});"
        " `tracker doctor` may say more"
    )


def _usage(error: click.UsageError) -> str:
    from tracker.asked import did_you_mean

    message = error.format_message()
    if isinstance(error, (NoSuchOption, NoSuchCommand)):
        message = error.message.rstrip(".") + did_you_mean((error.possibilities or [])[:1])
    message = message.rstrip(".")
    here = error.ctx.command_path if error.ctx else "tracker"
    verb = here.removeprefix("tracker").strip()
    return f"{verb + ': ' if verb else ''}{message[:1].lower()}{message[1:]}; see `{here} --help`"


def _place(error: Exception) -> str:
    trace = error.__traceback__
    place = "unknown place"
    while trace is not None:
        code = trace.tb_frame.f_code
        place = f"{os.path.basename(code.co_filename)}:{trace.tb_lineno}"
        trace = trace.tb_next
    return place


class Tracker(click.Group):
    """The command group: errors are one line, a reader that went away is none."""

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run, and leave with an exit code; with `standalone_mode=False` errors are raised."""
        given: MutableMapping[str, Any] = {
            "args": args,
            "prog_name": prog_name or "tracker",
            "complete_var": complete_var,
            "standalone_mode": False,
            **extra,
        }
        if not standalone_mode:
            return super().main(**given)
        sys.exit(self._run(given))

    def _run(self, given: MutableMapping[str, Any]) -> int:
        if sys.stdout is None:  # closed by whoever started us
            sys.stdout = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115
        try:
            code = super().main(**given)
            sys.stdout.flush()
        except (click.Abort, KeyboardInterrupt):
            complain("interrupted; what was filed stays, run the same again to go on")
            return 130
        except BrokenPipeError:
            _let_go()
            return 0
        except Exception as error:
            complain(told(error))
            return code_of(error)
        return code if isinstance(code, int) else 0

    def invoke(self, ctx: click.Context) -> Any:
        """Run a verb; whoever reads us may have enough before we are done (`| head`)."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            _let_go()
            raise click.exceptions.Exit(0) from None


def _let_go() -> None:
    """Nobody reads standard output any more; the interpreter must not trip over it at its end."""
    try:
        null = os.open(os.devnull, os.O_WRONLY)
        os.dup2(null, sys.stdout.fileno())
    except (OSError, ValueError):
        return  # standard output is no file of the system
