"""Real sites are followed to where they lead, and one that means harm holds nobody up."""

from __future__ import annotations

import socket
import ssl
import threading
from contextlib import ExitStack

import pytest

from composer.follow import Bounds, Net, follow_all, is_public
from composer.model import Answer, Leads
from tests.follow.sites import HERE, PRIVATE, QUICK, followed, net_here, reply, site
from tests.relays.certificates import ENDED, certificate

SOMEWHERE = Answer(Leads.SOMEWHERE)


def at(site_, path: str, name: str = "site.example", scheme: str = "http") -> str:
    return f"{scheme}://{name}:{site_.port}{path}"


# What a reply says


@pytest.mark.parametrize("status", [200, 201, 204, 206])
def test_a_page_that_is_there_leads_somewhere(status):
    with site({"/": reply(status)}) as there:
        assert followed(at(there, "/")) == SOMEWHERE

    assert there.asked == ["HEAD /"]


@pytest.mark.parametrize(
    ("status", "leads", "why"),
    [
        (404, Leads.NOWHERE, "no such page"),
        (410, Leads.NOWHERE, "any more"),
        (400, Leads.DOUBTFUL, "strange answer (400)"),
        (401, Leads.DOUBTFUL, "password (401)"),
        (403, Leads.DOUBTFUL, "to nobody who asks like this (403)"),
        (407, Leads.DOUBTFUL, "strange answer (407)"),
        (451, Leads.DOUBTFUL, "(451)"),
        (500, Leads.DOUBTFUL, "fault (500)"),
        (502, Leads.DOUBTFUL, "fault (502)"),
        (999, Leads.DOUBTFUL, "strange answer (999)"),
    ],
)
def test_what_is_sure_is_told_from_what_is_not(status, leads, why):
    with site({"/": reply(status)}) as there:
        answer = followed(at(there, "/"))

    assert answer.leads is leads
    assert why in answer.why
    assert there.asked == ["HEAD /", "GET /"]


@pytest.mark.parametrize("status", [403, 404, 405, 500, 501])
@pytest.mark.parametrize("second", [200, 206, 416])
def test_where_head_is_refused_one_byte_of_the_page_is_asked_for(status, second):
    with site({"HEAD /": reply(status), "GET /": reply(second)}) as there:
        assert followed(at(there, "/")) == SOMEWHERE

    assert "Range: bytes=0-0" in there.requests[1]
    assert "Range" not in there.requests[0]


def test_a_site_that_hangs_up_on_head_is_asked_for_the_page():
    with site({"HEAD /": b"", "GET /": reply(200)}) as there:
        assert followed(at(there, "/")) == SOMEWHERE


def test_a_site_that_always_hangs_up_is_in_doubt():
    with site({"/": b""}) as there:
        answer = followed(at(there, "/"))

    assert answer == Answer(Leads.DOUBTFUL, "site.example hangs up without an answer")


def test_a_name_that_nobody_has_leads_nowhere():
    assert followed("https://nobody.example/") == Answer(Leads.NOWHERE, "there is no site called nobody.example")


def test_a_port_where_nobody_listens_is_in_doubt():
    with socket.create_server((HERE, 0)) as taken:
        port = taken.getsockname()[1]

    assert followed(f"http://site.example:{port}/") == Answer(Leads.DOUBTFUL, "site.example takes no connections")


@pytest.mark.parametrize("port", [22, 25, 6379, 8080])
def test_only_the_ports_of_the_web_are_asked(port):
    net = Net(net_here().resolve, lambda _: True)

    answer = followed(f"http://site.example:{port}/", net)

    assert answer == Answer(Leads.UNASKED, "only the ports 80 and 443 are asked")


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(status):
    with site({"/old": reply(status, "Location: /new"), "/new": reply(200)}) as there:
        assert followed(at(there, "/old")) == SOMEWHERE

    assert there.asked == ["HEAD /old", "HEAD /new"]


def test_a_redirect_to_a_page_that_is_gone_leads_nowhere():
    with site({"/old": reply(301, "LOCATION:/new")}) as there:
        assert followed(at(there, "/old")).leads is Leads.NOWHERE


@pytest.mark.parametrize("hops", [5, 6])
def test_at_most_five_redirects_are_followed(hops):
    says = {f"/{hop}": reply(302, f"Location: /{hop + 1}") for hop in range(hops)} | {f"/{hops}": reply(200)}
    with site(says) as there:
        answer = followed(at(there, "/0"))

    assert (answer == SOMEWHERE) == (hops == 5)
    assert len(there.asked) == 6


def test_a_ring_of_redirects_ends_where_it_closes():
    with site({"/a": reply(302, "Location: /b"), "/b": reply(302, "Location: /a#again")}) as there:
        answer = followed(at(there, "/a"))

    assert answer == Answer(Leads.DOUBTFUL, "its site sends a reader on and on")
    assert there.asked == ["HEAD /a", "HEAD /b"]


def test_a_redirect_to_nowhere_is_in_doubt():
    with site({"/": reply(302)}) as there:
        assert followed(at(there, "/")).leads is Leads.DOUBTFUL


@pytest.mark.parametrize(
    "location",
    [
        "http://private.example:{port}/",
        "//private.example:{port}/",
        f"http://{PRIVATE}:{{port}}/",
        f"http://[::ffff:{PRIVATE}]:{{port}}/",
        "http://user:secret@site.example:{port}/secret",
        "http://2130706434:{port}/",
        "ftp://site.example/",
        "file:///etc/passwd",
        "gopher://site.example:{port}/_x",
    ],
)
def test_a_redirect_into_a_private_network_is_not_followed(location):
    with ExitStack() as open_sites:
        there = open_sites.enter_context(site({"/secret": reply(200)}))
        private = open_sites.enter_context(site({"/": reply(200)}, PRIVATE, port=there.port))
        there.says = {"/": reply(302, f"Location: {location.format(port=there.port)}")}
        answer = followed(at(there, "/"))

    assert answer.leads is Leads.DOUBTFUL
    assert private.asked == []
    assert there.asked == ["HEAD /"]


def test_a_private_site_is_not_asked():
    with site({"/": reply(200)}, PRIVATE) as private:
        for host in ("private.example", PRIVATE, f"[::ffff:{PRIVATE}]"):
            answer = followed(at(private, "/", host))
            assert answer.leads is Leads.DOUBTFUL
            assert "private network" in answer.why

    assert private.asked == []


def test_one_private_address_among_a_names_is_enough_to_ask_none():
    net = net_here()
    both = [*net.resolve("site.example", 1), *net.resolve("private.example", 1)]
    with site({"/": reply(200)}) as there:
        answer = followed(at(there, "/"), Net(lambda *_: both, net.may_ask, net.ports))

    assert "private network" in answer.why
    assert there.asked == []


def test_a_name_that_changes_its_address_is_connected_where_it_was_judged():
    net = net_here()
    answers = iter(["site.example", "private.example", "private.example"])
    with ExitStack() as open_sites:
        there = open_sites.enter_context(site({"/": reply(404)}))
        private = open_sites.enter_context(site({"/": reply(200)}, PRIVATE, port=there.port))
        rebinding = Net(lambda _, seconds: net.resolve(next(answers), seconds), net.may_ask, net.ports)
        answer = followed(at(there, "/", "rebinding.example"), rebinding)

    assert there.asked == ["HEAD /"]
    assert private.asked == []
    assert answer == Answer(Leads.DOUBTFUL, "rebinding.example is within a private network")


# Sites that mean harm


def drip(connection: socket.socket, _request: str) -> None:
    stopped = threading.Event()
    for byte in reply(200, *["X-Slow: " + "x" * 100] * 50):
        connection.sendall(bytes([byte]))
        stopped.wait(0.02)


def endless_body(connection: socket.socket, _request: str) -> None:
    connection.sendall(reply(200, "Transfer-Encoding: chunked", "Content-Encoding: gzip"))
    while True:
        connection.sendall(b"ffff\r\n" + bytes(0xFFFF) + b"\r\n")


def endless_head(connection: socket.socket, _request: str) -> None:
    connection.sendall(b"HTTP/1.1 200 OK\r\n")
    while True:
        connection.sendall(b"X-More: " + b"x" * 8000 + b"\r\n")


def silence(connection: socket.socket, _request: str) -> None:
    connection.recv(1)


def test_a_site_that_answers_byte_by_byte_holds_nobody_up():
    with site({"/": drip}) as there:
        answer = followed(at(there, "/"), bounds=Bounds(pause=0, request=1))

    assert answer == Answer(Leads.DOUBTFUL, "site.example did not answer in time")


def test_of_a_page_without_end_nothing_is_read():
    with site({"/": endless_body}) as there:
        assert followed(at(there, "/")) == SOMEWHERE


@pytest.mark.parametrize(
    "says",
    [
        endless_head,
        b"SSH-2.0-OpenSSH_9.2\r\n\r\n",
        b"HTTP/1.1 2000 OK\r\n\r\n",
        b"HTTP/1.1 020 OK\r\n\r\n",
        b"HTTP/2 200\r\n\r\n",
        b"\0" * 70_000,
        reply(103, "Link: </a.css>") * 50,
        b"\r\n\r\n",
    ],
)
def test_an_answer_that_cannot_be_read_is_in_doubt(says):
    with site({"/": says}) as there:
        assert followed(at(there, "/")) == Answer(Leads.DOUBTFUL, "its site gives no answer that could be read")


def test_replies_that_only_announce_another_are_passed_over():
    with site({"/": reply(100) + reply(103, "Location: /other") + reply(200)}) as there:
        assert followed(at(there, "/")) == SOMEWHERE


def test_a_head_may_end_its_lines_as_unix_does():
    with site({"/": b"HTTP/1.0 301 Moved\nLocation: /new\n\n", "/new": reply(200)}) as there:
        assert followed(at(there, "/")) == SOMEWHERE


def test_what_a_site_says_is_never_repeated():
    said = "\x1b[2J<script>ann@example.org"
    with site({"/": reply(302, f"Location: ftp://{said}/"), "/bad": f"HTTP/1.1 {said}\r\n\r\n".encode()}) as there:
        told = followed(at(there, "/")).why + followed(at(there, "/bad")).why

    assert "script" not in told
    assert "\x1b" not in told


# TLS


def test_a_site_that_proves_its_name_is_believed(tmp_path):
    proof = certificate(tmp_path / "site", "DNS:site.example")
    with site({"/": reply(200)}, context=proof.of_server()) as there:
        trust = net_here()
        trust.trust.load_verify_locations(proof.chain)
        assert followed(at(there, "/", scheme="https"), trust) == SOMEWHERE


@pytest.mark.parametrize(
    ("names", "ends", "trusted", "why"),
    [
        ("DNS:other.example", None, True, "another name"),
        ("DNS:site.example", ENDED, True, "has expired"),
        ("DNS:site.example", None, False, "does not trust"),
    ],
)
def test_a_site_that_cannot_prove_its_name_is_told_nothing(names, ends, trusted, why, tmp_path):
    proof = certificate(tmp_path / "site", names, **({"ends": ends} if ends else {}))
    with site({"/": reply(200)}, context=proof.of_server()) as there:
        net = net_here()
        if trusted:
            net.trust.load_verify_locations(proof.chain)
        answer = followed(at(there, "/", scheme="https"), net)

    assert answer.leads is Leads.DOUBTFUL
    assert why in answer.why
    assert there.asked == []


def test_the_net_of_this_machine_asks_for_proof_and_of_the_web_only():
    net = Net()

    assert net.trust.verify_mode is ssl.CERT_REQUIRED
    assert net.trust.check_hostname
    assert net.may_ask is is_public
    assert [port for port in range(70_000) if port in net.ports] == [80, 443]


def test_a_redirect_may_not_skip_the_proof(tmp_path):
    proof = certificate(tmp_path / "site", "DNS:other.example")
    with ExitStack() as open_sites:
        secured = open_sites.enter_context(site({"/": reply(200)}, context=proof.of_server()))
        moved = reply(301, f"Location: https://site.example:{secured.port}/")
        plain = open_sites.enter_context(site({"/": moved}))
        net = net_here()
        net.trust.load_verify_locations(proof.chain)
        assert "another name" in followed(at(plain, "/"), net).why

    assert secured.asked == []


# Manners


class Busy:
    """A page that notes how many ask for it at once, and takes its time."""

    def __init__(self) -> None:
        self.most = 0
        self._now = 0
        self._lock = threading.Lock()
        self._never = threading.Event()

    def __call__(self, connection: socket.socket, _request: str) -> None:
        with self._lock:
            self._now += 1
            self.most = max(self.most, self._now)
        self._never.wait(0.01)
        with self._lock:  # before the reply: whoever has it may ask again
            self._now -= 1
        connection.sendall(reply(200))


def test_a_host_hears_one_request_at_a_time():
    busy = [Busy() for _ in range(3)]
    with ExitStack() as open_sites:
        sites = [open_sites.enter_context(site({f"/{page}": pages for page in range(6)})) for pages in busy]
        hrefs = [at(there, f"/{page}", f"site{n}.example") for n, there in enumerate(sites) for page in range(6)]
        moved = {f"/{n}": reply(302, f"Location: {at(sites[0], f'/{n}', 'site0.example')}") for n in range(6)}
        away = open_sites.enter_context(site(moved))
        hrefs += [at(away, f"/{n}", f"away{n}.example") for n in range(6)]
        answers = follow_all(hrefs, net_here(), "Tester/1", QUICK)

    assert answers == dict.fromkeys(hrefs, SOMEWHERE)
    assert [pages.most for pages in busy] == [1, 1, 1]
    assert len(sites[0].asked) == 12


def test_a_machine_of_many_names_hears_one_request_at_a_time():
    busy = Busy()
    with site({"/": busy}) as there:
        hrefs = [at(there, "/", f"site{n}.example") for n in range(12)]
        answers = follow_all(hrefs, net_here(), "Tester/1", QUICK)

    assert answers == dict.fromkeys(hrefs, SOMEWHERE)
    assert busy.most == 1


def test_a_host_that_wants_a_moment_gets_it():
    replies = iter([reply(429, "Retry-After: 0"), reply(200)])
    with site({"/": lambda connection, _: connection.sendall(next(replies))}) as there:
        assert followed(at(there, "/")) == SOMEWHERE

    assert there.asked == ["HEAD /", "GET /"]


@pytest.mark.parametrize("headers", [["Retry-After: 3600"], [], ["Retry-After: Fri, 31 Dec 2100 23:59:59 GMT"]])
def test_a_host_that_wants_to_be_left_alone_is(headers):
    with site({"/a": reply(429, *headers), "/b": reply(200)}) as there:
        answers = follow_all([at(there, "/a"), at(there, "/b")], net_here(), "Tester/1", QUICK)

    assert set(answers.values()) == {Answer(Leads.DOUBTFUL, "site.example wants to be asked less often")}
    assert there.asked == ["HEAD /a"]


def test_a_host_that_is_silent_twice_is_asked_no_more():
    pages = {f"/{page}": silence for page in range(5)}
    with site(pages) as there:
        answers = follow_all([at(there, page) for page in pages], net_here(), "Tester/1", Bounds(pause=0, request=1))

    assert set(answers.values()) == {Answer(Leads.DOUBTFUL, "site.example did not answer in time")}
    assert set(there.asked) <= {"HEAD /0", "HEAD /1"}  # a slow machine may not hear them in time


def test_only_so_many_links_are_asked_and_the_rest_told():
    with site({f"/{page}": reply(200) for page in range(3)}) as there:
        hrefs = [at(there, f"/{page}") for page in range(3)]
        answers = follow_all([*hrefs, hrefs[0]], net_here(), "Tester/1", Bounds(pause=0, links=2))

    assert [answers[href].leads for href in hrefs] == [Leads.SOMEWHERE, Leads.SOMEWHERE, Leads.UNASKED]
    assert "2 links" in answers[hrefs[2]].why
    assert len(there.asked) == 2


def test_a_run_ends_when_its_time_is_over():
    with site({"/": reply(200)}) as there:
        answers = follow_all([at(there, "/")], net_here(), "Tester/1", Bounds(pause=0, run=0))

    assert list(answers.values()) == [Answer(Leads.UNASKED, "there was no time left")]
    assert there.asked == []


def test_what_is_no_link_of_the_web_is_asked_of_nobody():
    hrefs = ["mailto:ann@example.org", "https://user:secret@site.example/", "https://127.1/", ""]

    answers = follow_all(hrefs, net_here(), "Tester/1", QUICK)

    assert list(answers) == hrefs
    assert {answer.leads for answer in answers.values()} == {Leads.UNASKED}
