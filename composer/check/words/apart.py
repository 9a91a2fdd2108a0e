"""Words that belong together or apart, are taken for others, or stand there twice: new borns, alot, should of."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from composer.check.words.spoken import Remark, Saying, Word, adjoin
from composer.model import Vocabulary

_SHORTEST = 2  # letters of a part of a word
_SHORTEST_WHOLE = 6
# What never stands twice in a row, whatever is said; that, had, is, in, on, so, her and you may.
_ONCE_WORDS = """
    the a an of to and or for with from by at as are was were be been has have would could should it this these those
    their our your his its we they he she which when if but not into about than then because also
"""
_ONCE = frozenset(_ONCE_WORDS.split())
_TWICE_WORDS = "really never again truly there later about where other highly always under these along"
_TWICE = frozenset(_TWICE_WORDS.split())
_LONG = 5  # letters: a shorter word may be said twice for the sound of it


def set_wrong(sayings: Sequence[Saying], vocabulary: Vocabulary) -> Iterator[Remark]:
    """Each pair of words that is split, run together or repeated by mistake."""
    for saying in sayings:
        text = saying.passage.words
        yield from _run_together(saying, vocabulary)
        for at in range(len(saying.words) - 1):
            one, other = saying.words[at], saying.words[at + 1]
            if adjoin(text, one, other):
                yield from _split(saying, one, other, vocabulary)
                yield from _twice(saying, one, other)
                yield from _of(saying, at)
                yield from _your(saying, at)
                if other.text == "maybe":
                    yield from _maybe(saying, at + 1)


def _split(saying: Saying, one: Word, other: Word, vocabulary: Vocabulary) -> Iterator[Remark]:
    """new borns: a part is no word, and the two together are."""
    known = vocabulary.known
    if one.text in known and other.text in known:
        return
    whole = one.text + other.text
    parts = (one.text, other.text)
    if len(whole) < _SHORTEST_WHOLE or not vocabulary.usual(whole):
        return
    if all(part.isalpha() and len(part) >= _SHORTEST for part in parts):
        yield Remark(saying, one.start, other.end, f"“{' '.join(parts)}” is one word", f"Write {whole}.")


# Two words that are often written as one; those with a little word that no word begins with are words-joined.
_TOGETHER_WORDS = """
    a+bit a+lot as+well at+least each+other every+time in+case in+fact in+spite in+front no+one thank+you
    thank+yous up+to
"""
_TOGETHER = {pair.replace("+", ""): pair.replace("+", " ") for pair in _TOGETHER_WORDS.split()}


def _run_together(saying: Saying, vocabulary: Vocabulary) -> Iterator[Remark]:
    """alot."""
    for word in saying.words:
        apart = _TOGETHER.get(word.text.lower())
        if apart and word.text not in vocabulary.known and (word.text.islower() or word.text.istitle()):
            right = apart if word.text.islower() else apart.capitalize()
            yield Remark(saying, word.start, word.end, f"“{word.text}” is two words", f"Write {right}.")


def _twice(saying: Saying, one: Word, other: Word) -> Iterator[Remark]:
    word = other.text
    if not word.islower() or word != (one.text.lower() if one.opens else one.text):
        return
    if word in _ONCE or (len(word) >= _LONG and word.isalpha() and word not in _TWICE):
        message = f"“{one.text} {word}” has a word twice"
        yield Remark(saying, one.start, other.end, message, f"Write “{one.text}” once.")


# of for have, your for you’re

_MODALS = frozenset(("should", "could", "would", "must", "might"))
# Behind these “of” is itself: would of course, could of necessity.
_OF_ITSELF = frozenset(("course", "itself", "themselves", "himself", "herself", "necessity", "late", "right", "all"))


def _of(saying: Saying, at: int) -> Iterator[Remark]:
    """should of come."""
    modal, of, following = saying.words[at], saying.words[at + 1], saying.words[at + 2 : at + 3]
    if of.text != "of" or modal.text.lower() not in _MODALS or not following or not following[0].text.islower():
        return
    if adjoin(saying.passage.words, of, following[0]) and following[0].text not in _OF_ITSELF:
        message = f"“{modal.text} of” has no verb"
        yield Remark(saying, modal.start, of.end, message, f"Write “{modal.text} have”.")


_INVITED = frozenset(
    (
        "invited",
        "asked",
        "welcome",
        "encouraged",
        "advised",
        "reminded",
        "required",
        "expected",
        "entitled",
        "requested",
    )
)
_TO_DO = frozenset(
    ("attend", "come", "join", "bring", "use", "send", "share", "take", "contact", "visit", "stay", "ask")
)


def _your(saying: Saying, at: int) -> Iterator[Remark]:
    """Your invited to tea."""
    your, said = saying.words[at : at + 2]
    if your.text == "Your" and your.opens and said.text in _INVITED and _is_asked(saying, at + 1):
        message = f"“Your {said.text}” has no verb"
        yield Remark(saying, your.start, said.end, message, f"Write “You’re {said.text}” or “You are {said.text}”.")


def _is_asked(saying: Saying, at: int) -> bool:
    """Whether a sentence goes on from “your invited” with “to”; of “your welcome”, which may be one, is more asked."""
    said, following = saying.words[at], saying.words[at + 1 : at + 3]
    to = bool(following) and following[0].text == "to" and adjoin(saying.passage.words, said, following[0])
    if said.text != "welcome":
        return to
    done = saying.passage.words[said.end :].strip()[:1] in ("", ".", "!")
    return done or (to and len(following) > 1 and following[1].text in _TO_DO)


# maybe for may be

_SUBJECTS_WORDS = "it there this that they you he she we who which what these those some many others"
_SUBJECTS = frozenset(_SUBJECTS_WORDS.split())
# After these, maybe is the adverb: and maybe going, could maybe help, not maybe.
_BEFORE_ADVERB_WORDS = """
    and or but nor so yet then than if as because though although while when where whether until unless since
    is are was were am be been being has have had do does did will would can could shall should may might must not
    just even only perhaps with without from for of to in on at by about into after before or
    a an the one two three four five six seven eight nine ten
"""
_BEFORE_ADVERB = frozenset(_BEFORE_ADVERB_WORDS.split())
_COMPLEMENT = re.compile(
    r"\w{2,}(?:ing|ed|able|ible|ful|ous|ive|ary|ent|ant)|able|unable|due|subject|a|an|the|no|more|less|too|asked|made"
    r"|given|taken|held|seen|found|used|lost|sent|set|kept|put|told|paid|left|better|worse|easier|harder|late|new|in"
)
_THERE = frozenset({"there"})


def _maybe(saying: Saying, at: int) -> Iterator[Remark]:
    """the plan maybe losing: behind its subject and before what is said of it, it is a verb."""
    words = saying.words
    before, word = words[at - 1], words[at]
    if before.text.lower() in _BEFORE_ADVERB or before.text.lower().endswith("ly"):
        return
    following = words[at + 1] if at + 1 < len(words) else None
    if following is None or not adjoin(saying.passage.words, word, following):
        return
    said = following.text
    subject = before.text.lower() in _SUBJECTS
    told = bool(_COMPLEMENT.fullmatch(said)) if subject else said.endswith("ing") or said in ("able", "unable")
    if told or before.text.lower() in _THERE:
        message = f"“maybe” means perhaps: “{before.text} maybe {said}” has no verb"
        yield Remark(saying, word.start, word.end, message, f"Write “{before.text} may be {said}”.")
