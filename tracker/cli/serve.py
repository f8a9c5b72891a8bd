"""`tracker serve`: the web server, on this host alone unless told otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from config.alerts import LOCAL
from events.errors import ConfigError, TrackerError
from tracker.cli.errors import complain
from tracker.cli.options import anywhere, chosen

if TYPE_CHECKING:
    import uvicorn
    from fastapi import FastAPI
    from starlette.applications import Starlette

PATIENCE = 5  # seconds that answers under way have when the server is stopped


class CannotListen(TrackerError):
    """The address is taken, or is none of this host."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen at.")
@click.option("--port", type=click.IntRange(1, 65535), default=8321, show_default=True,
              help="The port to listen at.")  # fmt: skip
@anywhere
@click.pass_context
def serve(ctx: click.Context, /, host: str, port: int) -> None:
    """Serve the pages, the API, feeds and a calendar, and answer the links in messages."""
    app = _app(chosen(ctx).ledger)
    shown = f"[{host}]" if ":" in host else host
    if host not in LOCAL:
        complain(
            "serve: reachable from other hosts; anyone there may read, and whoever has a token"
            " of `tracker tokens` may write"
        )
    run_app(app, host, port, f"serving http://{shown}:{port}/ until interrupted")


def _app(ledger: str | None) -> FastAPI:
    try:
        import uvicorn  # noqa: F401

        from tracker.web import app
    except ModuleNotFoundError as error:
        raise ConfigError(
            f"serve: expected the web extra, found no module {error.name!r};"
            " install regulatory-timeline-tracker[web]"
        ) from error
    made = app(ledger)
    made.state.remember()  # some tenths of a second now, and no reader waits for them
    return made


def server_config(app: Starlette, host: str, port: int) -> uvicorn.Config:
    """How the server runs: no access log, because the paths of links hold their tokens, and no
    proxy headers, because nothing we say rests on what a request claims about its host."""
    import uvicorn

    how: dict[str, Any] = {"access_log": False, "server_header": False, "proxy_headers": False}
    return uvicorn.Config(
        app, host, port, log_config=None, timeout_graceful_shutdown=PATIENCE, **how
    )


def run_app(app: Starlette, host: str, port: int, greeting: str) -> None:
    """Serve until a signal; answers under way are finished first."""
    import uvicorn

    class Server(uvicorn.Server):
        """Says that it serves once it does."""

        async def startup(self, sockets: list[Any] | None = None) -> None:
            await super().startup(sockets)
            complain(greeting)

    try:
        Server(server_config(app, host, port)).run()
    except KeyboardInterrupt:
        return
    except SystemExit:  # how the library says that it could not begin
        raise CannotListen(
            f"serve: {host}:{port} cannot be listened at; end what listens there, or choose"
            " another --port"
        ) from None
