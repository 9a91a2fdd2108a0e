"""Days and times: that they agree, that they are still to come, that they are listed."""

from composer.check.dates import (
    date_conflict,
    date_impossible,
    date_past,
    date_unlisted,
    deadline_close,
    weekday_mismatch,
)
from composer.check.rule import Rule

RULES: tuple[Rule, ...] = (
    weekday_mismatch.RULE,
    date_impossible.RULE,
    date_conflict.RULE,
    date_past.RULE,
    date_unlisted.RULE,
    deadline_close.RULE,
)
