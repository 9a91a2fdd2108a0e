"""What earlier issues said: nothing comes twice, nothing is forgotten."""

from composer.check.rule import Rule

RULES: tuple[Rule, ...] = ()
