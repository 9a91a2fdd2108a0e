"""Who it is for: networks with somebody in them, and news for everyone."""

from composer.check.people import network_empty, news_unseen

RULES = (network_empty.RULE, news_unseen.RULE)
