"""The issue among the others: numbers and dates rise together, and it has something to say."""

from composer.check.weeks import issue_order, news_none

RULES = (issue_order.RULE, news_none.RULE)
