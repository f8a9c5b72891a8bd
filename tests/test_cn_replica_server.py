"""The server that stands in for the sites: its answers, its faults, and its end."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection, HTTPException, HTTPResponse
from pathlib import Path
from time import monotonic
from urllib.parse import urlsplit

import pytest

from tests.replica.server import Replica, Request, Response, page

HOST = "site.example"
ROOT = Path(__file__).resolve().parent.parent


def greeting(request: Request) -> Response:
    return page(f"<html>{request.method} {request.path} {request.pairs} {request.form}</html>")


@pytest.fixture
def replica() -> Iterator[Replica]:
    with Replica() as served:
        served.add(HOST, "/page", greeting)
        yield served


def asked(
    replica: Replica, path: str, *, form: str | None = None, headers: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    split = urlsplit(replica.url)
    connection = HTTPConnection(str(split.hostname), split.port, timeout=5)
    try:
        connection.request("GET" if form is None else "POST", path, form, headers or {})
        answer: HTTPResponse = connection.getresponse()
        body = answer.read()
        return answer.status, {k.lower(): v for k, v in answer.getheaders()}, body
    finally:
        connection.close()


def test_a_host_answers_on_its_own_paths_with_what_was_asked(replica: Replica) -> None:
    status, _, body = asked(replica, f"/{HOST}/page?a=1&a=%E4%BA%8C", form="x=y")
    assert (status, body.decode()) == (
        200,
        "<html>POST /page [('a', '1'), ('a', '二')] {'x': 'y'}</html>",
    )
    assert asked(replica, "/other.example/page")[0] == 404
    assert asked(replica, f"/{HOST}/robots.txt")[0] == 404
    assert [got.path for got in replica.asked(HOST)] == ["/page", "/robots.txt"]


def test_the_route_added_last_wins_and_a_path_may_be_an_expression(replica: Replica) -> None:
    replica.add(HOST, r"/pa.e", lambda _: page("last"))
    assert asked(replica, f"/{HOST}/page")[2] == b"last"


def test_an_unchanged_page_is_304_to_those_who_have_it(replica: Replica) -> None:
    path = f"/{HOST}/page"
    etag = asked(replica, path)[1]["etag"]
    assert asked(replica, path, headers={"If-None-Match": etag})[0] == 304
    replica.add(HOST, "/page", lambda _: page("new"))
    assert asked(replica, path, headers={"If-None-Match": etag})[2] == b"new"


def test_a_new_body_under_an_old_tag_is_304_when_that_trap_is_set(replica: Replica) -> None:
    path = f"/{HOST}/page"
    replica.trap(HOST, "/page", "old_etag")
    etag = asked(replica, path)[1]["etag"]
    replica.add(HOST, "/page", lambda _: page("new"))
    assert asked(replica, path, headers={"If-None-Match": etag})[0] == 304
    assert asked(replica, path)[2] == b"new"
    replica.clear()
    replica.trap(HOST, "/page", "always_304")
    assert asked(replica, path)[0] == 304


def test_a_trap_bites_as_often_as_told_and_only_on_its_path(replica: Replica) -> None:
    replica.add(HOST, "/other", greeting)
    replica.trap(HOST, "/page", "status", times=2, status=503, retry_after=7)
    first = asked(replica, f"/{HOST}/page")
    assert (first[0], first[1]["retry-after"]) == (503, "7")
    assert asked(replica, f"/{HOST}/other")[0] == 200
    assert [asked(replica, f"/{HOST}/page")[0] for _ in range(2)] == [503, 200]


def test_half_a_body_is_shorter_than_its_announced_length(replica: Replica) -> None:
    with replica.trapped(HOST, "/page", "half_body"), pytest.raises(HTTPException):
        asked(replica, f"/{HOST}/page")
    with replica.trapped(HOST, "/page", "half_body_close"):
        _, headers, body = asked(replica, f"/{HOST}/page")
    assert "content-length" not in headers
    assert body == asked(replica, f"/{HOST}/page")[2][: len(body)]


def test_a_reset_connection_is_no_answer(replica: Replica) -> None:
    replica.trap(HOST, "/page", "reset")
    with pytest.raises(OSError, match=r"reset|closed connection|Remote end"):
        asked(replica, f"/{HOST}/page")


def test_a_slow_body_comes_byte_by_byte(replica: Replica) -> None:
    replica.add(HOST, "/page", lambda _: page("0123456789"))
    replica.trap(HOST, "/page", "slow", every=0.02)
    began = monotonic()
    assert asked(replica, f"/{HOST}/page")[2] == b"0123456789"
    assert monotonic() - began >= 0.15


def test_a_slow_body_does_not_outlive_the_replica() -> None:
    with Replica() as replica:
        replica.add(HOST, "/page", greeting)
        replica.trap(HOST, "/page", "slow", every=60.0)
        split = urlsplit(replica.url)
        connection = HTTPConnection(str(split.hostname), split.port, timeout=5)
        connection.request("GET", f"/{HOST}/page")
        began = monotonic()
    connection.close()
    assert monotonic() - began < 5


def test_a_command_run_beside_the_replica_finds_it_and_gives_its_exit_code() -> None:
    code = (
        "import os, sys, urllib.request as u; at = os.environ['TRACKER_SITES_AT'];"
        "u.install_opener(u.build_opener(u.ProxyHandler({})));"
        "got = u.urlopen(at + '/www.mofcom.gov.cn/zwgk/zcfb/index.html').read();"
        "sys.exit(7 if b'queryData' in got else 1)"
    )
    command = [sys.executable, "-m", "tests.replica", "--", sys.executable, "-c", code]
    assert subprocess.run(command, cwd=ROOT, check=False).returncode == 7


def test_a_replica_without_a_command_says_how_it_is_used() -> None:
    command = [sys.executable, "-m", "tests.replica"]
    done = subprocess.run(command, cwd=ROOT, check=False, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (2, "usage: python -m tests.replica -- COMMAND…\n")
