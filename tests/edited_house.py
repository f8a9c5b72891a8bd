"""A real web server over the bundled history with one edited page, and how its pages are read."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from html import unescape

import httpx2
import pytest

from tests.edited_page import edited_in
from tests.stations import Bench, loaded
from tests.web_server import serving
from tracker.web import app


@contextmanager
def house_in(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    history = loaded(tmp_path_factory.mktemp("history"))
    found = edited_in(tmp_path_factory.mktemp("house"), history)
    yield found
    found.ledger.close()


def served(house: Bench) -> AbstractContextManager[httpx2.Client]:
    return serving(app(house.url, now=house.clock))


def words(page: httpx2.Response) -> str:
    """A page as its reader has it, without what surrounds the answer."""
    main = page.text.partition("<main")[2].partition("</main>")[0]
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", main)).split())


def get(client: httpx2.Client, path: str, status: int = 200) -> httpx2.Response:
    answer = client.get(path)
    assert answer.status_code == status, (path, words(answer) or answer.text)
    return answer


def receipt_in(page: httpx2.Response) -> str:
    found = re.search(r"/receipts/([\w-]+)", page.text)
    assert found
    return found[1]
