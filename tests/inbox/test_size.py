"""How large the real letters are, against the figures at which Gmail clips a letter or drops its styles."""

import re

import pytest
import tinycss2

from composer.render import html_of
from tests.inbox.letters import REAL, letters

MOST_HTML = 100_000
"""Bytes. Gmail shows the first 102 KB of a letter, and drops its styles and its last lines, the way out among them."""
MOST_STYLE = 16_384
"""Bytes over all style elements. Gmail drops what is over 16 KB."""


def encoded_html(letter: bytes) -> bytes:
    """The HTML part's body as it stands in the letter, quoted-printable."""
    found = re.search(
        rb"\r\nContent-Type: text/html;[^\r]*\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n(.*?)\r\n--=_",
        letter,
        re.DOTALL,
    )
    assert found, "no quoted-printable HTML part"
    return found[1]


def sheets(html: str) -> list[str]:
    """What stands in the style elements, those for Outlook alone included."""
    return re.findall(r"<style\b[^>]*>(.*?)</style>", html, re.DOTALL | re.IGNORECASE)


def at_rules_in_at_rules(css: str) -> list[str]:
    """The names of at-rules that stand in another."""
    rules = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
    holding = [rule for rule in rules if rule.type == "at-rule" and rule.content is not None]
    return [token.value for rule in holding for token in rule.content if token.type == "at-keyword"]


@pytest.mark.parametrize("number", REAL)
def test_gmail_clips_no_variant_of_a_real_update(number):
    for count, letter in enumerate(letters(number), start=1):
        sizes = {"HTML": len(html_of(letter).encode()), "encoded HTML": len(encoded_html(letter))}
        assert max(sizes.values()) < MOST_HTML, f"variant {count} of update {number}: {sizes}"


@pytest.mark.parametrize("number", REAL)
def test_gmail_keeps_the_styles_of_every_variant_of_a_real_update(number):
    for count, letter in enumerate(letters(number), start=1):
        styles = sheets(html_of(letter))
        size = sum(len(style.encode()) for style in styles)
        assert 0 < size < MOST_STYLE, f"variant {count} of update {number}: {size} bytes of style"
        nested = [name for style in styles for name in at_rules_in_at_rules(style)]
        assert not nested, f"variant {count} of update {number}: within an at-rule, Gmail drops @{nested}"


def test_what_is_measured_is_what_stands_in_the_letter():
    letter = letters(391)[0]
    html = html_of(letter)

    assert len(encoded_html(letter)) > len(html.encode())
    assert encoded_html(letter) in letter
    assert html.count("<style") == len(sheets(html))
    assert at_rules_in_at_rules("@media screen { @supports (gap: 1px) { a { color: red } } }") == ["supports"]
    assert at_rules_in_at_rules("@media screen { a { color: red } } @media print { a { color: blue } }") == []
