"""MJML to the HTML of a letter: mrml, then premailer over our own styles only.

Rule: the options here are the ones tried (reference: inbox, section 7); each of them left out ships
broken mail, and tests/render/test_traps.py says which.
"""

from __future__ import annotations

import logging
import re

from mjml import mjml2html
from premailer import Premailer

from composer.problems import UsageError

_STYLE = re.compile(r'<style type="text/css">(.*?)</style>', re.DOTALL)
# Style blocks that are for the head alone: MJML's own, and those for dark mode or one mail program.
# That with .mj-outlook stands inside a comment, where premailer does not look.
_HEAD_ONLY = re.compile(r"#outlook|@media|@import|@font-face|:root|\[data-og|:hover")
_UNKNOWN_TAG = re.compile(r"<(mj-[a-z-]+)")


def html_from(mjml: str, template: str) -> str:
    """The page that `template` became, with styles where mail programs look for them.

    Raises:
        UsageError: it is not MJML.
    """
    try:
        # without `fonts` it would ask Google for one; the comments left in are Outlook's
        html = mjml2html(mjml, fonts={}, disable_comments=False)
    except ValueError as error:
        raise UsageError(f"{template}: this template does not make MJML: {error}.{_nearby(mjml, error)}") from error
    unknown = _UNKNOWN_TAG.search(html)
    if unknown:
        raise UsageError(f"{template}: this template uses <{unknown[1]}>, which MJML does not have or not there.")
    return _inlined(html)


def _inlined(html: str) -> str:
    """The page with the template's own styles on the elements they are for."""
    # lxml knows only this spelling; with the other one the page loses its doctype
    html = html.replace("<!doctype html>", "<!DOCTYPE html>", 1)
    html = _STYLE.sub(_told_apart, html)
    inliner = Premailer(
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
    return str(inliner.transform(pretty_print=False))


def _told_apart(style: re.Match[str]) -> str:
    """A style block, marked for premailer to leave alone if it is for the head."""
    if _HEAD_ONLY.search(style[1]):
        return style[0].replace("<style", '<style data-premailer="ignore"', 1)
    return style[0]


def _nearby(mjml: str, error: ValueError) -> str:
    """The line of MJML a message of mrml points to, if it does."""
    position = re.search(r"(\d+)\.\.\d+|position (\d+)", str(error))
    if not position:
        return ""
    before = mjml.encode()[: int(position[1] or position[2])].decode(errors="ignore")
    return f" It is about line {before.count(chr(10)) + 1} of what it made."
