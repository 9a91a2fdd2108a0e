"""A rehearsal: everybody's letter in the outbox, as files here. Nothing leaves the machine."""

from __future__ import annotations

import datetime
import secrets
from collections.abc import Sequence
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

from composer.deliver import Rehearsal, last_rehearsal, rehearse
from composer.model import Delivery, Letter, State
from composer.pipeline.books import known_runs, var_of
from composer.pipeline.edition import Addressed
from composer.pipeline.kept_out import kept_out_if_known
from composer.pipeline.letters import render_issue
from composer.pipeline.mailing import Mailing, deliveries_of, rehearsal_of, run_of
from composer.settings import OUTBOX
from composer.tokens import Secret, load_secret


def rehearse_issue(addressed: Addressed, now: datetime.datetime) -> Rehearsal:
    """Put everybody's letter into the outbox: a rehearsal, never counted as sent."""
    root = addressed.composed.workspace.root
    secret = _secret(root)
    variants = render_issue(addressed)
    people = list(deliveries_of(addressed, secret, now))
    content = rehearsal_of(addressed, variants, people, secret)

    @cache
    def mailing(revision: int) -> Mailing:
        return Mailing(run_of(addressed, revision, content, OUTBOX, now), secret, dict(enumerate(variants)))

    def letter(revision: int, person: Delivery) -> Letter:
        return mailing(revision).letter(person)

    number = addressed.composed.issue.number
    return rehearse(outbox_of(root), number, content, people, letter, partial(_without_forgotten, root))


def _without_forgotten(root: Path, people: Sequence[Delivery]) -> list[Delivery]:
    """Everybody, those suppressed whom somebody had erased since they were addressed."""
    out = kept_out_if_known(root)
    return [
        replace(person, state=State.SUPPRESSED)
        if person.state is State.QUEUED and out.knows_forgotten(person.key)
        else person
        for person in people
    ]


def _secret(root: Path) -> Secret:
    """The workspace's secret; where it was sent from another machine, one for this rehearsal alone."""
    path = var_of(root) / "secret"
    return load_secret(path) if path.exists() or not known_runs(root) else Secret(secrets.token_bytes(32))


def rehearsal_of_issue(root: Path, number: int) -> Rehearsal | None:
    """The last rehearsal of an issue, if there was one."""
    return last_rehearsal(outbox_of(root), number)


def outbox_of(root: Path) -> Path:
    """The folder of rehearsals."""
    return root / "var" / "outbox"
