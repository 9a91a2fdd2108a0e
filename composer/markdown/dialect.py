"""The dialect: CommonMark with tables and pasted bullets, read into tokens.

Rule: preparing a text keeps its lines, and what follows a line's first word; `places` relies on it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import normalizeLink
from markdown_it.rules_block import StateBlock, blockquote
from markdown_it.rules_inline import StateInline, autolink, html_inline, image, link
from markdown_it.token import Token

NEWLINE = re.compile(r"\r\n|\r|\n")

_BULLETS = "•▪·◦●○■‣\uf0b7\uf0a7"  # Word's, the last two in its Symbol and Wingdings fonts
_BLANK = "[ \t\u00a0]"
# Word's second level is an o and a tab.
_PASTED = re.compile(f"^({_BLANK}*)(?:[{_BULLETS}]{_BLANK}*|o\t{_BLANK}*)(?=[^ \t\u00a0])")
_DASHED = re.compile(f"^({_BLANK}*)[–—]{_BLANK}+(?=[^ \t\u00a0])")
_LISTED = re.compile(r"^ *([-*+]|\d{1,9}[.)])\s")
_MOST_INDENT = 3  # CommonMark: four spaces are code, or go on with the paragraph before

# The parser bounds the nesting of blocks itself, at 20, but not that of emphasis.
DEEPEST = 20
_EMPHASIS = frozenset({"em_open", "em_close", "strong_open", "strong_close"})

# The only schemes that become links in a letter.
_SAFE = ("http://", "https://", "mailto:")


def read(text: str, *, html: bool = False, env: dict[str, Any] | None = None) -> list[Token]:
    """The tokens of a text; with `html`, raw HTML is told apart instead of being taken as words."""
    parser = _WITH_HTML if html else _PARSER
    tokens = parser.parse(_prepared(text), {} if env is None else env)
    for token in tokens:
        token.children = [child for child in token.children or () if not _too_deep(child)]
    return tokens


def _too_deep(token: Token) -> bool:
    """Whether it is emphasis within so much emphasis that those who walk the tree would fall off."""
    return token.type in _EMPHASIS and token.level >= DEEPEST


@lru_cache(maxsize=4096)  # every variant and every version of an edition has the same addresses
def web_address(typed: str) -> str | None:
    """An address in the form a browser wants; None if it is neither of the web nor of mail."""
    href = normalizeLink(typed.strip())
    return href if href.lower().startswith(_SAFE) else None


def words(children: Sequence[Token]) -> str:
    """The words of inline tokens on one line, without marks or addresses."""
    found = []
    for token in children:
        if token.type == "image":
            found.append(words(token.children or []))
        elif token.type in ("softbreak", "hardbreak"):
            found.append(" ")
        else:
            found.append(token.content)
    return "".join(found)


def label_of(children: Sequence[Token], opening: int) -> str:
    """The words between the opening link at an index and its close."""
    closing = next(index for index in range(opening, len(children)) if children[index].type == "link_close")
    return words(children[opening:closing]).strip()


def _prepared(text: str) -> str:
    """The text with pasted bullets as Markdown ones."""
    lines: list[str] = []
    inside_list = False
    shift = 0
    previous = ""
    for line in NEWLINE.split(text):
        # A dash may begin a line of a sentence; it is a bullet only where a list can begin or goes on.
        dashed = inside_list or not previous.strip() or previous.rstrip().endswith(":")
        pasted = _PASTED.match(line) or (_DASHED.match(line) if dashed else None)
        previous = line
        if pasted:
            indent = len(pasted[1].expandtabs(4))
            if not inside_list:
                shift = indent if indent > _MOST_INDENT else 0
            inside_list = True
            lines.append(" " * max(indent - shift, 0) + "- " + line[pasted.end() :])
            continue
        if line.strip():
            inside_list = bool(_LISTED.match(line)) or (inside_list and line[0] in " \t")
        lines.append(line)
    return "\n".join(lines)


_Rule = Callable[[StateInline, bool], bool]


def _placed(rule: _Rule) -> _Rule:
    """The rule, also noting on its token where in the content the thing stands, ends, and has its address."""

    def placed(state: StateInline, silent: bool) -> bool:
        start, before = state.pos, len(state.tokens)
        if not rule(state, silent):
            return False
        if not silent:
            made = next(token for token in state.tokens[before : before + 2] if token.type != "text")
            made.meta["at"] = start
            made.meta["end"] = state.pos
            made.meta["href"] = _address(state, start, made)
        return True

    return placed


def _address(state: StateInline, start: int, token: Token) -> int | None:
    """Where the address of a link or picture begins in the content; None: it is a reference."""
    if token.type not in ("link_open", "image"):
        return None
    if token.info == "auto":
        return start + 1
    opening = start + (token.type == "image")
    end = state.md.helpers.parseLinkLabel(state, opening, token.type == "link_open")
    if state.pos <= end + 2 or state.src[end + 1] != "(":
        return None
    address = end + 2
    while state.src[address] in " \t\n":
        address += 1
    return int(address + (state.src[address] == "<"))


# CommonMark lets any line after a quote go on with it. Without a bound, a quote on every other line makes the
# parser look through all of the text for each of them.
_MOST_LAZY = 20


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """A quote with at most so many lines that do not begin with `>`."""
    if silent:
        return blockquote(state, start, end, silent)
    before, lazy = state.lineMax, 0
    for line in range(start, end):
        begin = state.bMarks[line] + state.tShift[line]
        lazy += not state.src.startswith(">", begin)
        if begin >= state.eMarks[line] or lazy > _MOST_LAZY:
            end = state.lineMax = line
            break
    found = blockquote(state, start, end, silent)
    state.lineMax = before
    return found


class _Parser(MarkdownIt):
    """CommonMark with tables that keeps every address as typed and notes where it stands."""

    def __init__(self, options: Mapping[str, Any]) -> None:
        super().__init__("commonmark", options)
        self.enable("table")
        self.block.ruler.at("blockquote", _quote, {"alt": _INTERRUPTED_BY_QUOTE})
        for name, rule in _PLACED_RULES.items():
            self.inline.ruler.at(name, _placed(rule))

    def validateLink(self, url: str) -> bool:
        """Any scheme: a check tells the author, who would else be left with brackets."""
        return True

    def normalizeLink(self, url: str) -> str:
        """As typed; `web_address` does the rest."""
        return url


_INTERRUPTED_BY_QUOTE = ["paragraph", "reference", "blockquote", "list"]
_PLACED_RULES: Mapping[str, _Rule] = {
    "link": link,
    "image": image,
    "autolink": autolink,
    "html_inline": html_inline,
}
_PARSER = _Parser({"html": False, "store_labels": True})
_WITH_HTML = _Parser({"html": True, "store_labels": True})
