"""Asked once, the sites an edition links to are left alone until the answers are old."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from composer.follow import Bounds
from composer.model import Answer, Leads
from composer.pipeline.checking import checked
from composer.pipeline.dead_links import LinkAsker
from composer.pipeline.edition import Addressed, Workspace, address_issue
from tests.follow.sites import QUICK, net_here, reply, site

NOW = datetime(2020, 2, 21, 9, 30, tzinfo=UTC)


def addressed_in(root: Path, port: int, settings: str = "") -> Addressed:
    """An issue with a link to a page that is there, one that is not, and one into a private network."""
    at = f"http://site.example:{port}"
    files = {
        "newsletter.yaml": f"name: Weekly Update\nfrom: updates@example.org\n{settings}",
        "recipients/networks.yaml": "send: {name: SEND Network}\n",
        "recipients/send.csv": "email,name\nann@example.org,Ann\n",
        "issues/1.yaml": "number: 1\ndate: 2020-02-21\nitems:\n  - title: News\n"
        f'    update: "The [plan]({at}/plan) and the [form]({at}/form), not the [rota](http://private.example:{port}/)."\n',
    }
    for name, written in files.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(written, encoding="utf-8")
    return address_issue(Workspace.open(root), 1)


def ask(root: Path, addressed: Addressed, now: datetime, bounds: Bounds = QUICK) -> dict[str, Answer]:
    asker = LinkAsker(root, now, net_here(), bounds)
    return dict(asker.ask(addressed.edition, addressed.composed.programme.settings))


def test_dead_links_are_told_and_sites_asked_again_only_when_answers_are_old(tmp_path):
    with site({"/plan": reply(200)}) as there:
        addressed = addressed_in(tmp_path, there.port)
        answers = ask(tmp_path, addressed, NOW)
        first = list(there.asked)
        again = ask(tmp_path, addressed, NOW + timedelta(minutes=59))
        second = list(there.asked)
        ask(tmp_path, addressed, NOW + timedelta(hours=2))

    told = [problem for problem in checked(addressed, answers=answers) if problem.code == "link-dead"]
    assert [(problem.level, problem.message[:41]) for problem in told] == [
        ("error", "this link leads nowhere, there is no such"),
        ("warning", "this link may lead nowhere, private.examp"),
    ]
    assert [answer.leads for answer in answers.values()] == [Leads.SOMEWHERE, Leads.NOWHERE, Leads.DOUBTFUL]
    assert again == answers
    assert first == second == ["HEAD /plan", "HEAD /form", "GET /form"]
    assert there.asked == [*first, "HEAD /form", "GET /form"]
    assert (tmp_path / "var" / "cache" / "links.json").stat().st_mode & 0o777 == 0o600


def test_a_site_hears_whose_newsletter_asks(tmp_path):
    with site({"/plan": reply(200), "/": reply(200)}) as there:
        page = f"http://site.example:{there.port}/"
        ask(tmp_path, addressed_in(tmp_path, there.port, f"website: {page}\n"), NOW)

    agents = {line for request in there.requests for line in request.split("\r\n") if line.startswith("User-Agent")}
    assert agents == {f"User-Agent: Composer/0.1.0 (looks whether the links of a newsletter work; +{page})"}


def test_what_was_not_asked_is_asked_the_next_time(tmp_path):
    with site({"/plan": reply(200), "/form": reply(200)}) as there:
        addressed = addressed_in(tmp_path, there.port)
        ask(tmp_path, addressed, NOW, Bounds(pause=0, links=1))
        answers = ask(tmp_path, addressed, NOW, Bounds(pause=0, links=1))

    assert there.asked == ["HEAD /plan", "HEAD /form"]
    assert [answer.leads for answer in answers.values()] == [Leads.SOMEWHERE, Leads.SOMEWHERE, Leads.UNASKED]


def test_one_run_asks_for_all_editions_with_the_same_manners_and_within_the_same_bounds(tmp_path):
    with site({"/plan": reply(429, "Retry-After: 3600"), "/form": reply(200), "/": reply(200)}) as there:
        asker = LinkAsker(tmp_path, NOW, net_here(), Bounds(pause=0, links=3))
        first, second = (
            asker.ask(addressed.edition, addressed.composed.programme.settings)
            for addressed in (
                addressed_in(tmp_path / "first", there.port),
                addressed_in(tmp_path / "second", there.port, f"website: http://site.example:{there.port}/\n"),
            )
        )

    assert there.asked == ["HEAD /plan"]
    assert "wants to be asked less often" in first[f"http://site.example:{there.port}/form"].why
    assert second.items() - first.items() == {
        (f"http://site.example:{there.port}/", Answer(Leads.UNASKED, "only 3 links are tried at a time"))
    }


def test_nothing_is_asked_where_nobody_wants_it(tmp_path):
    with site({"/plan": reply(200)}) as there:
        told = checked(addressed_in(tmp_path, there.port))

    assert there.asked == []
    assert "link-dead" not in {problem.code for problem in told}
    assert not (tmp_path / "var").exists()
