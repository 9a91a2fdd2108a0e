"""What was summed up when somebody agreed to it, so that nothing else is done in their name.

Rule: it travels through a page in hashes and counts, without anybody's address, and whatever is otherwise by the time
it comes back was not agreed to.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from typing import Self

from composer.pipeline.dispatch import Proposal
from composer.pipeline.edition import Addressed
from composer.pipeline.mailing import content_of
from composer.pipeline.sending import Step
from composer.problems import UsageError

_LENGTH = 24  # characters of a hash; the page is its owner's, who has nobody to deceive


@dataclass(frozen=True, slots=True)
class Agreement:
    """What is to be done, of which content, with whom, by which relay; `asked` are the questions that are answered."""

    step: str
    run: str
    content: str
    people: str
    letters: int
    relay: str
    asked: str

    @classmethod
    def of(cls, proposal: Proposal) -> Self:
        """To do what is proposed."""
        plan, addressed = proposal.plan, proposal.addressed
        goes_on = plan.step in (Step.GO_ON, Step.NOTHING)  # with those who were frozen, whoever is on the lists now
        return cls(
            plan.step.name.lower(),
            plan.run.name,
            plan.run.content[:_LENGTH],
            "" if goes_on else _people(addressed),
            plan.letters(),
            _hash([proposal.relay.name]),
            _hash(plan.questions),
        )

    @classmethod
    def with_issue(cls, step: str, addressed: Addressed) -> Self:
        """To do something with an issue as it is, of which no run knows: approve it, rehearse it."""
        audience = addressed.audience
        letters = len(audience.people) - len(audience.suppressed)
        return cls(step, "", content_of(addressed)[:_LENGTH], _people(addressed), letters, "", "")

    @classmethod
    def read(cls, written: str) -> Self:
        """One as `written`.

        Raises:
            UsageError: it is none.
        """
        parts = written.split(".")
        if len(parts) != len(fields(cls)) or not parts[4].isdecimal():
            raise UsageError("the page did not say what was agreed to. Load it again")
        step, run, content, people, letters, relay, asked = parts
        return cls(step, run, content, people, int(letters), relay, asked)

    @property
    def written(self) -> str:
        """For a field of a form."""
        return ".".join(map(str, astuple(self)))

    def otherwise(self, now: Agreement) -> tuple[str, ...]:
        """What is not as it was agreed to, in sentences."""
        return tuple(self._otherwise(now))

    def _otherwise(self, now: Agreement) -> Iterator[str]:
        if (self.step, self.run) != (now.step, now.run):
            yield _STEPS.get(now.step, "Something else would be done now than was summed up.")
        if self.content != now.content:
            yield "What the letters say has changed."
        if self.letters != now.letters:
            yield f"It would be {now.letters:,} letters now; it was {self.letters:,}."
        elif self.people != now.people and (self.step, self.run) == (now.step, now.run):
            yield "Who gets it, or how they are addressed, has changed."
        if self.relay != now.relay:
            yield "It would go by another mail server."
        if self.asked != now.asked:
            yield "There is another question to answer: the day has changed."


_STEPS = {
    "nothing": "It was sent already, and nothing is left to send.",
    "go_on": "Somebody began to send it meanwhile.",
}


class Otherwise(UsageError):
    """Something is not as it was agreed to; nothing was done. `changed` says what, in sentences."""

    def __init__(self, changed: tuple[str, ...]) -> None:
        super().__init__(" ".join(changed))
        self.changed = changed


def hold_to(agreed: Agreement, now: Agreement) -> None:
    """See that what is about to be done is what was agreed to.

    Raises:
        Otherwise: it is not.
    """
    if changed := agreed.otherwise(now):
        raise Otherwise(changed)


def _people(addressed: Addressed) -> str:
    suppressed = addressed.audience.suppressed
    return _hash(
        repr((person.address, person.name, person.networks, person.variant, person.canonical in suppressed))
        for person in addressed.audience.people
    )


def _hash(words: Iterable[str]) -> str:
    digest = hashlib.sha256()
    for word in words:
        digest.update(f"{len(word)} {word}\n".encode("utf-8", "replace"))
    return digest.hexdigest()[:_LENGTH]
