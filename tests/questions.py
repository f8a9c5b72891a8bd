"""A dozen questions over all verbs, in the words of `tracker.ask`: each has one answer."""

from __future__ import annotations

Given = dict[str, str | list[str]]

QUESTIONS: list[tuple[str, Given]] = [
    ("on", {"day": "2025-11-09", "instrument": "mofcom-2025-61", "state": "all"}),
    ("on", {"day": "before:madrid", "jurisdiction": "CN", "kind": "control"}),
    ("on", {"day": "2025-12-05", "measure": "mofcom-2025-61/i-1", "known": "2025-10-20"}),
    ("on", {"day": "2025-11-10", "item": "镓", "state": ["in_force", "suspended"]}),
    ("on", {"day": "2025-05-20", "instrument": "mofcom-2025-13", "parts": "true", "state": "all"}),
    ("diff", {"a": "2025-10-08", "b": "after:busan", "instrument": "商务部公告2025年第61号"}),
    ("diff", {"a": "2025-11-01", "b": "2025-11-12", "authority": "BIS"}),
    ("show", {"id": "EO 14358"}),
    ("show", {"id": "mofcom-2025-61/i-3", "on": "2025-11-09"}),
    ("upcoming", {"days": "30", "jurisdiction": "CN"}),
    ("listed", {"name": "斯凯迪奥", "on": "2025-05-20", "limit": "5"}),
    ("listed", {"name": "Huawei", "list": "Entity List", "jurisdiction": "US"}),
    ("search", {"words": "稀土", "limit": "8"}),
    ("check", {"item": "gallium", "from": "CN", "to": "US", "party": "Skydio", "content": "5"}),
    ("check", {"code": "CN:3A001", "from": "CN", "to": "KR", "on": "2025-11-10",
               "end_use": ["military", "wmd"]}),
]  # fmt: skip
