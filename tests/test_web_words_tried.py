"""Words of strangers tried on the web server: as SQL, as names, headers, addresses, templates."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator
from urllib.parse import quote, unquote

import httpx2
import pytest

from tests.writing_desk import Desk, ways_in, writing_desk
from tracker.ask import VERBS
from tracker.question import FILTERS

SQL = (
    *("'", "''", '"', "`", ";", "--", "/*", "*/", "\\", "%", "_", "*", "?", "(", ")", "[", "]"),
    *("' OR 1=1 --", "') OR ('1'='1", '" OR ""="', "1; DROP TABLE fact", "'; ATTACH 'x' AS y; --"),
    *(
        "x' UNION SELECT name FROM sqlite_master --",
        "x' AND randomblob(1e9) --",
        "0x27",
        "char(39)",
    ),
    *("load_extension('x')", "pg_sleep(9)", "'||(SELECT 1)||'", "$1", ":name", "@x", "?1", "NULL"),
    *('"unbalanced', "a AND", "OR", "NOT", "NEAR(a b, 2)", "a NEAR", "title:x", "rowid:1", "^a"),
    *("a*", "*a", "-a", "+a", "{a b}", "a OR (b AND", "'a\" b'", "a^2"),
)
NAMES = (
    *("..", "../", "../../etc/passwd", "..%2f..%2fetc%2fpasswd", "%2e%2e/%2e%2e/etc/passwd"),
    *(
        "..%252f..%252fetc/passwd",
        "..\\..\\windows\\win.ini",
        "..%5c..%5cwin.ini",
        "....//....//etc",
    ),
    *(
        "/etc/passwd",
        "//etc/passwd",
        "%2fetc%2fpasswd",
        "~root",
        "file:///etc/passwd",
        "C:\\x",
        "C:x",
    ),
    *("CON", "NUL", "AUX", "LPT1.csv", "a%00.css", "%00", "a\u2028b", "a%0d%0aSet-Cookie:x=1"),
    *(
        "x" * 300,
        "镓" * 100,
        ".",
        "./style.css",
        "style.css/..",
        "style.css%00.js",
        "style.css::$DATA",
    ),
    *("ledger.db", "../ledger.db", "ledger.db.operations", "../../ledger.db.operations"),
    *(".env", ".git/config", "%c0%ae%c0%ae/etc/passwd", "..;/etc/passwd", "a/../../etc/passwd"),
    *("0" * 64, "f" * 63 + "/../x"),
)
AWAY = (
    *(
        "https://evil.example",
        "http://evil.example",
        "//evil.example",
        "///evil.example",
        "/\\evil.example",
    ),
    *(
        "\\\\evil.example",
        "https:evil.example",
        "javascript:alert(1)",
        "data:text/html,x",
        "/%09/evil.example",
    ),
    *(
        "/%2f/evil.example",
        "/review@evil.example",
        "/review//evil.example",
        "/review/../../evil.example",
    ),
    *(
        "https://evil.example/review",
        " /evil.example",
        "\t//evil.example",
        "/review\r\nx: evil",
        "evil.example",
    ),
    *(
        "/.evil.example",
        "/review?next=//evil.example",
        "http:/evil.example",
        "//evil.example/review",
    ),
    *(
        "/review#@evil.example",
        "ftp://evil.example",
        "/alerts/%2e%2e//evil.example",
        "?evil.example",
    ),
    *("http://127.0.0.1@evil.example", "//127.0.0.1:80@evil.example", "/review\u2028evil"),
)
LITERAL = (
    "{{1337*7}}",
    "${1337*7}",
    "{0.__class__}",
    "%(x)s",
    "#{1337*7}",
    "<%= 1337*7 %>",
    "{% for x in [1337] %}{{x*7}}{% endfor %}",
)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with writing_desk(tmp_path_factory.mktemp("desk")) as made:
        yield made


def raw(desk: Desk, target: str, method: str = "GET") -> httpx2.Response:
    """A request whose address reaches the server as it is, without a client's tidying."""
    port = desk.client.base_url.port
    url = httpx2.URL(scheme="http", host="127.0.0.1", port=port, raw_path=target.encode())
    return desk.client.request(method, url)


def test_no_word_is_taken_for_sql_or_a_search_expression(desk: Desk) -> None:
    assert len(set(SQL)) >= 50
    before, faults, asked = desk.hash(), [], 0
    for name, word in itertools.product((*FILTERS, "known", "recorded", "state", "after"), SQL):
        answer = desk.get("/on/2025-11-09.json", params={name: word, "limit": "1"})
        faults += [(name, word, answer.status_code)] * (answer.status_code >= 500)
        asked += 1
    places = ["/parties.json?name=", "/check.json?item=", "/check.json?party=", "/instruments/"]
    places += ["/alerts/feed.atom?item=", "/alerts/calendar.ics?party=", "/review.json?source="]
    places += ["/measures/", "/on/", "/receipts/", "/cite/"]
    places += ["/search.json?words="] if "search" in VERBS else []
    for place, word in itertools.product(places, SQL):
        answer = desk.get(place + quote(word, safe=""))
        faults += [(place, word, answer.status_code)] * (answer.status_code >= 500)
        asked += 1
    print(f"faults: {len(faults)}/{asked:,} of {len(SQL)} words")
    assert faults == []
    assert desk.hash() == before


def test_no_name_leads_out_of_its_folder(desk: Desk) -> None:
    assert len(set(NAMES)) >= 40
    places = ("/static/", "/snapshots/", "/receipts/", "/cite/", "/instruments/", "/review/",
              "/on/", "/alerts/unsubscribe/", "/versions/", "/listings/")  # fmt: skip
    outside, asked = [], 0
    for place, name in itertools.product(places, NAMES):
        for target in {place + name, place + quote(name, safe="%/")}:
            try:
                answer = raw(desk, target)
            except (httpx2.InvalidURL, httpx2.LocalProtocolError, UnicodeError):
                continue  # no client can send it
            asked += 1
            held = answer.content
            leaks = b"root:" in held or b"SQLite format" in held or b"[core]" in held
            if leaks or answer.status_code >= 500 or "set-cookie" in answer.headers:
                outside.append((target, answer.status_code))
    print(f"outside: {len(outside)}/{asked} of {len(NAMES)} names")
    assert outside == []
    assert asked > 400


def test_a_line_break_in_any_parameter_makes_no_header(desk: Desk) -> None:
    breaks = (
        "\r\nx-evil: 1",
        "\n x-evil: 1",
        "%0d%0ax-evil: 1",
        "\u010d\u010ax-evil: 1",
        "\x85x-evil: 1",
    )
    made, asked = 0, 0
    for path, methods in list(ways_in(desk.app)):
        if "GET" not in methods:
            continue
        for name in ("next", "item", "as"):
            for evil in breaks[:2]:
                answer = desk.get(path, params={name: evil, "form": "1"})
                made += "x-evil" in answer.headers
                made += "x-evil" in unquote(answer.headers.get("location", "").partition("?")[0])
                asked += 1
    for evil in breaks:
        for place in ("/on/", "/instruments/", "/alerts/confirm/", "/go/", "/review/"):
            answer = desk.get(place + quote(evil, safe=""))
            made += "x-evil" in answer.headers
            asked += 1
    print(f"headers made: {made}/{asked}")
    assert made == 0


def test_no_redirect_leads_to_another_host(desk: Desk) -> None:
    assert len(set(AWAY)) >= 30
    led, tried = [], 0
    for away in AWAY:
        answers = [desk.get("/signin", params={"next": away})]
        fields = {"token": desk.tokens["review"], "next": away}
        answers.append(desk.client.post("/signin", data=fields, headers={"origin": desk.origin}))
        desk.client.cookies.clear()
        asked = {"form": "1", "day": "2025-11-09", "next": away}
        answers.append(desk.get("/go/on", params=asked))
        answers.append(desk.get("/go/on", params={**asked, "item": away, "next": ""}))
        answers.append(desk.get("/alerts/go", params={"form": "1", "item": away.strip() or "x"}))
        answers.append(desk.get("/go/" + quote(away, safe="")))
        for answer in answers:
            place = answer.headers.get("location", "/")
            path = unquote(place.partition("?")[0])
            if not re.fullmatch(r"/(?![/\\])[\w:./-]*", path) or "evil" in path:
                led.append((away, place))
        shown = re.search(r'name="next" value="([^"]*)"', answers[0].text)
        assert shown is not None
        assert shown[1] in ("/review", "/alerts")
        tried += 1
    print(f"led to another host: {len(led)}/{tried}")
    assert led == []


def test_a_template_in_a_filter_stays_what_it_was(desk: Desk) -> None:
    worked, asked = [], 0
    for words, name in itertools.product(LITERAL, ("item", "party", "to", "kind", "instrument")):
        for path in ("/on/2025-11-09", "/upcoming", "/go/on?form=1&day=x", "/alerts/go?form=1"):
            answer = desk.get(path, params={name: words} if "?" not in path else None)
            if "?" in path:
                answer = desk.get(f"{path}&{name}={quote(words, safe='')}")
            told = re.sub(r"<[^>]*>", " ", answer.text)
            asked += 1
            if re.search(r"9359", told) or "class &#39;" in told or answer.status_code >= 500:
                worked.append((path, name, words))
    print(f"templates that ran: {len(worked)}/{asked}")
    assert worked == []
