"""Styles put on the elements they are for: premailer, over a template's own styles only.

Rule: the options here are the ones tried, as those in `mjml` are.
"""

from __future__ import annotations

import logging
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from types import ModuleType
from typing import Any

import cssutils

from composer.render.finished import forbidden_in


@contextmanager
def _no_http_client() -> Iterator[None]:
    """Have what is imported meanwhile believe it has `requests`, which takes longer to import than all else here."""
    if "requests" in sys.modules:
        yield
        return
    sys.modules["requests"] = ModuleType("requests")
    try:
        yield
    finally:
        del sys.modules["requests"]


with _no_http_client():  # premailer would fetch styles with it, and must not
    from premailer import Premailer

# What a property may be set to is for nobody to judge here, and the patterns to judge it by take long to compile.
cssutils.profile.removeProfile(all=True)

_STYLE = re.compile(r'<style type="text/css">(.*?)</style>', re.DOTALL)
# Style blocks that are for the head alone: MJML's own, and those for dark mode or one mail program.
# That with .mj-outlook stands inside a comment, where premailer does not look; @media and :hover it leaves in the head.
_HEAD_ONLY = re.compile(r"#outlook|:root|\[data-og")


def inlined(html: str) -> str:
    """The page with the template's own styles on the elements they are for."""
    # lxml knows only this spelling; with the other one the page loses its doctype
    html = html.replace("<!doctype html>", "<!DOCTYPE html>", 1)
    html = _STYLE.sub(_told_apart, html)
    page = str(_Inliner(html).transform(pretty_print=False))
    return page.replace("</wbr>", "")  # HTML has no such end tag; lxml does not know that


class _Inliner(Premailer):  # type: ignore[misc]  # premailer has no types
    """Premailer with the options tried, which reads a style block once: all variants have the same."""

    def __init__(self, html: str) -> None:
        super().__init__(
            html,
            method="html",
            keep_style_tags=True,
            remove_classes=False,
            strip_important=False,
            disable_validation=True,
            cssutils_logging_level=logging.CRITICAL,
            include_star_selectors=False,
            exclude_pseudoclasses=True,
            disable_basic_attributes=["width", "height", "align", "valign", "bgcolor"],
            align_floating_images=False,
            remove_unset_properties=False,
            preserve_internal_links=True,
            allow_network=False,
            allow_loading_external_files=False,
            base_url=None,
        )

    def _parse_css_string(self, css_body: str, validate: bool = True) -> Any:
        return cssutils.CSSParser(fetcher=_nothing).parseString(css_body, validate=validate)

    def _parse_style_rules(self, css_body: str, ruleset_index: int) -> tuple[list[object], list[object]]:
        rules, leftover = _rules_of(css_body, ruleset_index)
        return list(rules), list(leftover)


def _nothing(_address: str) -> tuple[None, bytes]:
    """What is behind an address in styles. cssutils would ask for it by itself, files and pipes too."""
    return None, b""


@lru_cache(maxsize=64)
def _rules_of(styles: str, index: int) -> tuple[list[object], list[object]]:
    """What premailer reads from a block, the `index`th of its page; nothing from one that the page is refused for."""
    if forbidden_in(styles):
        return [], []
    rules, leftover = Premailer._parse_style_rules(_Inliner(""), styles, index)
    return rules, leftover


def _told_apart(style: re.Match[str]) -> str:
    """A style block, marked for premailer to leave alone if it is for the head."""
    if _HEAD_ONLY.search(style[1]):
        return style[0].replace("<style", '<style data-premailer="ignore"', 1)
    return style[0]
