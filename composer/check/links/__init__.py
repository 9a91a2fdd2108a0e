"""Links: that can be followed, and whose words say where they lead."""

from composer.check.links import link_absent, link_dead, link_duplicate, link_scheme, link_text, link_wrong

RULES = (
    link_scheme.RULE,
    link_wrong.RULE,
    link_text.RULE,
    link_absent.RULE,
    link_duplicate.RULE,
    link_dead.RULE,
)
