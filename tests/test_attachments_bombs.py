"""Small files that unfold to gigabytes: refused in time, and our own process stays small."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from collections.abc import Callable
from importlib import util
from pathlib import Path

import pytest

from tests import attachment_files as made

MIB = 1024 * 1024
CAP, ROOM = 100, 32  # MiB: the largest attachment, and what we may need beside it
NEEDS = [name for name in ("pdfplumber", "openpyxl") if util.find_spec(name) is None]

MEASURED = """
import json, sys, time
from pathlib import Path
from scrapers.attachments import extract
body = Path(sys.argv[1]).read_bytes()
begun = time.monotonic()
found = extract(body, name=Path(sys.argv[1]).name, deadline=8)
peak = [line for line in open("/proc/self/status") if line.startswith("VmHWM")][0].split()[1]
print(json.dumps([found.kind, found.text[:50], found.reason, int(peak) / 1024,
                  time.monotonic() - begun]))
"""


def packed(size: int, unit: bytes = b" ") -> bytes:
    """So many bytes of one sort, deflated without ever being there."""
    packer = zlib.compressobj(9)
    block = (unit * (MIB // len(unit) + 1))[:MIB]
    return b"".join(packer.compress(block) for _ in range(size // MIB)) + packer.flush()


def pdf_bomb(data: bytes, filters: str) -> bytes:
    head = f"<< /Length {len(data)} /Filter [{filters}] >>\nstream\n".encode()
    return made.pdf([head + data + b"\nendstream"])


def zip_bomb() -> bytes:
    return made.archive({"zeros.bin": bytes(200 * MIB)})


def docx_bomb() -> bytes:
    return made.docx("<w:p/>" * (200 * MIB // 6))


def docx_text_bomb() -> bytes:
    return made.docx(made.paragraph("甲" * 1000) * 9000)


def docx_members() -> bytes:
    members = {"word/document.xml": "<x/>"} | {f"word/{n}.xml": "" for n in range(6000)}
    return made.archive(members)


def xlsx_bomb() -> bytes:
    return made.xlsx(made.inline("1"), strings="<si><t>1</t></si>" * (200 * MIB // 17))


def xlsx_wide() -> bytes:
    cell = "".join(f'<row r="{n}"><c r="XFD{n}"><v>1</v></c></row>' for n in range(1, 1000))
    return made.xlsx(cell)


def ofd_bomb() -> bytes:
    return made.ofd(made.written(" " * (200 * MIB), 1))


BOMBS: dict[str, Callable[[], bytes]] = {
    "zeros.zip": zip_bomb,
    "strings.xlsx": xlsx_bomb,
    "wide.xlsx": xlsx_wide,
    "paragraphs.docx": docx_bomb,
    "letters.docx": docx_text_bomb,
    "members.docx": docx_members,
    "page.ofd": ofd_bomb,
    "flate.pdf": lambda: pdf_bomb(packed(200 * MIB), "/FlateDecode"),
    "nested.pdf": lambda: pdf_bomb(
        zlib.compress(zlib.compress(packed(1000 * MIB))), " ".join(["/FlateDecode"] * 3)
    ),
    "huge.png": lambda: made.png(50_000),
}


def measured(body: bytes, name: str, folder: Path) -> tuple[str, str, str | None, float, float]:
    """Kind, text and reason of a file, the peak of the asking process in MiB, and seconds."""
    (folder / name).write_bytes(body)
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", MEASURED, str(folder / name)],
        capture_output=True,
        check=True,
    )
    kind, text, reason, peak, seconds = json.loads(done.stdout)
    return kind, text, reason, peak, seconds


@pytest.mark.skipif(bool(NEEDS), reason=f"not installed: {NEEDS}")
@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read a peak from")
def test_every_bomb_is_refused_with_a_reason_and_our_memory_stays_under_the_cap(
    tmp_path: Path,
) -> None:
    bad, peaks, slowest = [], [], 0.0
    for name, make in BOMBS.items():
        body = make()
        assert len(body) < 8 * MIB
        kind, text, reason, peak, seconds = measured(body, name, tmp_path)
        peaks.append(peak)
        slowest = max(slowest, seconds)
        print(f"{name}: {len(body) / MIB:.1f} MiB, {peak:.0f} MiB, {seconds:.1f} s, {reason}")
        right_kind = name.rpartition(".")[2].replace("png", "image")
        if text or not reason or kind != right_kind or peak > CAP + ROOM or seconds > 10:
            bad.append((name, kind, text, reason, peak, seconds))
    good = len(BOMBS) - len(bad)
    print(f"bombs refused: {good}/{len(BOMBS)}, peak {max(peaks):.0f} MiB, {slowest:.1f} s")
    assert bad == []


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="no /proc to read a peak from")
def test_the_largest_attachment_needs_little_more_memory_than_it_is_long(tmp_path: Path) -> None:
    line = "本公告自公布之日起实施。\n".encode()
    body = line * (CAP * MIB // len(line))
    kind, text, reason, peak, _ = measured(body, "large.txt", tmp_path)
    print(f"100 MiB of text: peak {peak:.0f} MiB, {reason}")
    assert (kind, text) == ("text", "")
    assert (reason or "").startswith("no text: refused")
    assert peak <= CAP + ROOM
