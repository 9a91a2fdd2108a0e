"""The letter as it arrives: its size, what mail programs make of it, who can read it."""

from composer.check.inbox import (
    alt_missing,
    client_support,
    contrast,
    heading_order,
    image_heavy,
    parts_differ,
    preheader,
    reading_age,
    size,
    spam_words,
    subject_length,
    template_wrong,
)
from composer.check.rule import Rule

RULES: tuple[Rule, ...] = (
    alt_missing.RULE,
    client_support.RULE,
    contrast.RULE,
    heading_order.RULE,
    image_heavy.RULE,
    parts_differ.RULE,
    preheader.RULE,
    reading_age.RULE,
    size.RULE,
    spam_words.RULE,
    subject_length.RULE,
    template_wrong.RULE,
)
