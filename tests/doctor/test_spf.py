from __future__ import annotations

import pytest

from composer.doctor import Level
from tests.doctor.asked import findings, of, worst
from tests.doctor.names import texts

DOMAIN = "council.example.net"
ELSEWHERE = {
    ("spf.protection.outlook.com", "TXT"): texts("v=spf1 ip4:40.92.0.0/15 ip6:2a01:111:f400::/48 -all"),
    ("open.example.net", "TXT"): texts("v=spf1 +all"),
    ("two.example.net", "TXT"): texts("v=spf1 -all", "v=spf1 a -all"),
    ("none.example.net", "TXT"): texts("hello"),
    ("ring.example.net", "TXT"): texts("v=spf1 include:ring.example.net -all"),
    ("five.example.net", "TXT"): texts("v=spf1 a mx a:a.example.net mx:b.example.net exists:%{i}.c.example.net ~all"),
    ("long.example.net", "TXT"): texts("v=spf1 " + "ip4:192.0.2.1 " * 30 + "~all"),
}

RECORDS = [
    # the domain's TXT records, the level, words of what is found
    (["v=spf1 mx -all"], Level.FINE, "(1 of 10 look-ups)"),
    (["V=SPF1 MX ~ALL"], Level.FINE, "(1 of 10 look-ups)"),
    (["v=spf1 include:spf.protection.outlook.com -all"], Level.FINE, "(1 of 10 look-ups)"),
    (["site-verification=1", "v=spf1 ip4:192.0.2.0/24 ip6:2001:db8::/32 -all"], Level.FINE, "(0 of 10 look-ups)"),
    (["v=spf1 redirect=spf.protection.outlook.com"], Level.FINE, "(1 of 10 look-ups)"),
    (["v=spf1 include:five.example.net include:long.example.net ~all"], Level.FINE, "(7 of 10 look-ups)"),
    (["v=spf1 a:%{d} exp=why.example.net -all"], Level.FINE, "(1 of 10 look-ups)"),
    (["v=spf1 a -all include:none.example.net"], Level.FINE, "(1 of 10 look-ups)"),  # never reached
    (["v=spf1 a ?all"], Level.WARNING, "does not say what holds for all others"),
    (["v=spf1 a"], Level.WARNING, "does not say what holds for all others"),
    (["v=spf1 a +all"], Level.ERROR, "lets anybody send as you"),
    (["v=spf1 all"], Level.ERROR, "lets anybody send as you"),
    (["v=spf1 redirect=open.example.net"], Level.ERROR, "lets anybody send as you"),
    (["v=spf1 -all"], Level.ERROR, "lets nobody send for this domain"),
    (["v=spf1 a -all", "v=spf1 mx -all"], Level.ERROR, "has 2 SPF records"),
    (["v=spf1 include:two.example.net -all"], Level.ERROR, "two.example.net has 2 SPF records"),
    (["v=spf1 include:none.example.net -all"], Level.ERROR, "leads to no SPF record"),
    (["v=spf1 include:missing.example.net -all"], Level.ERROR, "leads to no SPF record"),
    (["v=spf1 include:bad..name -all"], Level.ERROR, "leads to no SPF record"),
    (["v=spf1 include:five.example.net include:five.example.net -all"], Level.ERROR, "more than 10 DNS look-ups"),
    (["v=spf1 include:ring.example.net -all"], Level.ERROR, "more than 10 DNS look-ups"),
    (["v=spf1 ipv4:192.0.2.1 -all"], Level.ERROR, "ipv4:192.0.2.1 is no term of SPF"),
    (["v=spf1 ip4:192.0.2.300 -all"], Level.ERROR, "ip4:192.0.2.300 is no address"),
    (["v=spf1 ip6:192.0.2.1 -all"], Level.ERROR, "ip6:192.0.2.1 is no address"),
    (["v=spf1 include -all"], Level.ERROR, "include is no term of SPF"),
    (["v=spf1,a -all"], Level.WARNING, "there is no SPF record"),
    (["v=spf10 a -all"], Level.WARNING, "there is no SPF record"),
    (["spf2.0/pra a -all"], Level.WARNING, "there is no SPF record"),
]


@pytest.mark.parametrize(("records", "level", "words"), RECORDS, ids=[" + ".join(row[0]) for row in RECORDS])
def test_a_record_is_judged_as_receivers_judge_it(records, level, words):
    found = findings({**ELSEWHERE, (DOMAIN, "TXT"): texts(*records)})

    first_level, first = of("SPF", found)[0]
    assert (first_level, words in first) == (level, True), first


def test_a_record_in_several_strings_is_read_as_one():
    record = (
        "v=spf1 " + " ".join(f"ip4:192.0.2.{last}" for last in range(60)) + " include:spf.protection.outlook.com -all"
    )
    assert len(record) > 3 * 255

    found = findings({**ELSEWHERE, (DOMAIN, "TXT"): texts(record)}, relay="smtp://u@smtp.office365.com")

    assert of("SPF", found)[1] == (Level.FINE, "it includes spf.protection.outlook.com, so Microsoft 365 may send")


@pytest.mark.parametrize(
    ("relay", "include"),
    [
        ("smtp://u@smtp.office365.com:587", "spf.protection.outlook.com"),
        ("smtp://council-example-net.mail.protection.outlook.com:25", "spf.protection.outlook.com"),
        ("smtp://smtp-relay.gmail.com:587", "_spf.google.com"),
        ("smtps://u@email-smtp.eu-west-2.amazonaws.com", "amazonses.com"),
    ],
)
def test_a_provider_that_the_record_leaves_out_is_told(relay, include):
    found = findings({(DOMAIN, "TXT"): texts("v=spf1 mx -all")}, relay=relay)

    assert worst("SPF", found) is Level.WARNING
    assert include in of("SPF", found)[1][1]


def test_of_a_relay_of_ones_own_nothing_is_claimed():
    found = findings({(DOMAIN, "TXT"): texts("v=spf1 mx -all")})

    assert of("SPF", found)[1] == (Level.FINE, "whether it covers relay.example.net cannot be told from here")


def test_the_record_asked_for_is_that_of_the_return_path():
    records = {
        ("bounces.example.net", "TXT"): texts("v=spf1 a -all"),
        ("bounces.example.net", "MX"): ["0 mx.example.net."],
    }
    found = findings(records, return_path="letters@bounces.example.net")

    assert [finding.check for finding in found if finding.check.startswith("SPF")] == ["SPF bounces.example.net"] * 2
