"""The key for DKIM: a sound one is taken as openssl writes it, any other is refused with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from composer.deliver.dkim import load_signer
from composer.deliver.signing_key import KeyFault, read_signing_key, record_of
from composer.settings import Dkim
from tests.deliver.signing import letters
from tests.programs import openssl


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of keys in every form."""
    folder = tmp_path_factory.mktemp("keys")
    openssl("genrsa", "-out", folder / "pkcs8.pem", "2048")
    openssl("rsa", "-in", folder / "pkcs8.pem", "-traditional", "-out", folder / "pkcs1.pem")
    openssl("rsa", "-in", folder / "pkcs8.pem", "-pubout", "-out", folder / "public.pem")
    openssl("rsa", "-in", folder / "pkcs8.pem", "-aes128", "-passout", "pass:x", "-out", folder / "locked.pem")
    openssl(
        "rsa", "-in", folder / "pkcs8.pem", "-aes128", "-passout", "pass:x", "-traditional", "-out", folder / "l1.pem"
    )
    openssl("genrsa", "-out", folder / "short.pem", "1024")
    openssl("genpkey", "-algorithm", "ed25519", "-out", folder / "ed25519.pem")
    (folder / "empty.pem").write_bytes(b"")
    (folder / "words.pem").write_bytes(b"not a key \xff\x00\n" * 20)
    (folder / "half.pem").write_bytes((folder / "pkcs8.pem").read_bytes()[:800])
    (folder / "folder").mkdir()
    for file in folder.glob("*.pem"):
        file.chmod(0o600)
    return folder


@pytest.mark.parametrize("name", ["pkcs1.pem", "pkcs8.pem"])
def test_a_key_is_taken_in_either_form(made, name):
    public = read_signing_key(made / name).public_key()

    assert record_of(public).startswith("v=DKIM1; k=rsa; p=MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A")
    assert record_of(public) == record_of(read_signing_key(made / "pkcs1.pem").public_key())


REFUSED = {
    "absent.pem": (
        "is not there",
        "Correct its path in newsletter.yaml, put the key there, or make one: docs/relays.md",
    ),
    "folder": ("is not a file", "Correct its path in newsletter.yaml, or make one: docs/relays.md"),
    "public.pem": ("holds no private key", "docs/relays.md"),
    "empty.pem": ("holds no private key", "docs/relays.md"),
    "words.pem": ("holds no private key", "docs/relays.md"),
    "half.pem": ("holds no private key", "docs/relays.md"),
    "locked.pem": ("has a password", "-out NEW-FILE`, and name that file in newsletter.yaml"),
    "l1.pem": ("has a password", "openssl rsa -in"),
    "short.pem": ("has 1,024 bits", "docs/relays.md"),
    "ed25519.pem": ("is not an RSA key", "docs/relays.md"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_is_no_sound_key_is_refused_with_what_to_do(made, name):
    found, fix = REFUSED[name]
    with pytest.raises(KeyFault) as refused:
        read_signing_key(made / name)

    assert found in refused.value.found
    assert fix in refused.value.fix
    assert str(refused.value) == f"{refused.value.found}. {refused.value.fix}"
    assert refused.value.exit_code == 2


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660])
def test_a_key_that_others_can_read_is_refused(made, tmp_path, mode):
    path = tmp_path / "key.pem"
    path.write_bytes((made / "pkcs8.pem").read_bytes())
    path.chmod(mode)

    with pytest.raises(KeyFault, match=f"can be read by others.*chmod 600 {path}"):
        read_signing_key(path)


def test_nothing_of_a_key_shows_itself(made, tmp_path):
    secret = (made / "pkcs8.pem").read_text()
    (tmp_path / "key.pem").write_text(secret.replace("PRIVATE", "PRIVAT"))
    (tmp_path / "key.pem").chmod(0o600)
    with pytest.raises(KeyFault) as refused:
        read_signing_key(tmp_path / "key.pem")
    signer = load_signer(Dkim("s1", "pkcs8.pem"), "example.org", made)

    told = f"{refused.value!r} {refused.value.__cause__!r} {signer!r} {signer.public_key!r}"
    assert [line for line in secret.splitlines()[1:-1] if line in told] == []


@pytest.mark.parametrize("key", ["pkcs8.pem", "{made}/pkcs8.pem", "folder/../pkcs8.pem"])
def test_a_relative_path_begins_at_the_workspace(made, key):
    signer = load_signer(Dkim("s1", key.format(made=made)), "example.org", made)
    same = load_signer(Dkim("s1", "pkcs1.pem"), "example.org", made)

    letter = letters(pictures=False)[0]
    assert signer.signed(letter) == same.signed(letter)
