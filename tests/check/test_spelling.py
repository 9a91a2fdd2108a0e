"""Spelling and words that run together: how many slips are found, and that faultless words are left alone."""

from __future__ import annotations

import random
import string
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from composer.check import Found, Subject
from composer.check.words import spelling, words_joined
from composer.check.words.slips import is_built, meant_by, slips
from composer.check.words.spoken import words_in
from composer.load.vocabulary_files import load_vocabulary
from composer.pipeline.edition import Workspace, address_every, address_issue

ROOT = Path(__file__).parents[2]
PROSE = Path(__file__).parent / "prose"
VOCABULARY = load_vocabulary()
SETTINGS = {
    "newsletter.yaml": "name: Weekly Update\nfrom: updates@example.org\n",
    "recipients/networks.yaml": "send: {name: SEND Network}\n",
    "recipients/send.csv": "email,name\nann@example.org,Ann\n",
    "recipients/contacts.yaml": (PROSE / "recipients" / "contacts.yaml").read_text(encoding="utf-8"),
}


def subject_of(root: Path, items: str) -> Subject:
    """An issue of these items, in a workspace that has the contacts of the prose."""
    for name, written in (SETTINGS | {"issues/1.yaml": f"number: 1\ndate: 2020-02-21\nitems:\n{items}"}).items():
        path = root / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(written, encoding="utf-8")
    return replace(address_issue(Workspace.open(root), 1).subject, vocabulary=VOCABULARY)


def told(subject: Subject) -> list[Found]:
    return [*spelling.find(subject), *words_joined.find(subject)]


@cache
def scratch() -> Path:
    """A folder for every text that hypothesis makes up."""
    import tempfile

    return Path(tempfile.mkdtemp())


# Nothing is told of what is right


@pytest.mark.parametrize("file", sorted(PROSE.glob("*.yaml")), ids=lambda file: file.stem)
def test_faultless_prose_is_left_alone(file, tmp_path):
    assert told(subject_of(tmp_path, file.read_text(encoding="utf-8"))) == []


def test_the_sample_issues_are_left_alone():
    found = [
        item
        for addressed in address_every(Workspace.open(ROOT))
        if not isinstance(addressed, Exception)
        for item in told(replace(addressed.subject, vocabulary=VOCABULARY))
    ]

    assert found == []


def test_without_a_vocabulary_nothing_is_told(tmp_path):
    subject = subject_of(tmp_path, "  - {title: Seperate, update: the examplesList}\n")

    assert len(told(subject)) == 2
    assert told(replace(subject, vocabulary=None)) == []


# Slips are found


def slipped(word: str, rng: random.Random) -> str:
    """The word with a letter put in, left out, changed or swapped."""
    at = rng.randrange(len(word) - 1)
    letter = rng.choice(string.ascii_lowercase)
    return rng.choice(
        [
            word[:at] + letter + word[at:],
            word[:at] + word[at + 1 :],
            word[:at] + letter + word[at + 1 :],
            word[:at] + word[at + 1] + word[at] + word[at + 2 :],
        ]
    )


def hundred_slips(seed: int) -> Iterator[tuple[str, str]]:
    """Hundred long common words, each with a slip."""
    rng = random.Random(seed)
    words = sorted(word for word in VOCABULARY.everyday | VOCABULARY.common if len(word) >= 7 and word.islower())
    found = 0
    while found < 100:
        word = rng.choice(words)
        wrong = slipped(word, rng)
        if wrong not in VOCABULARY.known:
            found += 1
            yield word, wrong


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_nine_slips_in_ten_are_found_in_running_text(seed, tmp_path):
    pairs = list(hundred_slips(seed))
    sentences = " ".join(f"In this sentence the {wrong} stands." for _, wrong in pairs)
    found = told(subject_of(tmp_path, f"  - title: News\n    update: {sentences}\n"))

    right = sum(1 for word, wrong in pairs if any(f"“{wrong}”" in each.message and word in each.fix for each in found))
    assert len(found) >= 90
    assert right >= 85


def test_a_slip_is_a_letter_swapped_doubled_left_out_put_in_or_wrong():
    words = {word for _, word in slips("from")}

    assert {"form", "rom", "fro", "frown", "frock"} & words == {"form", "rom", "fro"}
    assert {"afrom", "froom", "fromm", "prom", "frog"} <= words
    assert "from" not in words


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("reprot", None),  # five letters but one: report is meant, and swapped
        ("governements", "governments"),
        ("excibition", "exhibition"),
        ("acommodattion", "accommodation"),
        ("publically", "publicly"),
        ("basicly", "basically"),
        ("abuot", "about"),
    ],
)
def test_what_was_meant(wrong, right):
    assert meant_by(wrong, VOCABULARY) == (right or "report")


@pytest.mark.parametrize("name", ["kettering", "spalding", "arora", "frome", "metcalf", "wokingham", "haringey"])
def test_a_name_is_not_a_slip_of_a_word(name):
    assert meant_by(name, VOCABULARY, capital=True) is None


@pytest.mark.parametrize(
    "word",
    ["headteacher", "workstreams", "cofacilitate", "subregional", "leathered", "learnings", "digitized", "backend"],
)
def test_words_are_built_of_others(word):
    assert is_built(word, VOCABULARY)


@pytest.mark.parametrize("word", ["begining", "comittee", "publically", "goverment", "reporesentation"])
def test_a_misspelling_is_built_of_nothing(word):
    assert not is_built(word, VOCABULARY)


# Whatever is typed

anything = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=80)
pieces = st.sampled_from(["the ", "Seperate", "examplesList", ".", ",", "’s", "19", "[a](b)", "**", "MENCAP", "maybe "])


@given(st.one_of(anything, st.lists(pieces, max_size=12).map("".join)))
def test_words_stand_where_they_are_said_to(text):
    for word in words_in(text):
        assert text[word.start : word.end] == word.text
        assert word.text.startswith(word.bare)


@given(st.one_of(anything, st.lists(pieces, max_size=12).map("".join)))
def test_nothing_that_is_typed_stops_it(text):
    written = text.replace("\n", " ").replace("'", "''")
    subject = subject_of(scratch(), f"  - title: News\n    update: 'Words. {written}'\n")

    for found in told(subject):
        assert found.message[:1] in "“tn"
        assert found.fix.endswith(".")


@pytest.mark.parametrize(
    "text",
    [
        "a" * 300_000,
        "a." * 100_000,
        "aB" * 100_000,
        "the " * 60_000,
        "A a" * 60_000,
        "qwx zzq " * 40_000,
        "a’" * 100_000,
    ],
    ids=["letters", "stops", "capitals", "words", "both", "unknown", "apostrophes"],
)
def test_long_texts_are_read_to_the_end(text, tmp_path):
    subject = subject_of(tmp_path, f"  - title: News\n    update: Recieve {text}\n")

    assert "“Recieve” is misspelt" in [found.message for found in told(subject)]


def test_a_text_in_another_language_is_given_up_on(tmp_path):
    rng = random.Random(1)
    words = ["".join(rng.choices(string.ascii_lowercase, k=9)) for _ in range(20_000)]
    subject = subject_of(tmp_path, f"  - title: News\n    update: {' '.join(words)}\n")

    assert len(list(spelling.find(subject))) < 100
