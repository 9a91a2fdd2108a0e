"""What the words say, as a sub-editor reads them."""

from composer.check.rule import Rule
from composer.check.words import (
    count_mismatch,
    details_missing,
    lead_in_dangling,
    markdown_html,
    paragraph_repeated,
    placeholder,
    quotes_unbalanced,
    spelling,
    title_shouts,
    words_joined,
    words_lost,
)

RULES: tuple[Rule, ...] = (
    count_mismatch.RULE,
    details_missing.RULE,
    lead_in_dangling.RULE,
    markdown_html.RULE,
    paragraph_repeated.RULE,
    placeholder.RULE,
    quotes_unbalanced.RULE,
    spelling.RULE,
    title_shouts.RULE,
    words_joined.RULE,
    words_lost.RULE,
)
