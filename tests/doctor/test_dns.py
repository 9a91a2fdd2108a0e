from __future__ import annotations

import socket
from dataclasses import replace

import dns.rcode
import pytest

from composer.doctor import Finding, Level
from tests.doctor.asked import SETTINGS, asked_of, findings, of, worst
from tests.doctor.names import INTERNET, Names, dns_server, resolver_at, texts

DOMAIN = "council.example.net"
DMARC = f"_dmarc.{DOMAIN}"
RSA_2048, RSA_1024 = "A" * 392, "A" * 216  # base64 of 294 and 162 bytes

POLICIES = [
    # the records at _dmarc, the level, words of what is found
    (["v=DMARC1; p=none"], Level.FINE, "p=none"),
    (["v=DMARC1; p=reject; rua=mailto:dmarc@example.net;"], Level.FINE, "p=reject"),
    (["v = DMARC1 ; P = Quarantine ; pct=20"], Level.FINE, "p=quarantine"),
    (["other=1", "v=DMARC1;p=none"], Level.FINE, "p=none"),
    (["v=DMARC1; p=none", "v=DMARC1; p=reject"], Level.WARNING, "2 records"),
    (["v=DMARC1; rua=mailto:dmarc@example.net"], Level.WARNING, "no p="),
    (["v=DMARC1; p=monitor"], Level.WARNING, "p=monitor"),
    (["v=DMARC1; p=none; p=reject"], Level.WARNING, "p=reject has no place"),
    (["v=DMARC1; p=none; rua"], Level.WARNING, "rua has no place"),
    (["p=none; v=DMARC1"], Level.WARNING, "there is no DMARC record"),
    (["v=dmarc1; p=none"], Level.WARNING, "there is no DMARC record"),
    ([], Level.WARNING, "there is no DMARC record"),
]


@pytest.mark.parametrize(
    ("records", "level", "words"), POLICIES, ids=[" + ".join(row[0]) or "none" for row in POLICIES]
)
def test_a_dmarc_record_is_judged_as_receivers_judge_it(records, level, words):
    found = findings({(DMARC, "TXT"): texts(*records)})

    first_level, first = of("DMARC", found)[0]
    assert (first_level, words in first) == (level, True), first


def test_a_subdomain_takes_the_policy_of_the_domain_above():
    found = findings({("_dmarc.example.net", "TXT"): texts("v=DMARC1; p=reject; sp=none")})

    assert of("DMARC", found)[0] == (Level.FINE, "p=none, by the record of example.net")


@pytest.mark.parametrize(
    ("return_path", "record", "level"),
    [
        ("b@council.example.net", "v=DMARC1; p=none; aspf=s", Level.FINE),
        ("b@bounces.council.example.net", "v=DMARC1; p=none", Level.FINE),
        ("b@bounces.council.example.net", "v=DMARC1; p=none; aspf=s", Level.WARNING),
        ("b@mailer.example.org", "v=DMARC1; p=none", Level.WARNING),
        ("b@evilcouncil.example.net", "v=DMARC1; p=none", Level.WARNING),
    ],
)
def test_spf_counts_only_for_a_return_path_that_is_aligned(return_path, record, level):
    found = findings({(DMARC, "TXT"): texts(record)}, return_path=return_path)

    assert of("DMARC", found)[1][0] is level


def test_a_sister_domain_is_aligned_where_the_policy_is_that_of_the_domain_above_both():
    found = findings({("_dmarc.example.net", "TXT"): texts("v=DMARC1; p=none")}, return_path="b@bounces.example.net")

    assert of("DMARC", found)[1][0] is Level.FINE


def test_dkim_keys_of_the_usual_selectors_are_found_also_behind_a_cname():
    names = {
        ("google._domainkey." + DOMAIN, "TXT"): texts(f"v=DKIM1; k=rsa; p={RSA_2048}"),
        ("s1._domainkey." + DOMAIN, "TXT"): texts("v=DKIM1; k=ed25519; p=" + "A" * 43 + "="),
        ("mail._domainkey." + DOMAIN, "TXT"): texts("v=DKIM1; p="),  # revoked
    }
    assert of("DKIM", findings(names)) == [
        (Level.FINE, "a key by the selector google"),
        (Level.FINE, "a key by the selector s1"),
    ]


def test_a_short_key_is_told():
    found = findings({("selector1._domainkey." + DOMAIN, "TXT"): texts(f"v=DKIM1; p={RSA_1024}")})

    assert of("DKIM", found) == [(Level.WARNING, "the key of selector1 is shorter than 2,048 bits")]


def test_where_no_key_is_found_it_is_said_that_another_selector_may_exist():
    found = findings({("default._domainkey." + DOMAIN, "TXT"): texts("hello", "v=DKIM2; p=AAAA", "v=DKIM1; p=???")})

    [(level, words)] = of("DKIM", found)
    assert level is Level.WARNING
    assert "selector1, selector2, google" in words
    assert "One by another name may be there" in words


@pytest.mark.parametrize(
    ("records", "level"),
    [
        ({("council.example.net", "MX"): ["10 mx.example.net."]}, Level.FINE),
        ({("council.example.net", "MX"): ["0 ."]}, Level.ERROR),
        ({("council.example.net", "MX"): [], ("council.example.net", "A"): ["192.0.2.1"]}, Level.FINE),
        ({("council.example.net", "MX"): [], ("council.example.net", "AAAA"): ["2001:db8::1"]}, Level.FINE),
        ({("council.example.net", "MX"): []}, Level.ERROR),
    ],
    ids=["MX", "null MX", "A", "AAAA", "nothing"],
)
def test_bounces_need_somewhere_to_go(records, level):
    assert worst("MX", findings(records)) is level


def test_every_domain_that_mail_comes_back_to_is_looked_at_once():
    settings = replace(SETTINGS, return_path="b@bounces.example.net", reply_to="manager@council.example.net")
    with dns_server(Names(INTERNET)) as resolver:
        found = asked_of(resolver, settings)

    assert [finding.check for finding in found if finding.check.startswith("MX")] == [
        "MX bounces.example.net",
        "MX council.example.net",
    ]


def test_an_international_domain_is_asked_for_in_its_ascii_form():
    names = Names(INTERNET)
    with dns_server(names) as resolver:
        asked_of(resolver, replace(SETTINGS, return_path="b@bücher.example.net"))

    assert ("xn--bcher-kva.example.net", "MX") in names.asked


NOBODY = "could not ask DNS: "


def only_unasked(found: list[Finding]) -> bool:
    return [(finding.check, finding.level) for finding in found] == [("DNS", Level.WARNING)] and found[
        0
    ].found.startswith(NOBODY)


def test_a_server_that_answers_nothing_is_no_missing_record():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as silent:
        silent.bind(("127.0.0.1", 0))
        found = asked_of(resolver_at(silent.getsockname()[1]))

    assert only_unasked(found), found
    assert found[0].fix == "Ask again where there is a network."


def test_a_port_where_nobody_listens_is_no_missing_record():
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    found = asked_of(resolver_at(port))

    assert only_unasked(found), found


@pytest.mark.parametrize("rcode", [dns.rcode.SERVFAIL, dns.rcode.REFUSED, dns.rcode.NXDOMAIN])
def test_a_server_that_cannot_know_is_no_missing_record(rcode):
    """The last is what a captive portal, or a network without the internet, answers to everything."""
    with dns_server(Names({}, rcode=rcode)) as resolver:
        found = asked_of(resolver)

    assert only_unasked(found), found


def test_a_name_with_thousands_of_records_is_not_followed_through_them_all():
    names = Names(
        {**INTERNET, (DOMAIN, "TXT"): texts(*(f"v=spf1 a:{number}.example.net -all" for number in range(900)))}
    )
    with dns_server(names) as resolver:
        found = asked_of(resolver)

    assert of("SPF", found) == [(Level.ERROR, f"{DOMAIN} has 200 SPF records; receivers then use none")]
    assert len(names.asked) < 60
