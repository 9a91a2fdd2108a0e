"""What earlier issues said: nothing comes twice, nothing is forgotten."""

from composer.check.memory import date_unreminded, item_again, remind_over, tool_twice
from composer.check.rule import Rule

RULES: tuple[Rule, ...] = (item_again.RULE, tool_twice.RULE, remind_over.RULE, date_unreminded.RULE)
