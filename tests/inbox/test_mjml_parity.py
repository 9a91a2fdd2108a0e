"""The page that mrml makes of the real updates, beside the one that npm's mjml makes, element by element.

Rule: every difference is in tests/node/mjml_differences.yaml with its reason, and every reason there still holds.
"""

from __future__ import annotations

import functools
import itertools
import json
import re
import subprocess
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
import yaml
from lxml.html import HtmlElement, document_fromstring
from mjml import mjml2html

from composer.check.client_support.conditional import word_view
from composer.packaged import SAMPLE, TEMPLATES
from composer.pipeline.edition import Workspace, address_issue
from composer.render import mjml_of
from tests.inbox.letters import REAL
from tests.programs import NODE, node, npm_package

KNOWN = NODE / "mjml_differences.yaml"

VIEWS: Mapping[str, Callable[[str], str]] = {"everywhere": str, "in Outlook": word_view}


@functools.cache
def sources() -> Sequence[str]:
    """The MJML of each real update, as `render` hands it to mrml."""
    return tuple(_source(number) for number in REAL)


def _source(number: int) -> str:
    addressed = address_issue(Workspace.open(SAMPLE), number)
    edition = next(addressed.variants)
    return mjml_of(edition, addressed.composed.programme.settings, addressed.images, (TEMPLATES,))


@functools.cache
def npms(sources: Sequence[str]) -> list[dict[str, Any]]:
    """What npm's mjml makes of each source: `html`, and the `errors` of strict validation."""
    npm_package("mjml")
    command = [node(), str(NODE / "mjml.js")]
    done = subprocess.run(command, input=json.dumps(sources), capture_output=True, encoding="utf-8", check=True)
    results: list[dict[str, Any]] = json.loads(done.stdout)
    return results


def mrmls(source: str) -> str:
    """What mrml makes of it, with the options of composer/render/mjml.py."""
    return str(mjml2html(source, fonts={}, disable_comments=False))


def differences(ours: str, theirs: str) -> Iterator[str]:
    """What differs between two pages, each as `what: mrml's | npm's`."""
    mine, other = document_fromstring(ours), document_fromstring(theirs)
    yield from _between(mine, other)
    yield from _in_head(next(mine.iter("head")), next(other.iter("head")))
    for one, two in itertools.zip_longest(next(mine.iter("body")).iter("*"), next(other.iter("body")).iter("*")):
        if one is None or two is None or one.tag != two.tag:
            yield f"elements: {one is not None and one.tag} | {two is not None and two.tag}"
            return
        yield from _between(one, two)


def _in_head(mine: HtmlElement, other: HtmlElement) -> Iterator[str]:
    """The head's elements in any order, and all its style sheets as one: mrml writes more and smaller ones."""
    left, right = (Counter(map(_told, head.iterchildren("meta", "title", "link", "script"))) for head in (mine, other))
    yield from (f"head: {told} | None" for told in left - right)
    yield from (f"head: None | {told}" for told in right - left)
    rules, others = list(_rules(mine)), list(_rules(other))
    yield from (f"rule: {rule} | None" for rule in rules if rule not in others)
    yield from (f"rule: None | {rule}" for rule in others if rule not in rules)
    shared = zip((rule for rule in rules if rule in others), (rule for rule in others if rule in rules), strict=False)
    yield from itertools.islice((f"order of rules: {one} | {two}" for one, two in shared if one != two), 1)


def _rules(head: HtmlElement) -> Iterator[str]:
    """The rules of a head's style sheets in their order, without idle white space, each with its condition."""
    for style in head.iter("style"):
        for condition, block, rule in _RULE.findall(_terse(style.text or "")):
            within = [f"{condition} {one}" for one in re.findall(r"[^{}]+{[^{}]*}", block)]
            yield from within or [f"{style.get('media', '')} {rule}".strip()]


_RULE = re.compile(r"(@[^{}]+){((?:[^{}]+{[^{}]*})+)}|([^{}]+{[^{}]*})")


def _terse(sheet: str) -> str:
    sheet = re.sub(r"/\*.*?\*/", "", sheet, flags=re.DOTALL)
    return re.sub(r"\s*([{};:,])\s*", r"\1", " ".join(sheet.split()))


def _told(element: HtmlElement) -> str:
    return f"<{element.tag}> {sorted(_facts(element).items())}"


def _between(mine: HtmlElement, other: HtmlElement) -> Iterator[str]:
    left, right = _facts(mine), _facts(other)
    for name in sorted(left.keys() | right.keys()):
        if left.get(name) != right.get(name):
            yield f"<{mine.tag}> {name}: {left.get(name)} | {right.get(name)}"


def _facts(element: HtmlElement) -> dict[str, str]:
    """All there is to say of an element, by name; a declaration of its style is `style NAME`."""
    facts = {name: value for name, value in element.attrib.items() if name not in ("style", "class")}
    facts["class"] = " ".join(sorted(element.get("class", "").split()))
    for declaration in filter(str.strip, element.get("style", "").split(";")):
        name, _, value = declaration.partition(":")
        facts[f"style {name.strip()}"] = value.strip()
    facts["text"], facts["tail"] = _plain(element, element.text), _plain(element, element.tail)
    return {name: value for name, value in facts.items() if value or name not in ("class", "text", "tail")}


def _plain(element: HtmlElement, words: str | None) -> str:
    """Text as it is shown, white space as one space; of what holds style sheets and pages, nothing."""
    return "" if element.tag in ("html", "head", "style") else " ".join((words or "").split())


def known() -> dict[str, str]:
    """The differences that there may be, each with its reason."""
    listed = yaml.safe_load(KNOWN.read_text(encoding="utf-8"))
    return {each["difference"]: each["reason"] for each in listed}


@pytest.fixture(scope="module")
def found() -> dict[str, set[str]]:
    """All that differs in the three updates, by the view."""
    pages = [(mrmls(source), npm["html"]) for source, npm in zip(sources(), npms(sources()), strict=True)]
    return {
        view: {each for ours, theirs in pages for each in differences(seen(ours), seen(theirs))}
        for view, seen in VIEWS.items()
    }


def test_npms_mjml_accepts_our_mjml_and_knows_every_attribute_in_it() -> None:
    assert [npm["errors"] for npm in npms(sources())] == [[]] * len(REAL)


def test_npms_mjml_tells_of_an_attribute_that_mrml_passes_over() -> None:
    source = "<mjml><mj-body><mj-section colour='red'><mj-column /></mj-section></mj-body></mjml>"
    (npm,) = npms((source,))

    assert mrmls(source)
    assert [error for error in npm["errors"] if "Attribute colour is illegal" in error]


@pytest.mark.parametrize("view", VIEWS)
def test_mrml_makes_the_page_that_npms_mjml_makes_but_for_known_differences(
    found: dict[str, set[str]], view: str
) -> None:
    assert sorted(found[view] - known().keys()) == []


def test_every_known_difference_is_still_there_and_has_its_reason(found: dict[str, set[str]]) -> None:
    assert sorted(known().keys() - set().union(*found.values())) == []
    assert all(len(reason.split()) > 3 for reason in known().values())


@pytest.mark.parametrize(
    ("theirs", "difference"),
    [
        ('<table role="none" width="600">', "<table> width: None | 600"),
        ('<table role="presentation">', "<table> role: none | presentation"),
        ('<table role="none" style="width: 1px">', "<table> style width: None | 1px"),
        ('<table role="none" class="a">', "<table> class: None | a"),
        ("<div>", "elements: table | div"),
    ],
)
def test_a_difference_is_noticed(theirs: str, difference: str) -> None:
    page = '<html><head><style>a{color: red}</style></head><body><table role="none"></table></body></html>'

    assert list(differences(page, page)) == []
    assert list(differences(page, page.replace('<table role="none">', theirs))) == [difference]


def test_a_different_rule_text_or_order_of_rules_is_noticed() -> None:
    page = "<html><head><style>@media print{b{x:y}} a b{x:y} ab{x:y}</style></head><body><p>a b</p></body></html>"

    assert list(differences(page, page.replace("a b{", "a  b {"))) == []
    assert list(differences(page, page.replace("<p>a b", "<p>ab"))) == ["<p> text: a b | ab"]
    assert list(differences(page, page.replace("print", "all"))) == [
        "rule: @media print b{x:y} | None",
        "rule: None | @media all b{x:y}",
    ]
    swapped = page.replace("a b{x:y} ab{x:y}", "ab{x:y} a b{x:y}")
    assert list(differences(page, swapped)) == ["order of rules: a b{x:y} | ab{x:y}"]
