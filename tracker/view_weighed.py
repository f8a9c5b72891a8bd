"""Which measures a shipment must be held against: those of a day that could say anything but no."""

from __future__ import annotations

import json
from collections.abc import Iterable

from tracker.view import Where

# A listing has nothing to say of whom it does not name. Only one on certain goods that stands on no
# list of parties may ask whether its few parties take part.
_MAY_REACH = """
 AND p.state <> 'ended' AND m.kind IN (SELECT value FROM json_each(:weighed))
 AND (m.kind <> 'listing' OR m.id IN (SELECT value FROM json_each(:named))
  OR instr(i.body, '"items":[],"codes":[],"hs":[]') = 0 AND instr(i.body, '"on_list":null') > 0)
"""


def may_reach(where: Where, kinds: Iterable[str], named: Iterable[str]) -> Where:
    """The same condition on a day's measures without those that ended and listings of others.

    `named` are the measures that bear a name like the party's. For `View.on` only.
    """
    given = {"weighed": json.dumps([*kinds]), "named": json.dumps([*named])}
    return Where(where.sql + _MAY_REACH, where.given | given)
