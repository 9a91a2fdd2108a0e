"""What a name server says of a name, and what is made of one that knows nothing."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress

import dns.message
import dns.rcode
import dns.rdatatype
import dns.resolver
import dns.rrset
import pytest

from composer.follow import Names, Unfollowed
from composer.model import Answer, Leads

Records = Mapping[str, list[str]]


@contextmanager
def name_server(records: Records, rcode: dns.rcode.Rcode = dns.rcode.NXDOMAIN) -> Iterator[Names]:
    """One that knows the records and answers `rcode` to every other name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as listening:
        listening.bind(("127.0.0.1", 0))
        stopped = threading.Event()
        serving = threading.Thread(target=serve, args=(listening, records, rcode, stopped), daemon=True)
        serving.start()
        resolver = dns.resolver.Resolver(configure=False)
        resolver.nameservers = ["127.0.0.1"]
        resolver.port = listening.getsockname()[1]
        yield Names(resolver)
        stopped.set()
        listening.sendto(b"", listening.getsockname())
        serving.join()


def serve(listening: socket.socket, records: Records, rcode: dns.rcode.Rcode, stopped: threading.Event) -> None:
    while True:
        asked, by = listening.recvfrom(512)
        if stopped.is_set():
            return
        with suppress(OSError):
            listening.sendto(answer(dns.message.from_wire(asked), records, rcode).to_wire(), by)


def answer(asked: dns.message.Message, records: Records, rcode: dns.rcode.Rcode) -> dns.message.Message:
    said = dns.message.make_response(asked)
    question = asked.question[0]
    known = records.get(question.name.to_text(omit_final_dot=True))
    if known is None:
        said.set_rcode(rcode)
        return said
    fitting = [address for address in known if (":" in address) == (question.rdtype == dns.rdatatype.AAAA)]
    if fitting:
        said.answer.append(dns.rrset.from_text(question.name, 60, "IN", question.rdtype, *fitting))
    return said


def test_a_name_has_its_addresses_those_of_ipv4_first():
    with name_server({"site.example": ["2606:2800::1", "93.184.216.34"]}) as names:
        assert [str(address) for address in names("site.example", 2)] == ["93.184.216.34", "2606:2800::1"]


@pytest.mark.parametrize("records", [{"example.org": ["93.184.216.34"]}, {"example.org": ["::1"], "gone.example": []}])
def test_there_is_no_such_name_where_the_server_knows_others(records):
    with name_server(records) as names, pytest.raises(Unfollowed) as raised:
        names("gone.example", 2)

    assert raised.value.answer.leads is Leads.NOWHERE
    assert "no site called gone.example" in raised.value.answer.why
    assert raised.value.of_host


def test_a_server_that_knows_no_name_at_all_is_not_believed():
    with name_server({}) as names, pytest.raises(Unfollowed, match="does not know the internet") as raised:
        names("gone.example", 2)

    assert raised.value.answer.leads is Leads.OFFLINE


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_where_no_server_answers_all_links_have_one_cause_and_it_is_found_once(rcode):
    with name_server({"asked-no-more.example": ["93.184.216.34"]}, rcode) as names:
        whys = {refusal(names, host) for host in ("first.example", "second.example", "asked-no-more.example")}

    assert [why.leads for why in whys] == [Leads.OFFLINE]


def refusal(names: Names, host: str) -> Answer:
    with pytest.raises(Unfollowed) as raised:
        names(host, 0.5)
    return raised.value.answer


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED])
def test_a_server_that_cannot_answer_leaves_the_link_in_doubt(rcode):
    known = {"example.org": ["93.184.216.34"]}

    with name_server(known, rcode) as names, pytest.raises(Unfollowed, match="no name server told") as raised:
        names("site.example", 0.5)

    assert raised.value.answer.leads is Leads.DOUBTFUL


@pytest.mark.parametrize("name", ["a" * 64 + ".example", "a..example", "." * 300])
def test_what_cannot_be_a_name_is_no_crash(name):
    with name_server({"example.org": ["93.184.216.34"]}) as names, pytest.raises(Unfollowed):
        names(name, 1)
