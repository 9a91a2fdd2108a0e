"""Rules about words and the inbox say something sensible of whatever was typed, and say it soon."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.check.inbox import preheader, reading_age, spam_words, subject_length
from composer.check.rule import Found, Rule
from composer.check.subject import Subject
from composer.check.words import placeholder, title_shouts
from composer.compose import compose
from composer.model import Issue, Item, Programme
from composer.settings import Sender, Settings
from composer.text import Place, Text

DAY = datetime.date(2020, 2, 21)
RULES = (
    placeholder.RULE,
    title_shouts.RULE,
    preheader.RULE,
    reading_age.RULE,
    spam_words.RULE,
    subject_length.RULE,
)


def text(words: str) -> Text:
    return Text(words, "issues/1.yaml", ((0, 4, 5),), 4)


def subject_of(title: str, update: str, preheader: str | None = None, subject: str | None = None) -> Subject:
    item = Item("news", text(title), Place("issues/1.yaml", 4, 3), text(update))
    issue = Issue(
        1,
        DAY,
        Place("issues/1.yaml", 2, 1),
        subject=text(subject) if subject else None,
        preheader=text(preheader) if preheader else None,
        items=(item,),
    )
    programme = Programme(Settings("Weekly Update", Sender("Weekly Update", "updates@example.org")), {}, {})
    return Subject(compose(issue, [issue], programme), {1: issue}, programme)


def told(rule: Rule, subject: Subject) -> list[Found]:
    return list(rule.find(subject))


PIECES = st.one_of(
    st.sampled_from(
        ["TK", "XXX ", "{{", "}}", "[insert ", "]", "__", "?? ", "!!", "«", "»", "%%", "DD/MM/", "\n\n", "- "]
    ),
    st.text(max_size=8),
)


@given(st.lists(PIECES, max_size=30).map("".join), st.lists(PIECES, max_size=30).map("".join))
def test_every_place_is_in_the_text(title, update):
    subject = subject_of(title or "x", update or "x", preheader=title, subject=update.strip())

    for rule in RULES:
        for found in told(rule, subject):
            lines = (title + "\n" + update + "\nx").split("\n")
            assert found.place.line < 4 + len(lines)
            assert found.place.column <= 5 + max(map(len, lines))


LONG = 3_000


@pytest.mark.parametrize(
    "words",
    [
        "X" * LONG,
        "TK" * LONG,
        "{" * LONG,
        "[insert " * (LONG // 8),
        "?" * LONG,
        "_" * LONG,
        "!" * LONG,
        "A " * (LONG // 2),
        "AND " * (LONG // 4),
        "“" * LONG,
        "ia" * LONG,
        "TODO " * (LONG // 5),
        "xx/" * (LONG // 3),
    ],
    ids=lambda words: words[:8],
)
def test_a_very_long_text_is_read_to_its_end(words):
    subject = subject_of(words, words + "\n\nWe meet on xx May.", preheader=words, subject=words)

    assert any(found.message.startswith("xx was") for found in told(placeholder.RULE, subject))
    assert all(len(found.message) < 200 for rule in RULES for found in told(rule, subject))
