"""What a column may be called: a header is read again as it was meant, or it is not written."""

from __future__ import annotations

import pytest

from composer.lists import Unlistable, joined
from composer.model.tables import Table
from tests.lists.making import ANN, BOB, HEAD, addresses, doing, keeper_of, list_of, person


@pytest.mark.parametrize(
    "name", ["a\nb", "a\rb", "a\r\nb", "", " a", "Town", "a\tb", "a\0b", "a\u2028b", "\ud800", "Name"]
)
@pytest.mark.parametrize("written", [HEAD + ANN + BOB, HEAD.strip(), "\n" + HEAD + ANN, None])
def test_a_column_that_would_read_otherwise_is_not_written_whoever_asks(tmp_path, written, name):
    keeper = keeper_of(tmp_path, written)

    with pytest.raises(Unlistable, match="a column cannot be called so"):
        keeper.edit("send", doing(), lambda found: joined(found, person("zoe", **{name: "x"})))

    assert (list_of(tmp_path).read_text() if written else list_of(tmp_path).exists()) == (written or False)
    edit = keeper.edit("send", doing(), lambda found: joined(found, person("zoe", town="Ely")))
    assert addresses(edit.table)[-1] == "zoe@example.org"
    assert [change.number for change in keeper.history("send")] == [1]


@pytest.mark.parametrize("name", ["town", "(c)", "=cmd()", 'say "so"', "a,b", "zoë"])
def test_any_other_column_is_read_again_as_it_was_meant(tmp_path, name):
    keeper = keeper_of(tmp_path, HEAD + ANN)

    keeper.edit("send", doing(), lambda found: joined(found, person("zoe", **{name: "x"})))

    assert keeper.read("send").columns[-1] == name


def test_a_list_cannot_begin_with_a_column_twice(tmp_path):
    keeper = keeper_of(tmp_path)

    with pytest.raises(Unlistable):
        keeper.edit("send", doing(), lambda _: Table(("email", "town", "town"), (("ann@example.org", "", ""),)))

    assert not list_of(tmp_path).exists()
