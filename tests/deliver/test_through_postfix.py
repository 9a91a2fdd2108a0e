"""Through a real Postfix into its mailbox: each letter once, and the same to the byte."""

from __future__ import annotations

from composer.deliver.relay import Relay
from composer.model import State
from tests.deliver.talking import MESSAGE, give, here, in_time, letter_of
from tests.deliver.test_tls import FAR
from tests.relays.certificates import certificate
from tests.relays.postfix import as_sent, postfix


def test_letters_arrive_once_and_as_they_were_to_the_byte():
    messages = [MESSAGE, MESSAGE.replace(b"<1@", b"<2@") + b".\r\n..\r\n" + (b"." * 998 + b"\r\n") * 200]
    with postfix() as relay:
        given = in_time(give(here(relay.port), *map(letter_of, messages)))
        mailbox = relay.delivered(2)

    assert [one.outcome.state for one in given] == [State.ACCEPTED] * 2
    assert sorted(map(as_sent, mailbox)) == sorted(messages)
    assert all(one.outcome.reason.startswith("250 2.0.0 Ok: queued as ") for one in given)
    assert all(b"\nDelivered-To: ada.lovelace@example.org\n" in message for message in mailbox)


def test_postfix_that_asks_for_tls_gets_it_and_the_letter(tmp_path, monkeypatch):
    good = certificate(tmp_path / "good", f"IP:{FAR}")
    monkeypatch.setenv("SSL_CERT_FILE", str(good.chain))
    with postfix(good, level="encrypt") as relay:
        (plain,) = in_time(give(here(relay.port)))
        (given,) = in_time(give(Relay(FAR, relay.port)))
        mailbox = relay.delivered(1)

    assert (plain.outcome.state, plain.outcome.counts) == (State.DEFERRED, False)
    assert given.outcome.state is State.ACCEPTED
    assert [as_sent(message) for message in mailbox] == [MESSAGE]


def test_a_person_whom_postfix_does_not_know_is_rejected_and_the_next_gets_the_letter():
    unknown = letter_of(recipient="ada@[300.1.1.1]")
    with postfix() as relay:
        # The second time somebody unknown is announced, and the RSET after them said together with what follows.
        given = in_time(give(here(relay.port), unknown, letter_of(), unknown, letter_of()))
        mailbox = relay.delivered(2)

    assert [one.outcome.state for one in given] == [State.REJECTED, State.ACCEPTED] * 2
    assert "ada" not in given[0].outcome.reason
    assert len(mailbox) == 2
