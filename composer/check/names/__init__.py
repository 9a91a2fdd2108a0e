"""Names that stand for something: networks, contacts, workstreams, earlier items, tools."""

from composer.check.names import (
    contact_unknown,
    item_unknown,
    keep_drop,
    network_unknown,
    retire_announced,
    tool_unknown,
    workstream_unknown,
)

RULES = (
    network_unknown.RULE,
    contact_unknown.RULE,
    workstream_unknown.RULE,
    item_unknown.RULE,
    tool_unknown.RULE,
    keep_drop.RULE,
    retire_announced.RULE,
)
