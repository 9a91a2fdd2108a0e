"""The networks of a workspace, and what is said to somebody who names one that there is not."""

from __future__ import annotations

from collections.abc import Mapping

from composer.load import load_programme
from composer.model import Network, Programme
from composer.model.names import Names
from composer.pipeline.edition import UnreadableError, Workspace
from composer.problems import UsageError, shown


def programme_of(workspace: Workspace) -> Programme:
    """Settings, networks and contacts.

    Raises:
        UnreadableError: newsletter.yaml cannot be read.
    """
    programme, problems = load_programme(workspace.root)
    if programme is None:
        raise UnreadableError(problems)
    return programme


def refuse_unknown(network: str, networks: Mapping[str, Network]) -> None:
    """Object to a network that there is not.

    Raises:
        UsageError: there is none; the message names the one that may be meant, or all.
    """
    if network not in networks:
        names = Names((known.id, known.name) for known in networks.values())
        remedy = names.remedy(network, f"The networks are {', '.join(networks)}.")
        raise UsageError(f"there is no network called {shown(network) or 'nothing'}. {remedy}")


def refuse_without_list(network: str, networks: Mapping[str, Network], *, has_list: bool) -> None:
    """Object to a network that there is not, and to one that is made up of others and has no people of its own.

    Raises:
        UsageError: so it is; the message names those that may be meant.
    """
    refuse_unknown(network, networks)
    if networks[network].includes and not has_list:
        of = ", ".join(networks[network].includes)
        raise UsageError(f"{network} has no list of its own, it is made up of others. Name one of these: {of}")
