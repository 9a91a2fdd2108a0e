"""docs/problems.md: its sections about the rules of `check`, written from the rules' docstrings."""

from __future__ import annotations

import inspect
import re
import sys
from pathlib import Path

from composer.check import RULES, Rule

PAGE = Path(__file__).parents[2] / "docs" / "problems.md"
_SECTION = re.compile(r"^### ([a-z-]+)\n\n(.*?)(?=^##|\Z)", re.MULTILINE | re.DOTALL)


def docstring_of(rule: Rule) -> str:
    """The docstring of the module that a rule is."""
    modules = [module for name, module in sys.modules.items() if name.endswith(f".{rule.code.replace('-', '_')}")]
    [text] = [inspect.getdoc(module) for module in modules if module.__name__.startswith("composer.check.")]
    assert text, rule.code
    return text


def sections_of(page: str) -> dict[str, str]:
    """What stands under each code."""
    return {code: text.strip() for code, text in _SECTION.findall(page)}


def written(page: str) -> str:
    """The page with every rule's section as its docstring has it."""
    texts = {rule.code: docstring_of(rule) for rule in RULES}

    def of(section: re.Match[str]) -> str:
        return f"### {section[1]}\n\n{texts.get(section[1], section[2].strip())}\n\n"

    return _SECTION.sub(of, page).rstrip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(written(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
