"""Where letters are signed here, doctor looks at the key and at what DNS says of it."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from composer import clock
from composer.deliver.signing_key import read_signing_key, record_of
from composer.doctor import Finding, Group, Level, examine
from tests.cli.conftest import copy_of_sample, edit
from tests.doctor.names import INTERNET, Names, dns_server, texts
from tests.programs import openssl

NAME = "news._domainkey.example.org"


@pytest.fixture(scope="module")
def keys(tmp_path_factory) -> list[Path]:
    """Two keys."""
    folder = tmp_path_factory.mktemp("keys")
    paths = [folder / "one.pem", folder / "two.pem"]
    for path in paths:
        openssl("genrsa", "-out", path, "2048")
    return paths


@pytest.fixture
def workspace(tmp_path: Path, keys) -> Path:
    """It signs with the first key, and a relay that answers nobody is set."""
    root = copy_of_sample(tmp_path / "workspace")
    edit(root / "newsletter.yaml", "relay: outbox\n", "relay: smtp://127.0.0.1:1\n")
    with (root / "newsletter.yaml").open("a") as file:
        file.write(f"\ndkim: {{selector: news, key: {keys[0]}}}\n")
    return root


def about(found: list[Finding], group: Group, check: str) -> Finding:
    [finding] = [finding for finding in found if (finding.group, finding.check) == (group, check)]
    return finding


def published(workspace: Path, *records: str) -> Finding:
    """What doctor makes of the key where these records are published."""
    with dns_server(Names({**INTERNET, (NAME, "TXT"): texts(*records)} if records else INTERNET)) as resolver:
        return about(examine(workspace, clock.now(), None, resolver), Group.DNS, "DKIM example.org")


def record(path: Path) -> str:
    return record_of(read_signing_key(path).public_key())


def test_a_key_whose_other_half_is_published_is_fine(workspace, keys):
    finding = published(workspace, record(keys[0]))

    assert (finding.level, finding.found) == (Level.FINE, f"{NAME} has the key that signs here")


@pytest.mark.parametrize("form", [PublicFormat.PKCS1, PublicFormat.SubjectPublicKeyInfo])
def test_it_may_be_published_in_other_words(workspace, keys, form):
    public = read_signing_key(keys[0]).public_key().public_bytes(Encoding.DER, form)
    finding = published(workspace, f"p={base64.b64encode(public).decode()}; n=ours")

    assert finding.level is Level.FINE


@pytest.mark.parametrize(
    ("records", "words"),
    [
        ([], "has no key"),
        (["hello"], "has no key"),
        (["v=DKIM1; p="], "withdrawn"),
        (["v=DKIM1; k=ed25519; p=" + "A" * 43 + "="], "something else"),
        (["{ours}; h=sha1"], "something else"),
        (["{ours}; s=tlsrpt"], "something else"),
        (["{ours}; p=AAAA"], "no key"),
        (["v=DKIM1; p=AAAA"], "another key"),
        (["{other}"], "another key"),
        (["{other}", "{ours}"], "has 2 keys"),
    ],
    ids=[
        "nothing",
        "no key",
        "revoked",
        "ed25519",
        "SHA-1",
        "not for mail",
        "a tag twice",
        "nonsense",
        "another",
        "two",
    ],
)
def test_any_other_record_is_an_error_with_the_exact_text_to_publish(workspace, keys, records, words):
    ours, other = map(record, keys)
    finding = published(workspace, *(text.format(ours=ours, other=other) for text in records))

    assert finding.level is Level.ERROR
    assert finding.found.startswith(f"{NAME} ")
    assert words in finding.found
    assert finding.fix == f"Have this TXT record published there, and no other: {ours}"


def test_the_usual_selectors_are_not_asked_for_where_ours_is_known(workspace):
    names = Names(INTERNET)
    with dns_server(names) as resolver:
        examine(workspace, clock.now(), None, resolver)

    assert {name for name, _ in names.asked if "_domainkey" in name} == {NAME}


def test_a_rehearsal_is_not_signed_so_it_is_warned_of_only(workspace):
    edit(workspace / "newsletter.yaml", "relay: smtp://127.0.0.1:1\n", "relay: outbox\n")
    edit(workspace / "newsletter.yaml", "one.pem", "gone.pem")
    with dns_server(Names(INTERNET)) as resolver:
        found = examine(workspace, clock.now(), None, resolver)

    assert about(found, Group.SETTINGS, "dkim").level is Level.WARNING


def test_a_sound_key_is_told_by_its_domain_and_name(workspace):
    with dns_server(Names(INTERNET)) as resolver:
        finding = about(examine(workspace, clock.now(), None, resolver), Group.SETTINGS, "dkim")

    assert finding.level is Level.FINE
    assert finding.found == "letters are signed as example.org, key news, RSA of 2,048 bits"


@pytest.mark.parametrize(
    ("fault", "found", "fix"),
    [
        (lambda key: key.unlink(), "is not there", "newsletter.yaml"),
        (lambda key: key.chmod(0o644), "can be read by others", "chmod 600"),
        (lambda key: key.write_text("no key"), "holds no private key", "docs/relays.md"),
    ],
    ids=["missing", "open", "odd"],
)
def test_an_unsound_key_is_an_error_and_then_dns_is_asked_as_without_one(workspace, keys, tmp_path, fault, found, fix):
    key = tmp_path / "key.pem"
    key.write_bytes(keys[0].read_bytes())
    key.chmod(0o600)
    edit(workspace / "newsletter.yaml", str(keys[0]), str(key))
    fault(key)
    with dns_server(Names(INTERNET)) as resolver:
        findings = examine(workspace, clock.now(), None, resolver)

    finding = about(findings, Group.SETTINGS, "dkim")
    assert finding.level is Level.ERROR
    assert (found in finding.found, fix in finding.fix) == (True, True), finding
    assert "One by another name may be there" in about(findings, Group.DNS, "DKIM example.org").found


def test_nothing_of_the_key_is_told(workspace, keys):
    secret = keys[0].read_text().splitlines()[1:-1]
    with dns_server(Names(INTERNET)) as resolver:
        told = "".join(map(repr, examine(workspace, clock.now(), None, resolver)))

    assert [line for line in secret if line in told] == []
