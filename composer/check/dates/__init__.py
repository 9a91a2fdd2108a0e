"""Days and times: that they agree, that they are still to come, that they are listed."""

from composer.check.rule import Rule

RULES: tuple[Rule, ...] = ()
