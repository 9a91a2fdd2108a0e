"""MJML to the HTML of a letter: mrml, then premailer over our own styles only.

Rule: the options here are the ones tried (reference: inbox, section 7); each of them left out ships
broken mail, and tests/render/test_traps.py says which.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Any

import cssutils
from mjml import mjml2html
from premailer import Premailer

from composer.problems import UsageError
from composer.render.finished import Finding, forbidden_in, judge
from composer.render.lint import Fault, faults, position_of
from composer.render.origins import Origins
from composer.render.templates import Filled

_STYLE = re.compile(r'<style type="text/css">(.*?)</style>', re.DOTALL)
# Style blocks that are for the head alone: MJML's own, and those for dark mode or one mail program.
# That with .mj-outlook stands inside a comment, where premailer does not look; @media and :hover it leaves in the head.
_HEAD_ONLY = re.compile(r"#outlook|:root|\[data-og")


def html_from(mjml: str, template: str) -> str:
    """The page that `template` became, with styles where mail programs look for them.

    Raises:
        UsageError: it is not MJML, or has what breaks in mail programs; every fault with its place.
    """
    found = list(faults(mjml))
    if found:
        raise UsageError(_told(found, mjml, template))
    try:
        # without `fonts` it would ask Google for one; the comments left in are Outlook's
        html = mjml2html(mjml, fonts={}, disable_comments=False)
    except ValueError as error:
        fault = Fault(_position(mjml, error), f"this does not make MJML: {error}.")
        raise UsageError(_told([fault], mjml, template)) from error
    finished = _inlined(html)
    findings = judge(finished)
    if findings:
        raise UsageError(_told([_begun(finding, mjml) for finding in findings], mjml, template))
    return finished


def _begun(finding: Finding, mjml: str) -> Fault:
    """What is wrong with the page as a fault of the MJML it was made of."""
    return Fault(position_of(finding.clues, mjml), finding.words)


def _told(found: Sequence[Fault], mjml: str, template: str) -> str:
    """Every fault on a line, each once, with the template's line where that can be known."""
    origins = mjml.origins() if isinstance(mjml, Filled) else Origins("", {})
    place = origins.place if origins.page == mjml else lambda _: ""
    in_order = sorted(found, key=lambda fault: fault.position)
    return "\n".join(dict.fromkeys(f"{place(fault.position) or template}: {fault.words}" for fault in in_order))


def _position(mjml: str, error: ValueError) -> int:
    """The character that mrml's count of bytes points to; where it gives none, the first."""
    counted = re.search(r"position (\d+)", str(error))
    return len(mjml.encode()[: int(counted[1])].decode(errors="ignore")) if counted else 0


def _inlined(html: str) -> str:
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
