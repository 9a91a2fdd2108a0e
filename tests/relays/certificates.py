"""Certificates made by openssl for one test: each signs itself, so trusting it is trusting nobody else."""

from __future__ import annotations

import ssl
import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.programs import program

NEVER_ENDS = "20991231235959Z"
ENDED = "20210101000000Z"

_CONFIG = """\
[ca]
default_ca = own
[own]
database = index.txt
serial = serial
new_certs_dir = .
default_md = sha256
policy = names
x509_extensions = extensions
[names]
commonName = supplied
[extensions]
subjectAltName = {names}
basicConstraints = critical,CA:true
"""


@dataclass(frozen=True)
class Certificate:
    """A certificate and its key, as files of PEM."""

    chain: Path
    key: Path

    def of_server(self) -> ssl.SSLContext:
        """What a server shows it with."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.chain, self.key)
        return context


def certificate(folder: Path, names: str = "IP:127.0.0.1,DNS:localhost", ends: str = NEVER_ENDS) -> Certificate:
    """A new one, in an empty folder that this makes; `names` as openssl writes subjectAltName."""
    folder.mkdir()
    (folder / "own.cnf").write_text(_CONFIG.format(names=names))
    (folder / "index.txt").touch()
    curve = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1"]
    _openssl(folder, "req", "-new", *curve, "-nodes", "-keyout", "key.pem", "-out", "asked.pem", "-subj", "/CN=relay")
    signing = ["-batch", "-config", "own.cnf", "-selfsign", "-keyfile", "key.pem", "-rand_serial", "-notext"]
    _openssl(
        folder,
        "ca",
        *signing,
        "-in",
        "asked.pem",
        "-out",
        "chain.pem",
        "-startdate",
        "20200101000000Z",
        "-enddate",
        ends,
    )
    return Certificate(folder / "chain.pem", folder / "key.pem")


def _openssl(folder: Path, *arguments: str) -> None:
    subprocess.run([program("openssl"), *arguments], cwd=folder, check=True, capture_output=True)
