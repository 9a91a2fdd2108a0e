"""The twelve ways an attempt ends, against Postfix's smtp-sink (reliability: what each of its flags must lead to)."""

from __future__ import annotations

import pytest

from composer.deliver import bounds
from composer.deliver.dialogue import RelayDown
from composer.model import State
from tests.deliver.talking import MESSAGE, give, here, in_time, letter_of, talk
from tests.relays.smtp_sink import dumped, smtp_sink

SHORT = 0.3  # seconds, instead of minutes: smtp-sink lives in real time
STALLS = {"-W": "FINAL_DOT", "-H": "FINAL_DOT", "-w": "DATA"}  # the answer that each of these flags keeps back

TABLE = [
    # flags, the letter is, it counts, the connection goes on, the relay has a copy
    (["-q", "."], State.IN_DOUBT, True, False, True),
    (["-W", ".:5"], State.IN_DOUBT, True, False, True),
    (["-H", "5"], State.IN_DOUBT, True, False, None),
    (["-q", "DATA"], State.DEFERRED, True, False, False),
    (["-q", "RCPT"], State.DEFERRED, True, False, False),
    (["-w", "5", "-p"], State.DEFERRED, True, False, False),
    (["-Q", "."], State.DEFERRED, False, False, None),
    (["-r", "."], State.DEFERRED, True, True, None),
    (["-f", "."], State.REJECTED, True, True, None),
    (["-A", "0"], State.REJECTED, True, None, None),
    (["-r", "RCPT"], State.DEFERRED, True, True, False),
    (["-f", "RCPT"], State.REJECTED, True, True, False),
    (["-Q", "RCPT"], State.DEFERRED, False, False, False),
    (["-Q", "DATA"], State.DEFERRED, False, False, False),
    (["-r", "DATA"], State.DEFERRED, True, True, False),
    (["-f", "DATA"], State.REJECTED, True, True, False),
    (["-Q", "MAIL"], State.DEFERRED, False, False, False),
    (["-r", "MAIL"], State.DEFERRED, False, True, False),
    (["-f", "MAIL"], State.DEFERRED, False, True, False),
    ([], State.ACCEPTED, True, True, True),
    (["-e"], State.ACCEPTED, True, True, True),
    (["-p", "-8", "-E"], State.ACCEPTED, True, True, True),
]


PLAIN = ["-p"]  # what turns PIPELINING off


@pytest.mark.parametrize("dialogue", [[], PLAIN], ids=["pipelined", "plain"])
@pytest.mark.parametrize(("flags", "state", "counts", "goes_on", "copied"), TABLE, ids=lambda flags: str(flags))
def test_an_attempt_ends_as_the_table_says(tmp_path, monkeypatch, flags, state, counts, goes_on, copied, dialogue):
    for flag in STALLS.keys() & set(flags):
        monkeypatch.setattr(bounds, STALLS[flag], SHORT)
    dump = tmp_path / "dump"
    with smtp_sink(*flags, *dialogue, dump=dump) as port:
        (given,) = in_time(give(here(port)))

        assert (given.outcome.state, given.outcome.counts) == (state, counts)
        assert goes_on in (None, given.usable)
        assert (given.down is None) == counts
        assert given.synced == (1 if state in (State.ACCEPTED, State.IN_DOUBT) or "." in flags or "-A" in flags else 0)
    if copied is not None:
        assert (dump.exists() and dumped(dump) == [MESSAGE]) == copied


@pytest.mark.parametrize(
    ("flags", "state", "goes_on"),
    [(flags, state, goes_on) for flags, state, _, goes_on, _ in TABLE if not STALLS.keys() & set(flags)],
    ids=lambda flags: str(flags),
)
def test_letters_announced_to_it_end_as_the_table_says_or_are_given_back(flags, state, goes_on):
    with smtp_sink(*flags) as port:
        talked = in_time(talk(here(port), *[letter_of() for _ in range(3)]))

    assert {given.outcome.state for given in talked.given} == {state}
    assert goes_on in (None, len(talked.given) == 3)
    assert [given.usable for given in talked.given[:-1]] == [True] * (len(talked.given) - 1)


@pytest.mark.parametrize("flag", ["-q", "-Q", "-f"])
def test_a_relay_that_takes_no_connections_is_down_for_now(flag):
    with smtp_sink(flag, "CONNECT") as port, pytest.raises(RelayDown) as told:
        in_time(give(here(port)))

    assert not told.value.permanent
    assert told.value.reason.startswith(f"127.0.0.1:{port}: ")


@pytest.mark.parametrize("dialogue", [[], PLAIN], ids=["pipelined", "plain"])
def test_letters_follow_one_another_over_one_connection_to_the_byte(tmp_path, dialogue):
    messages = [b"Subject: %d\r\n\r\n.\r\n%s.end\r\n" % (n, b"..x\r\n" * n) for n in range(50)]
    with smtp_sink(*dialogue, dump=tmp_path / "dump") as port:
        given = in_time(give(here(port), *map(letter_of, messages)))

    assert [one.outcome.state for one in given] == [State.ACCEPTED] * 50
    assert dumped(tmp_path / "dump") == messages
