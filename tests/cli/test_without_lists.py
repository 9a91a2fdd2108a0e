"""A copy of a workspace without its lists, as git has it: what is written is judged, and nothing is sent."""

from __future__ import annotations

import pytest


@pytest.fixture
def in_git(workspace):
    for path in (workspace / "recipients").glob("*.csv"):
        path.unlink()
    return workspace


def test_check_says_that_there_are_none_and_judges_the_rest(composer, in_git):
    checked = composer("check", "391", "--strict", "--json")

    [problem] = checked.json["problems"]
    assert (checked.returncode, problem["level"], problem["code"]) == (0, "info", "network-empty")


@pytest.mark.parametrize("command", [("send", "391", "--yes"), ("approve", "391")])
def test_nothing_is_sent_or_approved(composer, in_git, command):
    refused = composer(*command)

    assert refused.returncode == 1
    assert "recipients/send.csv" in refused.stderr
    assert not list((in_git / "var").glob("outbox/391/*"))
