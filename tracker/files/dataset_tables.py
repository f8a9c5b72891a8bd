"""The tables of the exported database: their columns, and what each means in one sentence."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple


class Column(NamedTuple):
    """A column: its name, how SQLite declares it, and what it means."""

    name: str
    declared: str
    meaning: str


@dataclass(frozen=True)
class Table:
    """A table: what a row is, its columns as lines `name DECLARATION | meaning`, how it is shown.

    `search` are the columns found by words, `sort` the first order (with "-" the other way round),
    `facets` what its rows are counted by, `units` what its numbers are.
    """

    name: str
    meaning: str
    lines: str
    sort: str
    facets: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    units: dict[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> list[Column]:
        """Its columns in order."""
        return [_column(line) for line in self.lines.strip().splitlines()]


def _column(line: str) -> Column:
    declared, _, meaning = line.partition("|")
    name, _, kind = declared.strip().partition(" ")
    return Column(name, kind.strip(), meaning.strip())


TABLES = (
    Table(
        "instruments",
        "Official texts: announcements, rules, orders, notices, answers of spokespersons.",
        """
id TEXT PRIMARY KEY | The text, by the name under which answers speak of it.
jurisdiction TEXT | Whose law it is: CN (China) or US (United States).
authority TEXT | Its first issuer, by its short name.
issuers TEXT | All its issuers, parted by semicolons.
form TEXT | What sort of text it is: announcement, order, rule, notice, answer …
title TEXT | What it is about, in English.
title_zh TEXT | Its title in Chinese, where it has one.
official_number TEXT | The number it bears, as printed.
aliases TEXT | Other numbers and citations that name it, parted by semicolons.
published_on TEXT | The day the public could know it, or as much of that day as is known.
published_basis TEXT | What that day is: public, filed, issue, first_effect or unknown.
filed_on TEXT | The day it was filed for public inspection.
issue_date TEXT | The day of the issue that printed it.
signed_on TEXT | The day it was signed.
url TEXT | Where it can be read.
confidence TEXT | How sure the record is: high, medium or low.
basis TEXT | Whose word it rests on: analyst, read (by a program) or confirmed (by a person).
notes TEXT | Doubts, conflicts between copies, slips in the text.
sha256 TEXT | The digest of the archived page.
recorded_at TEXT | The moment it was written down, in UTC.
position INTEGER | The entry of the ledger that says so.
""",
        sort="-published_on",
        facets=("jurisdiction", "authority", "form"),
        search=("title", "title_zh", "official_number", "aliases", "notes"),
    ),
    Table(
        "measures",
        "The smallest things that can be suspended, amended or repealed on their own.",
        """
id TEXT PRIMARY KEY | The measure: its text, and the place in it.
instrument TEXT REFERENCES instruments(id) | The text that lays it down.
provision TEXT | The place in that text.
part_of TEXT REFERENCES measures(id) | The provision whose listed party it is; empty for provisions.
title TEXT | What it does, in short.
jurisdiction TEXT | Whose law it is: CN or US.
authority TEXT | The first issuer of its text.
kind TEXT | control, listing, ban, duty, fee, relief, framework, probe, informal or pledge.
first_day TEXT | The first day in force as printed, or as much of it as is known.
last_day TEXT | The last day in force as printed.
promised INTEGER | 1 for pledges, bills and proposals, which never become law by their own dates.
on_list TEXT | The list of parties, or of goods, that it is about.
policy TEXT | How an application for a licence fares.
flow TEXT | What it catches: export, import, dealing or other; empty for what is usual.
items TEXT | The goods it names, parted by semicolons; empty means not on file.
items_zh TEXT | The same goods in Chinese, parted by semicolons.
codes TEXT | The control codes it names, parted by semicolons.
hs TEXT | The customs tariff numbers it names, parted by semicolons.
destinations TEXT | Where goods go, as two-letter codes or `all`, parted by semicolons.
origins TEXT | Where goods come from, as two-letter codes or `all`, parted by semicolons.
end_uses TEXT | The only end uses it reaches, parted by semicolons.
threshold_percent REAL | The share from which it bites.
threshold_of TEXT | What that is a share of: value, ownership …
basis TEXT | Whose word the reading rests on: analyst, read or confirmed.
confidence TEXT | How sure the reading is: high, medium or low.
citation INTEGER REFERENCES citations(id) | The words that lay it down.
note TEXT | What was noted about the reading.
recorded_at TEXT | The moment it was written down, in UTC.
position INTEGER | The entry of the ledger that says so.
""",
        sort="id",
        facets=("jurisdiction", "authority", "kind", "on_list"),
        search=("title", "items", "items_zh", "codes", "note"),
        units={"threshold_percent": "percent"},
    ),
    Table(
        "periods",
        "The life of each measure as runs of days with one state, both days included.",
        """
id INTEGER PRIMARY KEY | A number for the row.
measure TEXT REFERENCES measures(id) | The measure.
first TEXT | The first day of the run; empty for the days before anything was known.
last TEXT | The last day of the run; empty where no end is in sight.
state TEXT | announced, in_force, suspended, ended, unknown or partly.
reason TEXT | Why, where that says more: not_yet_published, promised, expired, repealed …
by TEXT | The text that decides it, or `lapse` where a suspension ran out by itself.
confirmed INTEGER | 0 where it came back by lapse and no act says so: never plainly in force.
at TEXT | The clock time of the change on the first day, with its zone.
never_operated INTEGER | 1 where it had no day in force by then.
effect INTEGER REFERENCES effects(position) | The effect that decides it.
""",
        sort="measure",
        facets=("state", "reason", "by"),
    ),
    Table(
        "effects",
        "What acts do to measures, as we read them: only readings that stand.",
        """
position INTEGER PRIMARY KEY | The entry of the ledger that says so.
measure TEXT REFERENCES measures(id) | The measure it is done to.
event TEXT | What is done: measure imposed, suspended, extended, repealed … or clarified.
first_day TEXT | The first day it speaks of, as printed.
last_day TEXT | The last day it speaks of, both included.
first_time TEXT | The clock time on the first day, with its zone.
last_time TEXT | The clock time at the end, with its zone.
what TEXT | Whose end an extension moves: that of the measure, or of its suspension.
nature TEXT | Whether an amendment amends or corrects.
citation INTEGER REFERENCES citations(id) | The words it rests on.
basis TEXT | Whose word the reading rests on: analyst, read or confirmed.
reader TEXT | Who read it: curated, analyst, or the name of a source.
note TEXT | What was noted about the reading.
recorded_at TEXT | The moment it was written down, in UTC.
""",
        sort="-position",
        facets=("event", "basis", "reader"),
    ),
    Table(
        "citations",
        "The places in official texts that effects, links and pledges rest on.",
        """
id INTEGER PRIMARY KEY | A number for the citation.
instrument TEXT REFERENCES instruments(id) | The text; empty for an act that is not on file.
act TEXT | The text as it is spoken of.
provision TEXT | The place in it.
published_on TEXT | The day the public could know it, or as much of that day as is known.
quote TEXT | The words relied on, in their own language.
url TEXT | Where they can be read.
sha256 TEXT | The digest of the archived page.
lang TEXT | The language of the words: zh or en.
""",
        sort="id",
        facets=("lang",),
        search=("quote", "act"),
    ),
    Table(
        "listings",
        "Parties on lists: one row a party and list, with a life of its own in `periods`.",
        """
measure TEXT PRIMARY KEY REFERENCES measures(id) | The listing, which is a measure.
provision TEXT REFERENCES measures(id) | The provision that lists it.
instrument TEXT REFERENCES instruments(id) | The text that lists it.
list TEXT | The list's name.
name TEXT | The party's name in Latin letters, or its only one.
name_zh TEXT | Its name in Chinese.
aliases TEXT | Its other names, parted by semicolons.
units TEXT | Units named with it, parted by semicolons.
addresses TEXT | Its addresses as printed, parted by semicolons.
countries TEXT | Its countries as two-letter codes, parted by semicolons.
person INTEGER | 1 for a person, 0 for an organisation.
policy TEXT | How an application for a licence fares.
seen_on TEXT | The day on which a list of that day had it, where its first day is not certain.
end_unknown INTEGER | 1 where it may have ended after that day and no text on file says when.
""",
        sort="name",
        facets=("list", "countries", "policy"),
        search=("name", "name_zh", "aliases", "units"),
    ),
    Table(
        "party_names",
        "Every name of a listed party, one a row.",
        """
id INTEGER PRIMARY KEY | A number for the row.
measure TEXT REFERENCES listings(measure) | The listing.
name TEXT | The name as the list prints it.
sort TEXT | What the name is: name, zh, alias or unit.
""",
        sort="name",
        facets=("sort",),
        search=("name",),
    ),
    Table(
        "links",
        "Measures that belong together.",
        """
position INTEGER PRIMARY KEY | The entry of the ledger that says so.
measure TEXT REFERENCES measures(id) | The measure.
link TEXT | How: mirrors, retaliates, paired_with, replaces, same_as or outside.
to_id TEXT | The other measure or text; in words where it is not in the timeline.
citation INTEGER REFERENCES citations(id) | What it rests on.
note TEXT | What was noted about it.
""",
        sort="measure",
        facets=("link",),
    ),
    Table(
        "pledges",
        "Promises that no legal act has carried out; they change no state.",
        """
position INTEGER PRIMARY KEY | The entry of the ledger that says so.
about TEXT | The text or measure the promise is about.
pledge TEXT | The provision that holds the promise.
promise TEXT | What was promised.
until TEXT | The day promised.
citation INTEGER REFERENCES citations(id) | Where it was promised.
note TEXT | What was noted about it.
""",
        sort="-until",
        facets=("pledge",),
    ),
    Table(
        "changes",
        "Every change of every measure, past and scheduled, by day.",
        """
id INTEGER PRIMARY KEY | A number for the row.
day TEXT | The day of the change.
measure TEXT REFERENCES measures(id) | The measure.
change TEXT | published, started, suspended, prolonged, resumed, lapsed, amended or ended.
from_state TEXT | The state on the day before; empty where it had not been published.
to_state TEXT | The state from that day.
by TEXT | The text that makes the change, or `lapse`.
confirmed INTEGER | 0 for a return by lapse that no act confirms.
changes_at TEXT | The clock time of the change, with its zone.
citation INTEGER REFERENCES citations(id) | What it rests on.
""",
        sort="-day",
        facets=("change", "by"),
    ),
    Table(
        "milestones",
        "Talks and summits that a question may name.",
        """
name TEXT PRIMARY KEY | The word by which a question names it.
title TEXT | What it was.
first TEXT | Its first day.
last TEXT | Its last day.
instrument TEXT | The text about it, where one is on file.
""",
        sort="first",
    ),
    Table(
        "sources",
        "The places that are watched, and how far each was looked at.",
        """
source TEXT PRIMARY KEY | The source's name.
title TEXT | What it is.
jurisdiction TEXT | Whose texts it has: CN or US.
list_url TEXT | Where it lists them.
covers_from TEXT | The day before which it is silent about what was published.
curated_through TEXT | The day to which analysts have read everything.
checked_through TEXT | The last day up to which it was read to the end; empty if never.
""",
        sort="source",
        facets=("jurisdiction",),
    ),
    Table(
        "about",
        "What this file is: the ledger it was made of, and how it is cited.",
        """
name TEXT PRIMARY KEY | What is told.
value TEXT | Its value.
""",
        sort="name",
    ),
)
