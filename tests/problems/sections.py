"""docs/problems.md: its index, and its sections about the rules of `check`, written from the rules' docstrings.

After a change of a docstring or a new rule: python -m tests.problems.sections
"""

from __future__ import annotations

import inspect
import re
import sys
import textwrap
from dataclasses import dataclass, field
from pathlib import Path
from types import ModuleType

from composer.check import RULES, Rule, dates, inbox, links, memory, names, people, weeks, words

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
HEADINGS: dict[ModuleType, str] = {
    names: "Names that stand for nothing",
    words: "Words, as a sub-editor reads them",
    dates: "Days",
    links: "Links",
    weeks: "The issue among the others",
    memory: "What earlier issues said",
    inbox: "The letter in the inbox",
    people: "People",
}
_PART = re.compile(r"^## (?P<heading>[^\n]+)\n(?P<text>.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)
_SECTION = re.compile(r"^### (?P<code>[a-z-]+)\n\n(?P<text>.*?)(?=^### |\Z)", re.MULTILINE | re.DOTALL)


@dataclass
class Part:
    """A heading of the page, what stands below it before the first section, and its sections by code."""

    heading: str
    preface: str = ""
    sections: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        sections = (f"### {code}\n\n{text}" for code, text in self.sections.items())
        return "\n\n".join([f"## {self.heading}", *filter(None, [self.preface]), *sections])

    @property
    def indexed(self) -> str:
        """Its lines in the index."""
        entries = " ".join(f"[`{code}`](#{code})" for code in self.sections)
        return textwrap.fill(f"**{self.heading}:** {entries}", 120, break_long_words=False, break_on_hyphens=False)


def docstring_of(rule: Rule) -> str:
    """The docstring of the module that a rule is."""
    name = rule.code.replace("-", "_")
    texts = [
        inspect.getdoc(module)
        for path, module in sys.modules.items()
        if re.fullmatch(rf"composer\.check\.[a-z]+\.{name}", path)
    ]
    assert len(texts) == 1, f"the module of a rule is named after its code: {name}.py for {rule.code}, in one theme"
    assert texts[0], f"{name}.py says in its docstring what {rule.code} minds"
    return texts[0]


def parts_of(page: str) -> list[Part]:
    """The page in its headings and sections."""
    return [_part(found["heading"], found["text"]) for found in _PART.finditer(page)]


def _part(heading: str, text: str) -> Part:
    sections = {found["code"]: found["text"].strip() for found in _SECTION.finditer(text)}
    return Part(heading, text.partition("### ")[0].strip(), sections)


def written(page: str) -> str:
    """The page with every rule's section below its theme's heading, as its docstring has it."""
    parts = parts_of(page)
    ours = {rule.code for rule in RULES}
    for part in parts:
        part.sections = {code: text for code, text in part.sections.items() if code not in ours}
    for rule in RULES:
        _under(parts, _heading_of(rule)).sections[rule.code] = docstring_of(rule)
    told = [part for part in parts if part.sections]
    return "\n\n".join([_opening(page), *(part.indexed for part in told), *map(str, told)]) + "\n"


def _heading_of(rule: Rule) -> str:
    return next((title for theme, title in HEADINGS.items() if rule in theme.RULES), HEADINGS[names])


def _under(parts: list[Part], heading: str) -> Part:
    for part in parts:
        if part.heading == heading:
            return part
    before = next(index for index, part in enumerate(parts) if part.heading == "Lists of people")
    parts.insert(before, Part(heading))
    return parts[before]


def _opening(page: str) -> str:
    """What stands before the index."""
    return page.partition("\n**")[0].strip()


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
