"""How often an address has brought a token that is none: after a few times it is told to wait.

Nobody guesses 256 bits, so this bounds the noise and not the danger. That is why a good token is
always let in: behind a proxy all readers have one address, and nobody may lock out the others. Of
the addresses seen only the latest are remembered.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address
from math import ceil

ALLOWED = 10  # bad tokens of one address within the span
SPAN = timedelta(minutes=10)
REMEMBERED = 4096  # addresses


class Attempts:
    """Bad tokens by address; threads may share one."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.now = now
        self._seen: OrderedDict[str, tuple[datetime, int]] = OrderedDict()
        self._lock = threading.Lock()

    def failed(self, address: str) -> int | None:
        """Note a bad token; for how many seconds its address must wait, None if it need not."""
        place, now = network(address), self.now()
        with self._lock:
            since, count = self._seen.pop(place, (now, 0))
            if now - since >= SPAN:
                since, count = now, 0
            self._seen[place] = (since, count + 1)
            while len(self._seen) > REMEMBERED:
                self._seen.popitem(last=False)
        if count < ALLOWED:
            return None
        return max(1, ceil((since + SPAN - now).total_seconds()))

    def __len__(self) -> int:
        return len(self._seen)


def network(address: str) -> str:
    """What counts as one address: of IPv6 the first half, which one customer has as a whole.

    >>> network("2001:db8:1:2:3:4:5:6"), network("192.0.2.7"), network("::ffff:192.0.2.7")
    ('2001:db8:1:2::', '192.0.2.7', '192.0.2.7')
    """
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return "unknown"
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(IPv6Address(int(found) >> 64 << 64))
