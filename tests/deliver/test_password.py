"""Where the relay's password comes from."""

from __future__ import annotations

import pytest

from composer.deliver import FILE_VARIABLE, RELAY_VARIABLE, relay_password
from composer.problems import UsageError


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    monkeypatch.delenv(RELAY_VARIABLE, raising=False)
    monkeypatch.delenv(FILE_VARIABLE, raising=False)
    return monkeypatch


def test_there_may_be_none():
    assert relay_password() is None


def test_the_environment_says_it(environment):
    environment.setenv(RELAY_VARIABLE, " pass word ")

    assert relay_password() == " pass word "


@pytest.mark.parametrize("content", [b" pass w\xc3\xb6rd ", b" pass w\xc3\xb6rd \n", b" pass w\xc3\xb6rd \r\n"])
def test_a_file_holds_it_with_or_without_a_lines_end(environment, tmp_path, content):
    (tmp_path / "password").write_bytes(content)
    environment.setenv(FILE_VARIABLE, str(tmp_path / "password"))

    assert relay_password() == " pass wörd "


@pytest.mark.parametrize("content", [b"", b"\n", b"x" * 5000, b"secret\xff", None])
def test_a_file_without_one_is_told_and_nothing_of_it_said(environment, tmp_path, content):
    file = tmp_path / "password"
    if content is not None:
        file.write_bytes(content)
    environment.setenv(FILE_VARIABLE, str(file))

    with pytest.raises(UsageError, match=f"the file that {FILE_VARIABLE} names") as refused:
        relay_password()
    assert "secret" not in str(refused.value)


def test_both_are_one_too_many(environment, tmp_path):
    environment.setenv(RELAY_VARIABLE, "one")
    environment.setenv(FILE_VARIABLE, str(tmp_path))

    with pytest.raises(UsageError, match="Take one of them out"):
        relay_password()
