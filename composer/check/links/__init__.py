"""Links: that can be followed, and whose words say where they lead."""

from composer.check.links import link_scheme, link_wrong

RULES = (link_scheme.RULE, link_wrong.RULE)
