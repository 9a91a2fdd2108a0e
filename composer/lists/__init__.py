"""Lists: the only writer of recipients/*.csv. Every change is whole, told in the list's history, and can be undone.

Rule: nothing that anybody saved is lost, whether they saved it through Composer or by hand.
"""

from composer.lists.altering import joined, left, replaced
from composer.lists.comparing import Diff, Row, compare
from composer.lists.erasing import Erased, Holding
from composer.lists.history import BY_HAND, Change, Doing
from composer.lists.keeper import Edit, ListKeeper
from composer.lists.written import ListUnreadable, Unlistable

__all__ = [
    "BY_HAND",
    "Change",
    "Diff",
    "Doing",
    "Edit",
    "Erased",
    "Holding",
    "ListKeeper",
    "ListUnreadable",
    "Row",
    "Unlistable",
    "compare",
    "joined",
    "left",
    "replaced",
]
