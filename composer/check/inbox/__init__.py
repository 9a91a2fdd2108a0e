"""The letter as it arrives: its size, what mail programs make of it, who can read it."""

from composer.check.rule import Rule

RULES: tuple[Rule, ...] = ()
