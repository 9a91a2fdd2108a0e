"""Who it is for, and who stands in it: networks that somebody leads and is on, news for everyone, nobody's secrets."""

from composer.check.people import (
    address_shared,
    contact_unnamed,
    network_empty,
    network_lead,
    network_suppressed,
    news_unseen,
    personal_data,
)
from composer.check.rule import Rule

RULES: tuple[Rule, ...] = (
    network_empty.RULE,
    network_lead.RULE,
    network_suppressed.RULE,
    address_shared.RULE,
    news_unseen.RULE,
    contact_unnamed.RULE,
    personal_data.RULE,
)
