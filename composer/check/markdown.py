"""What Markdown may hold: links that can be followed, no HTML, and nothing that would be lost."""

from __future__ import annotations

import re
from collections.abc import Iterator

from composer.check.subject import Subject
from composer.markdown import Loss, links, losses, raw_html
from composer.problems import Problem, shown

# What every link has, and all HTML: looking for either in earnest takes time.
_MAY_LINK = re.compile(r"\]\(|\]:|<")
_WHOLE = re.compile(r"\s*(https?://[^\s/?#.]|mailto:[^\s@]+@[^\s@])", re.IGNORECASE)
_SCHEMES = ("http", "https", "mailto")


def links_can_be_followed(subject: Subject) -> Iterator[Problem]:
    """A link begins with https, http or mailto."""
    for text, item in subject.edition.markdown:
        for link in links(text) if _MAY_LINK.search(text) else ():
            scheme = re.match(r"\s*([a-zA-Z][a-zA-Z0-9+.-]*):", link.href)
            if scheme is None:
                fix = "Write it in full, like https://www.example.org/page."
                yield Problem(link.place, "link-wrong", f"this link leads nowhere: {shown(link.href)}", fix, item=item)
            elif scheme[1].lower() not in _SCHEMES:
                fix = "Use a link that begins with https://."
                message = f"a link cannot begin with {scheme[1]}:"
                yield Problem(link.place, "link-scheme", message, fix, item=item)
            elif not _WHOLE.match(link.href):
                fix = "Write it in full, like https://www.example.org/page."
                message = f"this is not a whole link: {shown(link.href)}"
                yield Problem(link.place, "link-wrong", message, fix, item=item)


def no_raw_html(subject: Subject) -> Iterator[Problem]:
    """Markdown holds no HTML: it would be printed as it stands."""
    for text, item in subject.edition.markdown:
        for place in raw_html(text) if "<" in text else ():
            fix = "Use Markdown: **bold**, *italic*, [words](https://…); write a lone < as &lt;."
            yield Problem(place, "markdown-html", "HTML in the text would be printed as it stands", fix, item=item)


# What every construct that loses words has: looking for one in earnest takes time.
_MAY_LOSE = re.compile(r"\]:|\||```|~~~|[->*+] ?[->*+] ?[->*+]|^ {16}", re.MULTILINE)
_LOST = {
    Loss.UNUSED: (
        "this is taken for the address of a link, no link uses it, and it would not be printed",
        "If it is words, write \\[ instead of [; else take it out.",
    ),
    Loss.SURPLUS: (
        "this row has more cells than the table has columns; the last would not be printed",
        "Give the first row of the table a cell for each.",
    ),
    Loss.BEHIND_FENCE: (
        "what stands behind the marks that begin code would not be printed",
        "Put it on a line of its own.",
    ),
    Loss.DEEP: (
        "this stands within so many lists or quotes that it would not be printed",
        "Use fewer levels.",
    ),
}


def nothing_is_lost(subject: Subject) -> Iterator[Problem]:
    """Every word of a text is on the page."""
    for text, item in subject.edition.markdown:
        for loss, place in losses(text) if _MAY_LOSE.search(text) else ():
            message, fix = _LOST[loss]
            yield Problem(place, "words-lost", message, fix, item=item)
