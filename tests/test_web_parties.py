"""Pages of parties and of a case: each says what its data says, and none clears anybody."""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import quote

import httpx2
import pytest

from tests.edited_house import get, house_in, served, words
from tests.stations import Bench
from tracker.words import STATES, day_words


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    with house_in(tmp_path_factory) as found:
        yield found


@pytest.fixture(scope="module")
def client(house: Bench) -> Iterator[httpx2.Client]:
    with served(house) as client:
        yield client


# -- the parties of a provision -------------------------------------------------------------------


def test_parties_come_a_page_at_a_time_and_all_of_them_once(
    house: Bench, client: httpx2.Client
) -> None:
    with house.timeline() as timeline:
        many = "SELECT part_of, count(*) FROM measure WHERE part_of NOT NULL GROUP BY 1 ORDER BY 2"
        provision, count = timeline.view.db.execute(many).fetchall()[-1]
        names = set(timeline.view.parts_of(provision))
    assert f"{count}" in words(get(client, f"/measures/{provision}"))
    first = get(client, f"/listings/{provision}")
    seen: list[str] = []
    for number in range(1, -(-count // 50) + 1):
        page = get(client, f"/listings/{provision}?page={number}")
        seen += re.findall(r'<th scope="row"><a href="/measures/([^"]+)"', page.text)
    assert sorted(seen) == sorted(names)
    assert f"{count} parties" in words(first)


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999", "99", ""])
def test_a_page_of_parties_that_is_none_is_a_clear_refusal(
    client: httpx2.Client, page: str
) -> None:
    told = words(get(client, f"/listings/mofcom-2025-21/p1?page={page}", 400))
    assert "page: expected a number" in told


def test_parties_stand_as_they_did_at_a_moment_that_fell_on_two_days(client: httpx2.Client) -> None:
    moment = quote("2025-05-20T22:00-04:00", safe="")  # the next morning in Beijing
    page = get(client, f"/measures/mofcom-2025-21/p1?on={moment}").text
    (row,) = re.findall(r"<tr>(?:(?!</tr>).)*p1/act1-federal.*?</tr>", page, re.DOTALL)
    assert "suspended" in row


# -- a party --------------------------------------------------------------------------------------


def test_a_bare_page_of_parties_or_of_a_case_is_its_form(client: httpx2.Client) -> None:
    for path, field in (("/parties", "name"), ("/check", "item")):
        for query in ("", "?form=1&on=", "?on=2025-05-20"):
            page = get(client, path + query)
            assert f'name="{field}"' in page.text
            assert "cannot be understood" not in page.text


def test_a_search_without_words_is_its_form_and_a_wrong_one_keeps_what_was_typed(
    client: httpx2.Client,
) -> None:
    page = get(client, "/search")
    assert '<input id="words" name="words"' in page.text
    assert "cannot be understood" not in page.text
    wrong = get(client, "/search?words=gallium&limit=0", 400)
    assert "limit: expected a number" in words(wrong)
    assert 'value="gallium"' in wrong.text


def test_a_form_leads_to_the_address_people_cite(client: httpx2.Client) -> None:
    for form, cited in (
        ("/parties?form=1&name=Skydio&on=&list=", "/parties?name=Skydio"),
        ("/check?form=1&item=gallium&to=US&party=&on=", "/check?item=gallium&to=US"),
    ):
        answer = get(client, form, 303)
        assert answer.headers["location"] == cited


@pytest.mark.parametrize(
    ("name", "on"), [("Skydio", "2025-05-20"), ("斯凯迪奥", "2025-11-11"), ("Huawei", "today")]
)
def test_a_page_of_a_party_says_what_its_data_says(
    client: httpx2.Client, name: str, on: str
) -> None:
    query = f"name={quote(name)}&on={on}"
    told = words(get(client, f"/parties?{query}"))
    answer = get(client, f"/parties.json?{query}").json()
    assert answer["matches"]
    assert "A likeness of names is no proof" in told
    assert "Ownership not checked" in told
    for one in answer["matches"]:
        assert f"{one['score']:.0f} of 100 {one['name']}" in told
        for said in (one["why"], one["does"], one["measure"]["id"]):
            assert " ".join(said.split()) in told
        assert STATES[one["measure"]["state"]] in told
        for day in filter(None, (one["measure"]["since"], one["measure"]["until"])):
            assert day_words(day) in told
    for rule in answer["ownership"]["rules"]:
        assert rule["id"] in told


def test_each_kind_of_empty_has_its_own_words(client: httpx2.Client) -> None:
    kinds = {}
    for name, more in (
        ("Qqxyzzyqq Holdings", ""),
        ("示例甲乙丙丁", "&list=unreliable+entity+list"),
    ):
        answer = get(client, f"/parties.json?name={quote(name)}{more}").json()
        told = words(get(client, f"/parties?name={quote(name)}{more}"))
        assert answer["empty"] in ("nothing found", "cannot say")
        assert answer["empty"] in told
        kinds[name] = answer["empty"]
    assert kinds


def test_who_ended_a_listing_is_told_apart_from_how(client: httpx2.Client) -> None:
    told = words(get(client, "/parties?name=Skydio&on=2026-11-26&jurisdiction=CN"))
    assert "repealed, by MOFCOM answer of 2025-11-05" in told
    assert "by repealed" not in told


# -- a case ---------------------------------------------------------------------------------------

CASES = (
    "item=镓&from=CN&to=KR&party=Skydio&on=2025-11-10",
    "item=镓&from=CN&to=US&on=2024-12-03",
    "item=A100&to=CN",
    "code=3A090&to=CN&us_content=10",
    "party=Huawei&to=CN",
    "item=dysprosium&from=CN&to=KR&end_use=military&on=2025-10-20&known=2025-10-15",
)


@pytest.mark.parametrize("query", CASES)
def test_a_page_of_a_case_says_what_its_data_says(client: httpx2.Client, query: str) -> None:
    told = words(get(client, f"/check?{query}"))
    answer = get(client, f"/check.json?{query}").json()
    found = [one for name in ("applies", "may_apply", "not_now", "reliefs") for one in answer[name]]
    assert found
    for one in found:
        assert one["measure"]["id"] in told
        for line in (*one["because"], *one["missing"], *one["conditions"]):
            assert " ".join(line.split()) in told
    for line in answer["outside"]:
        assert line[:1].upper() + " ".join(line.split())[1:] in told


@pytest.mark.parametrize("query", [*CASES, "item=示例无此物&to=US"])
def test_no_page_of_a_case_ever_clears_it(client: httpx2.Client, query: str) -> None:
    told = words(get(client, f"/check?{query}"))
    assert "This is no clearance" in told
    rest = told.replace("This is no clearance", "").replace("nuclear", "")
    assert not re.search(
        r"\bclear(ed|s)?\b|\bclearance\b|no licen[cs]e (is )?(needed|required)", rest
    )


def test_what_is_missing_can_be_filled_in_where_it_is_asked(client: httpx2.Client) -> None:
    page = get(client, f"/check?{CASES[0]}").text
    asking = page.partition('class="asking"')[2].partition("</section>")[0]
    assert re.findall(r'<(?:input|select) id="ask-(\w+)"', asking) == ["end_use", "us_content"]
    assert re.findall(r'type="hidden" name="(\w+)"', asking)[0] == "form"
    more = get(client, f"/check?{CASES[0]}&end_use=civil").text
    assert '"ask-end_use"' not in more


def test_a_case_that_is_not_understood_keeps_what_was_typed(client: httpx2.Client) -> None:
    page = get(client, '/check?item=<b>"&to=Atlantis', 400)
    assert 'value="Atlantis"' in page.text
    assert "&lt;b&gt;" in page.text
    assert "<b>" not in page.text
    assert "Atlantis" in words(page)
    assert get(client, "/check.json?item=x&to=Atlantis", 400).json()["status"] == 400
