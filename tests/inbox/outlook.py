"""A letter as Outlook for Windows has it, which lays mail out with Word.

Rule: this is a likeness. It does what conditional comments say, and leaves out what caniemail says Word does not know,
so that a browser shows about what is left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import lxml.html
import tinycss2
import tinycss2.ast

from composer.check.client_support.conditional import word_view

# caniemail.com, Outlook for Windows: not supported, on any element
_UNKNOWN = re.compile(
    r"(max|min)-(width|height)|border-.*radius|box-shadow|text-shadow|opacity|background-(image|size|position|repeat)"
    r"|float|clear|position|top|left|right|bottom|z-index|overflow.*|box-sizing|object-.*|flex.*|grid.*|gap|transform.*"
    r"|transition.*|animation.*|filter|word-break|overflow-wrap|-webkit-.*|cursor|color-scheme"
)
_CELLS = {"td", "th"}
_BLOCKS = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote", "pre", "div", "span", "a"}


def as_word(html: str) -> str:
    """About what Word shows of a letter, for a browser: without media queries, widths and paddings it ignores."""
    tree = lxml.html.document_fromstring(word_view(html))
    for style in tree.iter("style"):
        media = style.get("media", "")
        style.text = "" if media else "".join(_rules(style.text or ""))
    for element in tree.iter("*"):
        inline = element.get("style")
        if inline:
            element.set("style", "; ".join(_declarations(element.tag, inline)))
    return "<!DOCTYPE html>\n" + str(lxml.html.tostring(tree, encoding="unicode"))


def _rules(sheet: str) -> Iterator[str]:
    """The rules of a style sheet that Word reads: no @-rules, no attribute selectors, no :hover."""
    for rule in tinycss2.parse_stylesheet(sheet, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule":
            selector = tinycss2.serialize(rule.prelude)
            if not re.search(r"[\[:>+~]", selector):
                yield f"{selector} {{ {'; '.join(_declarations('', tinycss2.serialize(rule.content)))} }}\n"


def _declarations(tag: str, style: str) -> Iterator[str]:
    for declaration in tinycss2.parse_declaration_list(style, skip_comments=True, skip_whitespace=True):
        if isinstance(declaration, tinycss2.ast.Declaration) and _known(tag, declaration):
            value = tinycss2.serialize(declaration.value).strip()
            if declaration.lower_name == "mso-hide":
                yield "display: none"
            yield f"{declaration.lower_name}: {value}"


def _known(tag: str, declaration: tinycss2.ast.Declaration) -> bool:
    """Whether Word goes by a declaration on an element; an empty tag stands for any."""
    name, value = declaration.lower_name, tinycss2.serialize(declaration.value)
    if tag and declaration.important:
        return False
    if name.startswith("padding") and tag and tag not in _CELLS:
        return False
    if name in ("width", "height") and (tag == "img" or tag in _BLOCKS):
        return False
    if name.startswith("margin") and "auto" in value:
        return False
    if name == "display" and value.strip() != "none":
        return False
    return not _UNKNOWN.fullmatch(name)
