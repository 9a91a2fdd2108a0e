"""Advice that is wrong is worse than none: slips are found, and nobody's own domain is taken for one."""

from __future__ import annotations

import random
import string
import time

import pytest

from composer.typos import likely_meant

SLIPS = {
    "gmial.com": "gmail.com",
    "gmal.com": "gmail.com",
    "gmaill.com": "gmail.com",
    "gmail.co": "gmail.com",
    "gmail.con": "gmail.com",
    "hotmial.co.uk": "hotmail.co.uk",
    "hotmail.co.ik": "hotmail.co.uk",
    "outlok.com": "outlook.com",
    "yaho.co.uk": "yahoo.co.uk",
    "btinterent.com": "btinternet.com",
    "hns.net": "nhs.net",
    "nhs.nte": "nhs.net",
    "kent.gov.ukk": "kent.gov.uk",
    "kent.gov.u": "kent.gov.uk",
    "kent.go.uk": "kent.gov.uk",
    "kent.gov.co.uk": "kent.gov.uk",
    "kent.gov.uk.com": "kent.gov.uk",
    "kent.govuk": "kent.gov.uk",
    "example.con": "example.com",
    "example.cmo": "example.com",
    "example.orguk": "example.org.uk",
    "trust.nsh.uk": "trust.nhs.uk",
}

# Real ones, some of them one letter apart.
_PUBLIC = """
    kent.gov.uk surrey.gov.uk essex.gov.uk eastsussex.gov.uk westsussex.gov.uk hants.gov.uk medway.gov.uk
    brighton-hove.gov.uk southampton.gov.uk portsmouth.gov.uk iow.gov.uk oxfordshire.gov.uk buckinghamshire.gov.uk
    reading.gov.uk westberks.gov.uk wokingham.gov.uk woking.gov.uk bracknell-forest.gov.uk rbwm.gov.uk slough.gov.uk
    milton-keynes.gov.uk bolton.gov.uk boston.gov.uk merton.gov.uk melton.gov.uk sutton.gov.uk luton.gov.uk
    barnet.gov.uk bexley.gov.uk brent.gov.uk derby.gov.uk devon.gov.uk dover.gov.uk dorset.gov.uk somerset.gov.uk
    norfolk.gov.uk suffolk.gov.uk barnsley.gov.uk burnley.gov.uk bury.gov.uk halton.gov.uk hull.gov.uk hart.gov.uk
    harrow.gov.uk herefordshire.gov.uk hertfordshire.gov.uk northumberland.gov.uk cumberland.gov.uk leeds.gov.uk
    lewes.gov.uk swale.gov.uk wealden.gov.uk york.gov.uk northyorks.gov.uk stafford.gov.uk stroud.gov.uk
    rother.gov.uk rotherham.gov.uk torbay.gov.uk newham.gov.uk education.gov.uk ofsted.gov.uk justice.gov.uk
    local.gov.uk gov.wales gov.scot parliament.uk kent.ac.uk essex.ac.uk surrey.ac.uk kent.police.uk kscp.org.uk
    nhs.net nhs.uk england.nhs.uk uhb.nhs.uk uhd.nhs.uk uhs.nhs.uk ruh.nhs.uk rbh.nhs.uk
    gmail.com mail.com live.com love.com gmx.com gmx.net outlook.com hotmail.com yahoo.com ymail.com email.com
    icloud.com cloud.com me.com mac.com sky.com aol.com msn.com
"""
PUBLIC = _PUBLIC.split()


@pytest.mark.parametrize(("written", "meant"), SLIPS.items())
def test_a_slip_is_told_with_the_domain_that_was_meant(written, meant):
    assert likely_meant({written: 1}) == {written: meant}


@pytest.mark.parametrize("users", [1, 3])
def test_no_real_domain_is_taken_for_a_slip_beside_the_others(users):
    assert len(PUBLIC) > 90
    assert [rare for rare in PUBLIC if likely_meant({**dict.fromkeys(PUBLIC, 400), rare: users})] == []


@pytest.mark.parametrize("slip", ["ketn.gov.uk", "kentt.gov.uk", "kent-.gov.uk", "kentgov.uk", "kwnt.gov.uk"])
def test_a_domain_that_one_uses_beside_forty_of_a_near_one_is_told(slip):
    assert likely_meant({"kent.gov.uk": 40, slip: 1}) == {slip: "kent.gov.uk"}


@pytest.mark.parametrize(("common", "rare"), [(9, 1), (29, 3), (400, 4)])
def test_it_takes_ten_beside_one_and_few_in_all(common, rare):
    assert likely_meant({"kent.gov.uk": common, "ketn.gov.uk": rare}) == {}
    assert likely_meant({"kent.gov.uk": 40, "ketn.gov.uk": 1}) != {}


def test_keys_far_apart_and_numbers_are_told_apart_on_purpose():
    assert likely_meant({"bolton.gov.uk": 400, "boston.gov.uk": 1}) == {}
    assert likely_meant({"school1.example": 400, "school2.example": 1}) == {}


def test_of_two_that_may_be_meant_the_commoner_is():
    assert likely_meant({"hastings.example": 40, "hasting.example": 4_000, "hastingss.example": 1}) == {
        "hastingss.example": "hastings.example"
    }
    assert likely_meant({"halls.example": 40, "hails.example": 4_000, "hals.example": 1}) == {
        "hals.example": "hails.example"
    }


def test_a_hundred_thousand_domains_are_judged_in_seconds():
    made = random.Random(7)
    domains = ("".join(made.choices(string.ascii_lowercase + ".", k=43)) + ".org" for _ in range(100_000))
    users = {domain: made.choice([1, 1, 1, 20]) for domain in domains}

    before = time.process_time()
    found = likely_meant(users)

    assert time.process_time() - before < 30  # it is some two; the square of them would be hours
    assert len(found) < 10
