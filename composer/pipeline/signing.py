"""Who signs an issue's letters, where the settings say that we do and not the relay."""

from __future__ import annotations

from typing import TYPE_CHECKING

from composer.model import Letter
from composer.pipeline.edition import Addressed
from composer.render import domain_of

if TYPE_CHECKING:
    from composer.deliver.dkim import Signer


def signer_of(addressed: Addressed) -> Signer | None:
    """What signs as the domain of From; None: nobody here does.

    Raises:
        UsageError: the key is not there, others can read it, or it is no such key.
    """
    settings = addressed.composed.programme.settings
    if settings.dkim is None:
        return None
    # What it is made of takes longer to import than most commands take.
    from composer.deliver.dkim import load_signer

    return load_signer(settings.dkim, domain_of(settings.sender.address), addressed.composed.workspace.root)


def signed(letter: Letter, signer: Signer | None) -> Letter:
    """The letter as it leaves: with its signature, or as it is where nobody here signs."""
    return signer.signed(letter) if signer else letter
