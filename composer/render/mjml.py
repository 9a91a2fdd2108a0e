"""MJML to the HTML of a letter: mrml, then `inlining`.

Rule: the options here are the ones tried (reference: inbox, section 7); each of them left out ships
broken mail, and tests/render/test_traps.py says which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from mjml import mjml2html

from composer.problems import UsageError
from composer.render.finished import Finding, judge, judge_styles
from composer.render.inlining import inlined
from composer.render.lint import UNKNOWN, Fault, faults, position_of
from composer.render.origins import Origins
from composer.render.templates import Filled


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
    html = _JOINED.sub("", html)
    _refuse(judge_styles(html), mjml, template)
    try:
        finished = inlined(html)
    except Exception as error:
        # What reads the styles expects them to be as they usually are, and of others raises anything.
        fault = Fault(UNKNOWN, "its styles cannot be put on the elements. Take out what you added to them last.")
        raise UsageError(_told([fault], mjml, template)) from error
    _refuse(judge(finished), mjml, template)
    return finished


def _refuse(findings: Sequence[Finding], mjml: str, template: str) -> None:
    if findings:
        raise UsageError(_told([_begun(finding, mjml) for finding in findings], mjml, template))


# Where what Outlook alone reads ends and begins again at once, which for a long page is 2 KB of nothing.
_JOINED = re.compile(r"<!\[endif\]-->\s*<!--\[if mso \| IE\]>")


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
