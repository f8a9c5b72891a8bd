"""The worked notebook runs from its first cell to its last, and shows what its words say."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parent.parent
NOTEBOOK = ROOT / "docs" / "notebook.ipynb"


def saved() -> Any:
    return nbformat.read(NOTEBOOK, as_version=4)  # type: ignore[no-untyped-call]


def test_the_notebook_is_kept_without_outputs_and_names_no_machine() -> None:
    text = NOTEBOOK.read_text(encoding="utf-8")
    for cell in saved().cells:
        assert cell.get("outputs", []) == []
        assert cell.get("execution_count") is None
    # An absolute path of any system: a root and a folder in it, or a drive.
    assert not re.search(r"(?<![\w.:/])/[a-z]+/[\w.-]+/|[A-Z]:\\\\", text, re.IGNORECASE)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> str:
    """All that the notebook prints, run in a kernel of its own on a fresh ledger."""
    folder = tmp_path_factory.mktemp("notebook")
    environment = {
        **os.environ,
        "TRACKER_LEDGER": f"sqlite:///{folder / 'ledger.db'}",
        "PYTHONPATH": str(ROOT),
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(folder / "matplotlib"),
        "PYDEVD_DISABLE_FILE_VALIDATION": "1",
    }
    notebook = saved()
    client = NotebookClient(
        notebook, timeout=100, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=environment)
    return "\n".join(words for cell in notebook.cells for words in _words(cell))


def _words(cell: Any) -> list[str]:
    found = []
    for output in cell.get("outputs", []):
        assert output.output_type != "error", output
        if output.output_type == "stream":
            found.append(f"{output.name}: {output.text}")
        else:
            found += [output.data.get("text/plain", "")]
            found += ["a picture"] if "image/png" in output.data else []
    return found


@pytest.mark.parametrize(
    "words",
    [
        "'suspended': 8",
        "reaches to 2026-10-08",
        "2026-11-11",
        "milestone-kuala-lumpur-busan-2025-10/commitment",
        "as known then",
        "mofcom-2025-70",
        "stdout: Regulatory Timeline Tracker",
        "(True, True)",
        "cannot say",
    ],
)
def test_the_notebook_answers_what_it_asks(told: str, words: str) -> None:
    assert words in told


def test_the_notebook_draws_three_pictures_and_nothing_goes_wrong_on_the_way(told: str) -> None:
    assert told.count("a picture") == 3
    assert "Warning" not in told
    assert "Traceback" not in told
