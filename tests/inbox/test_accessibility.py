"""The real letters judged by axe in a real browser: WCAG 2.2 AA and good practice, in every colour scheme."""

from __future__ import annotations

from typing import Any

import pytest

from tests.inbox.chromium import Shown, with_pictures
from tests.inbox.conftest import Show
from tests.inbox.letters import REAL, letters
from tests.programs import npm_package

OPTIONS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa", "best-practice"]},
    # A letter is an article within the page of whoever shows it; the landmarks are that page's.
    "rules": {"region": {"enabled": False}, "landmark-one-main": {"enabled": False}},
    "resultTypes": ["violations", "incomplete"],
}
SIZES = (375, 1280)


def judged(shown: Shown) -> dict[str, list[str]]:
    """What axe finds wrong, and what it could not decide about: the element and why, by rule."""
    shown.page.add_script_tag(path=npm_package("axe-core") / "axe.min.js")
    found = shown.page.evaluate("(options) => axe.run(document, options)", OPTIONS)
    return {
        kind: [f"{rule['id']}: {node['html'][:120]} {_why(node)}" for rule in found[kind] for node in rule["nodes"]]
        for kind in ("violations", "incomplete")
    }


def _why(node: dict[str, Any]) -> str:
    return "; ".join(check["message"] for kind in ("any", "all", "none") for check in node[kind])


NOTHING: dict[str, list[str]] = {"violations": [], "incomplete": []}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("number", REAL)
def test_axe_finds_nothing_wrong_and_nothing_it_cannot_decide(show: Show, number: int, scheme: str) -> None:
    shown = show(with_pictures(letters(number)[0]), SIZES[0], scheme)
    for width in SIZES:
        shown.resize(width)

        assert judged(shown) == NOTHING, f"{width} pixels"


@pytest.mark.parametrize("priority", ["", "important"])
@pytest.mark.parametrize("number", REAL)
def test_axe_finds_nothing_wrong_in_outlooks_dark_mode(show: Show, number: int, priority: str) -> None:
    shown = show(with_pictures(letters(number)[0]), 1280)
    shown.measured(f"outlook_dark('{priority}')")

    assert judged(shown) == NOTHING


def spoiled(html: str, scheme: str) -> str:
    """The letter with one paragraph that nobody can read in a scheme, and well in the other."""
    faint = {"light": "#cccccc", "dark": "#333333"}[scheme]
    rule = f"@media (prefers-color-scheme: {scheme}) {{ #faint {{ color: {faint} !important }} }}"
    paper = {"light": "#ffffff", "dark": "#1b1f23"}[scheme]
    return html.replace("</head>", f"<style>{rule}</style></head>").replace(
        "</body>", f'<p id="faint" style="color:#767676;background-color:{paper}">Words</p></body>'
    )


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_a_contrast_that_is_too_low(show: Show, scheme: str) -> None:
    found = judged(show(spoiled(with_pictures(letters(391)[0]), scheme), 1280, scheme))

    assert [fault for fault in found["violations"] if fault.startswith('color-contrast: <p id="faint"')]


def test_axe_finds_a_colour_that_outlooks_dark_mode_spoils(show: Show) -> None:
    """Outlook turns what an element says of itself; the letter's own rule for it makes black on dark grey."""
    rule = "<style>[data-ogsc] #faint { color: #000000 !important }</style>"
    letter = with_pictures(letters(391)[0]).replace("</head>", f"{rule}</head>")
    letter = letter.replace("</body>", '<p id="faint" style="color:#000000;background-color:#ffffff">Words</p></body>')
    shown = show(letter, 1280)
    shown.measured("outlook_dark('')")

    assert [fault for fault in judged(shown)["violations"] if fault.startswith('color-contrast: <p id="faint"')]
