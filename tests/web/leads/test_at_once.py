"""50 leads who edit one list at once, over HTTP."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from composer.lists import ListKeeper
from tests.web.leads.site import Site

LEADS = 50


def test_every_edit_that_was_answered_as_done_is_there_and_the_history_has_all(site: Site) -> None:
    people = "".join(f"p{at}@example.org,Person {at},,\n" for at in range(LEADS))
    (site.root / "recipients" / "heads.csv").write_text(f"email,name,organisation,role\n{people}")
    rows = [
        {"email": f"p{at}@example.org", "name": f"Person {at}", "organisation": "", "role": ""} for at in range(LEADS)
    ]

    def lead(at: int) -> list[int]:
        own = site.as_(f"lead-{at}")
        return [
            own.add(email=f"new{at}@example.org").status,
            own.correct(rows[at], role=f"Role {at}").status,
            own.correct({**rows[at], "role": f"Role {at}"}, organisation=f"Council {at}").status,
        ]

    with ThreadPoolExecutor(LEADS) as pool:
        answers = list(pool.map(lead, range(LEADS)))

    assert answers == [[303, 303, 303]] * LEADS
    lines = set(site.list().splitlines())
    assert {f"new{at}@example.org,,," for at in range(LEADS)} <= lines
    assert {f"p{at}@example.org,Person {at},Council {at},Role {at}" for at in range(LEADS)} <= lines
    assert len(lines) == 1 + 2 * LEADS
    history = ListKeeper(site.root).history("heads")
    assert sorted(change.doing.who for change in history) == sorted([f"lead-{at}" for at in range(LEADS)] * 3)


def test_of_50_who_save_one_row_at_once_one_does_and_all_others_are_told(site: Site) -> None:
    shown = site.row("ann@example.org")

    def lead(at: int) -> tuple[int, int]:
        return at, site.as_(f"lead-{at}").correct(shown, role=f"Role {at}").status

    with ThreadPoolExecutor(LEADS) as pool:
        answers = dict(pool.map(lead, range(LEADS)))

    assert sorted(answers.values()) == [303] + [409] * (LEADS - 1)
    [winner] = [at for at, status in answers.items() if status == 303]
    assert f"ann@example.org,Ann Heath,Larkfleet Council,Role {winner}\n" in site.list()
    assert len(ListKeeper(site.root).history("heads")) == 1


def test_of_50_who_add_one_person_at_once_one_does(site: Site) -> None:
    with ThreadPoolExecutor(LEADS) as pool:
        answers = list(pool.map(lambda at: site.as_(f"lead-{at}").add(email="zoe@example.org").status, range(LEADS)))

    assert sorted(answers) == [303] + [422] * (LEADS - 1)
    assert site.list().count("zoe@example.org") == 1
