"""Who sends an issue where this server does not, in words, and how that is stopped."""

from __future__ import annotations

import re
import socket

from composer.pipeline.agreed import AT

_HOLDER = re.compile(r"(?P<at>[^,]+, )?process (?P<process>[0-9]+) on (?P<machine>[^,]+)")


def sent_elsewhere(sender: str) -> str:
    """Two sentences, of who holds an issue as they have told."""
    found = _HOLDER.match(sender)
    if found is None:
        return "It is being sent elsewhere, and can be stopped there."
    machine = "this machine" if found["machine"] == socket.gethostname() else found["machine"]
    place = f"on {machine} (process {found['process']})"
    if (found["at"] or "").startswith(AT):
        return f"It is being sent from another desk {place}. It can be stopped on this page there."
    return f"It is being sent from a terminal {place}. It can be stopped there with Ctrl-C."
