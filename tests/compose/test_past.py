"""What the issues before leave behind is gone through once, however often an issue is composed."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given, settings

from composer.compose import compose, past_of
from tests.compose.histories import History, histories, texts

FEW = settings(max_examples=settings().max_examples // 3)


@FEW
@given(histories(tooling=True))
def test_an_issue_composed_again_after_a_change_is_as_if_composed_anew(history: History):
    past = past_of(history.issue, history.others, history.programme)
    items = {item.id for other in history.others for item in other.items}
    tools = {tool.id for other in history.others for tool in other.tools}
    changed = replace(history.issue, items=(), drop=texts(sorted(items)), retire=texts(sorted(tools)))

    for version in (changed, history.issue):
        assert compose(version, history.others, history.programme, past) == compose(
            version, history.others, history.programme
        )


@FEW
@given(histories())
def test_the_past_of_other_issues_is_not_taken_for_that_of_these(history: History):
    past = past_of(history.issue, history.others, history.programme)
    fewer = history.others[1:]

    assert past_of(replace(history.issue, items=()), history.others, history.programme, past) is past
    assert compose(history.issue, fewer, history.programme, past) == compose(history.issue, fewer, history.programme)
