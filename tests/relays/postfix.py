"""A real Postfix on loopback for one test: own configuration, queue and mailbox, gone when the test is.

It takes letters to example.org and example.net, and puts them into one maildir. Postfix starts as root only.
"""

from __future__ import annotations

import json
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.programs import MissingTool
from tests.relays.certificates import Certificate
from tests.relays.smtp_sink import daemon, free_port, wait_until_listening

PATIENCE = 30.0  # seconds until a letter is in the mailbox

_MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/log/mail.log
maillog_file_prefixes = {folder}/log
myhostname = postfix.example.org
mydestination =
alias_maps =
alias_database =
local_recipient_maps =
inet_interfaces = loopback-only
inet_protocols = ipv4
mynetworks = 127.0.0.0/8
smtpd_relay_restrictions = permit_mynetworks, reject
default_transport = error:nothing leaves this machine
virtual_transport = virtual
virtual_mailbox_domains = example.org, example.net
virtual_mailbox_base = {folder}/mail
virtual_mailbox_maps = static:all/
virtual_mailbox_limit = 0
virtual_uid_maps = static:{owner}
virtual_gid_maps = static:{owner}
{tls}
"""
_TLS = """\
smtpd_tls_security_level = {level}
smtpd_tls_chain_files = {folder}/key.pem, {folder}/chain.pem
"""
_MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
proxymap unix - - n - - proxymap
showq unix n - n - - showq
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
postlog unix-dgram n - n - 1 postlogd
"""


@dataclass(frozen=True)
class Postfix:
    """The running server: its port and its folder."""

    port: int
    folder: Path

    def queued(self) -> list[dict[str, object]]:
        """What it has taken and not yet delivered."""
        shown = subprocess.run(
            [daemon("postqueue"), "-c", str(self.folder / "etc"), "-j"], check=True, capture_output=True
        )
        return [json.loads(line) for line in shown.stdout.splitlines()]

    def delivered(self, count: int) -> list[bytes]:
        """The messages in the mailbox once there are so many and none is queued, with LF, as they stand there.

        Raises:
            TimeoutError: they do not come.
        """
        deadline = time.monotonic() + PATIENCE
        new = self.folder / "mail" / "all" / "new"
        while not new.is_dir() or len(list(new.iterdir())) < count or self.queued():
            if time.monotonic() > deadline:
                raise TimeoutError(f"{count} letters did not come. Postfix says: {self.log()}")
            time.sleep(0.05)
        return [path.read_bytes() for path in sorted(new.iterdir())]

    def log(self) -> str:
        """All that it logged."""
        return (self.folder / "log" / "mail.log").read_text()


def as_sent(delivered: bytes) -> bytes:
    """A message of the mailbox without the headers that Postfix put before it, with CRLF again."""
    lines = delivered.split(b"\n")
    own = next(at for at, line in enumerate(lines) if line.startswith(b"Received: "))
    first = next(at for at, line in enumerate(lines[own + 1 :], own + 1) if line[:1] not in b"\t ")
    return b"\r\n".join(lines[first:])


@contextmanager
def postfix(certificate: Certificate | None = None, *, level: str = "may") -> Iterator[Postfix]:
    """A running Postfix; with a certificate it offers STARTTLS, with the level `encrypt` it asks for it."""
    # Not in pytest's folder: Postfix gives up root's rights, and could then not get at it.
    folder = Path(tempfile.mkdtemp(prefix="postfix."))
    try:
        port = free_port()
        _set_up(folder, port, certificate, level)
        command = [daemon("postfix"), "-c", str(folder / "etc"), "start-fg"]
        with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as server:
            try:
                wait_until_listening(port, server)
                yield Postfix(port, folder)
            finally:
                os.kill(int((folder / "queue" / "pid" / "master.pid").read_text()), signal.SIGTERM)
    finally:
        shutil.rmtree(folder)


def _set_up(folder: Path, port: int, certificate: Certificate | None, level: str) -> None:
    if os.geteuid() != 0:
        raise MissingTool("Postfix starts as root only; run the tests as root, as CI does.")
    folder.chmod(0o755)
    for name in ("etc", "queue", "data", "mail", "log"):
        (folder / name).mkdir()
    owner = pwd.getpwnam("postfix").pw_uid
    for name in ("data", "mail"):
        os.chown(folder / name, owner, -1)
    tls = ""
    if certificate:
        shutil.copy(certificate.chain, folder / "chain.pem")
        shutil.copy(certificate.key, folder / "key.pem")
        tls = _TLS.format(level=level, folder=folder)
    (folder / "etc" / "main.cf").write_text(_MAIN.format(folder=folder, owner=owner, tls=tls))
    (folder / "etc" / "master.cf").write_text(_MASTER.format(port=port))
