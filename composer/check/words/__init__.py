"""What the words say, as a sub-editor reads them."""

from composer.check.words import markdown_html, words_lost

RULES = (markdown_html.RULE, words_lost.RULE)
