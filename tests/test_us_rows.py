"""Real rows of the Federal Register pass; damaged files are errors of the source."""

from __future__ import annotations

import json
import random
from pathlib import Path

import pytest

from events.errors import SourceError
from scrapers import us_ecfr, us_fr_feed, us_inspection
from scrapers.documents import Document
from scrapers.federal_register.rows import api_row, check_titles
from scrapers.us_bis import LAYS_DOWN_NOTHING
from tests.replica.america_ecfr import VERSIONS
from tests.replica.america_invented import INSPECTED, INVENTED
from tests.replica.america_pages import feed, filing

SHARED = Path(__file__).parents[2] / "shared" / "data" / "us"
needs_shared = [
    pytest.mark.needs_shared,
    pytest.mark.skipif(not SHARED.is_dir(), reason="no folder 'shared' beside the checkout"),
]
SOUND = {
    us_inspection: json.dumps(
        {"count": len(INSPECTED), "results": [filing(one) for one in INSPECTED]}
    ).encode(),
    us_fr_feed: feed([one for one in INVENTED if one.agency == "BIS"]),
    us_ecfr: json.dumps({"content_versions": [one.shown() for one in VERSIONS]}).encode(),
}


@pytest.mark.parametrize("module", SOUND, ids=lambda module: str(module.SOURCE))
def test_a_damaged_file_is_read_whole_or_is_an_error_of_the_source(module: object) -> None:
    """300 damages by seed: bytes cut, changed, doubled, swapped."""
    sound, read = SOUND[module], module.read  # type: ignore[attr-defined, index]
    count = len(read(Document("x", "https://x", sound)))
    read_whole = 0
    for seed in range(300):
        chance = random.Random(seed)
        start, end = sorted(chance.sample(range(len(sound)), 2))
        damaged = chance.choice(
            [
                sound[:start],
                sound[:start] + sound[end:],
                sound[:start] + bytes([chance.randrange(256)]) + sound[start + 1 :],
                sound[:end] + sound[start:end] + sound[end:],
                sound[:start] + b"[" * 3000 + sound[start:],
            ]
        )
        try:
            read_whole += len(read(Document("x", "https://x", damaged))) == count
        except SourceError:
            continue
    assert 0 < read_whole < 250


def test_titles_that_are_not_those_of_their_addresses_are_an_error() -> None:
    good = ("2,4-D From China: Final Determination", "https://x/d/2025-1/24-d-from-china")
    bad = ("Notice", "https://x/d/2025-2/additions-to-the-entity-list")
    check_titles([good, good, bad], source="us_bis", url="x")
    with pytest.raises(SourceError, match="title"):
        check_titles([good, bad, bad], source="us_bis", url="x")


class TestReal:
    pytestmark = needs_shared

    def test_a_real_document_has_every_field_with_its_type(self) -> None:
        record = json.loads((SHARED / "fr_api_document_2025-05887.json").read_text())
        row = api_row(record, source="us_bis", url="x")
        assert (row.number, str(row.day)) == ("2025-05887", "2025-04-07")
        assert json.loads(row.about)["effective_on"] is None

    def test_real_titles_fit_their_addresses_and_nearly_all_are_opened(self) -> None:
        lines = (SHARED / "derived_bis_fr_documents_2020-2026.jsonl").read_text().splitlines()
        rows = [json.loads(line) for line in lines]
        check_titles([(r["title"], r["html_url"]) for r in rows], source="us_bis", url="x")
        shut = [r["title"] for r in rows if LAYS_DOWN_NOTHING.search(r["title"])]
        assert len(rows) > 100
        assert len(shut) < 5

    def test_a_real_answer_of_the_ecfr_is_of_the_shape_that_we_know(self) -> None:
        answer = json.loads((SHARED / "ecfr_versions_response.example.json").read_text())
        moved = [
            {
                **version,
                "title": "15",
                "part": "744",
                "identifier": f"744.{version['identifier'].partition('.')[2]}",
            }
            for version in answer["content_versions"]
        ]
        body = json.dumps({**answer, "content_versions": moved}).encode()
        found = us_ecfr.amended_days(Document(us_ecfr.SOURCE, "x", body))
        assert len(found) == len(moved) > 0
