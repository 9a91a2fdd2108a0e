"""How the page of sending says things: states, steps, what was done; plain words for who does this once a week."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from composer.model import Run, Why
from composer.pipeline.balances import Balance
from composer.pipeline.on_pages import page_phrase

# Each state as the table of a run has it: what it is called, and what that means.
STATES = {
    "accepted": ("Sent", "The mail server has taken the letter on."),
    "sending": ("On their way", "With the mail server at this moment."),
    "queued": ("Waiting", "Not sent yet."),
    "deferred": ("Put off", "The mail server said: not now. It is tried again by itself while sending goes on."),
    "in_doubt": ("In doubt", "The connection broke before the mail server answered: they may have it, or not."),
    "rejected": ("Refused", "The mail server does not take a letter to this address."),
    "suppressed": ("Have left", "They asked for no more letters, or bounced; they are sent nothing."),
    "cancelled": ("Called off", "Never sent, as somebody decided."),
}

WHY = {
    Why.UNSUBSCRIBED: "unsubscribed",
    Why.BOUNCED: "letters to them came back",
    Why.COMPLAINED: "complained",
    Why.FORGOTTEN: "were forgotten, as they asked",
    Why.SUPPRESSED: "a manager keeps them out",
}

# What a page says at its top after something was done, by the word in its address.
DONE = {
    "approved": "Approved, as it is now.",
    "rehearsed": "The letters are files now. Nothing left this machine.",
    "same": "These very letters are files already; nothing was written.",
    "begun": "Sending has begun.",
    "already": "It is being sent already. Nothing is sent twice.",
    "stopping": "Stopping. The letters on their way are finished first.",
    "resend": "The letters in doubt wait to be sent again. Go on below.",
    "skip": "The letters in doubt are left be: they are not sent again.",
    "retry": "The refused letters wait to be tried again. Go on below.",
    "cancelled": "Called off. Nothing more of it is sent.",
}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the table of states."""

    state: str
    name: str
    means: str
    people: int


def rows(balance: Balance) -> Iterator[Row]:
    """Each state that anybody is in."""
    for state, (name, means) in STATES.items():
        if people := balance.told.get(state, 0):
            yield Row(state, name, means, people)


def headline(balance: Balance) -> str:
    """What came of a run, or what it does, in a few words."""
    counts = balance.told
    if balance.sender:
        return "Stopping" if balance.gait.stopping else "Sending now"
    if balance.open:
        return "Not finished"
    if counts["in_doubt"]:
        return "Not settled"
    if counts["cancelled"]:
        return "Ended, not sent to everybody"
    if counts["rejected"]:
        return "Sent, but not to those who were refused" if counts["accepted"] else "Nobody got it"
    return "Sent"


def pace(balance: Balance) -> str:
    """`12 letters a second, about 3 minutes left`; empty while it is not known."""
    rate, seconds = balance.gait.rate, balance.seconds_left
    if not rate or seconds is None:
        return ""
    often = f"{rate:,.0f} letters a second" if rate >= 1.5 else f"{max(1, round(rate * 60)):,} letters a minute"
    return f"{often}, {_long(seconds)} left"


def _long(seconds: float) -> str:
    if seconds < 90:
        return f"about {max(1, round(seconds))} seconds"
    minutes = round(seconds / 60)
    return f"about {minutes} minutes" if minutes < 120 else f"about {round(minutes / 60)} hours"


def sentence(words: str) -> str:
    """Words as a sentence of a page, for whoever manages the newsletter."""
    words = page_phrase(words, manages=True)
    first = words.partition(" ")[0]
    begun = words[:1].upper() + words[1:] if first.isalpha() else words
    return begun if begun.endswith((".", "!", "?")) else f"{begun}."


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 letter`, `2 letters`."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


def moment(run: Run) -> str:
    """When a run began, by the programme's clock."""
    return f"{run.began.astimezone(ZoneInfo(run.letterhead.timezone)):%d %B %Y %H:%M}"


def again(balance: Balance) -> str:
    """From when on letters that were put off are tried again, by the programme's clock; empty: none was."""
    return f"{balance.due.astimezone(ZoneInfo(balance.run.letterhead.timezone)):%H:%M}" if balance.due else ""
