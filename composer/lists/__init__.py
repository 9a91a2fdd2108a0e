"""Lists: the only writer of recipients/*.csv. Every change is whole, told in the list's history, and can be undone.

Rule: nothing that anybody saved is lost, whether they saved it through Composer or by hand.
"""

from composer.lists.altering import joined, left, replaced, with_row, without_row
from composer.lists.comparing import Diff, Row, compare
from composer.lists.erasing import Erased
from composer.lists.history import BY_HAND, Change, Doing
from composer.lists.holding import Holding, Holdings
from composer.lists.keeper import Edit, ListKeeper
from composer.lists.written import ListUnreadable, SavedWithFaults, Unlistable

__all__ = [
    "BY_HAND",
    "Change",
    "Diff",
    "Doing",
    "Edit",
    "Erased",
    "Holding",
    "Holdings",
    "ListKeeper",
    "ListUnreadable",
    "Row",
    "SavedWithFaults",
    "Unlistable",
    "compare",
    "joined",
    "left",
    "replaced",
    "with_row",
    "without_row",
]
