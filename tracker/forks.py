"""Where a run of days is kept, so that those that hold a day are found without reading others.

Days are numbered, and each number is a place in a binary tree: 2**21 at its root, odd numbers for
leaves. A run is kept at its fork, the highest place among its days. Whatever holds a day is kept
at one of the few places between that day and the root; there its first or its last day decides.
(H.-P. Kriegel, M. Pötke, T. Seidl: the relational interval tree, 2000.)

>>> fork_of(5, 6), fork_of(3, 9), fork_of(7, 7)
(6, 8, 7)
>>> above, below = forks_around(6)
>>> above[-2:], below
([8, 6], [4])
"""

from __future__ import annotations

ROOT = 21  # 2**22 days reach beyond the last day that has a number


def fork_of(first: int, last: int) -> int:
    """The fork of a run of days, both included."""
    level = ((first - 1) ^ last).bit_length() - 1
    return last >> level << level


def forks_around(day: int) -> tuple[list[int], list[int]]:
    """The forks of all runs that may hold a day: those on it or after it, and those before it.

    A run kept on or after the day holds it if it begins by then; one kept before it, if it lasts.
    """
    lowest = (day & -day).bit_length() - 1
    places = [(day >> level | 1) << level for level in range(ROOT, lowest - 1, -1)]
    return [at for at in places if at >= day], [at for at in places if at < day]
