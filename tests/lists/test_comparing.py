from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from composer.lists import compare, joined, left, replaced
from composer.lists.comparing import people_said
from tests.lists.making import addresses, person, table, tables


@given(tables())
def test_a_spreadsheet_that_is_the_list_changes_nothing(found):
    assert replaced(found, found) == found


@given(tables(), st.randoms())
def test_order_is_no_difference(found, random):
    rows = list(found.rows)
    random.shuffle(rows)

    assert not compare(found, type(found)(found.columns, tuple(rows)))


@given(tables(), tables())
def test_there_is_a_difference_exactly_where_somebody_has_other_cells_or_a_column_is_new(before, after):
    diff = compare(before, after)

    new = [name for name in after.columns if name not in before.columns]
    assert bool(diff) == (people_said(before) != people_said(after) or bool(new))


@given(tables(), tables())
def test_a_difference_tells_everybody_who_comes_or_goes_and_nobody_else(before, after):
    diff = compare(before, after)

    old, new = set(people_said(before)), set(people_said(after))
    assert {row["email"].lower() for row in diff.joins} == new - old
    assert {row["email"].lower() for row in diff.leaves} == old - new
    assert {row["email"].lower() for pair in diff.changes for row in pair} <= old & new


@given(tables(repeats=False), tables(repeats=False))
def test_every_change_of_a_cell_is_told_with_the_row_before_and_after(before, after):
    changes = compare(before, after).changes

    old, new = people_said(before), people_said(after)
    assert {row["email"].lower() for _, row in changes} == {
        who for who in old.keys() & new.keys() if old[who] != new[who]
    }
    assert all(tuple(sorted((n, c) for n, c in row.items() if c)) in old[row["email"].lower()] for row, _ in changes)
    assert all(tuple(sorted((n, c) for n, c in row.items() if c)) in new[row["email"].lower()] for _, row in changes)


@given(tables(), tables())
def test_what_takes_a_lists_place_loses_nobody_of_the_spreadsheet_and_keeps_the_order_of_who_remains(current, wanted):
    after = replaced(current, wanted)

    assert set(people_said(after)) == set(people_said(wanted))
    remain = [who for who in dict.fromkeys(map(current.who, current.rows)) if who in people_said(wanted)]
    assert list(dict.fromkeys(map(after.who, after.rows)))[: len(remain)] == remain
    assert replaced(after, wanted) == after


@given(tables(repeats=False), tables(repeats=False))
def test_what_takes_a_lists_place_keeps_the_cells_that_the_spreadsheet_has_no_column_for(current, wanted):
    after = replaced(current, wanted)

    for row in after.rows:
        theirs = next(found for found in wanted.rows if wanted.who(found) == after.who(row))
        ours = next((found for found in current.rows if current.who(found) == after.who(row)), None)
        for column in after.columns:
            source = (wanted, theirs) if column in wanted.columns or ours is None else (current, ours)
            assert after.cell(row, column) == source[0].cell(source[1], column)


@given(tables(), tables())
def test_taking_a_spreadsheet_back_in_is_the_identity_on_people(before, after):
    there = replaced(before, after)

    assert Counter(people_said(replaced(there, there))) == Counter(people_said(there))


def test_another_spelling_of_an_address_is_a_change():
    diff = compare(table(("Ann@example.org", "Ann")), table(("ann@example.org", "Ann")))

    assert [(old["email"], new["email"]) for old, new in diff.changes] == [("Ann@example.org", "ann@example.org")]


def test_a_second_row_of_somebody_who_stays_is_a_change_and_nobody_leaves():
    diff = compare(table(("ann@example.org", "Ann"), ("ANN@example.org", "A.")), table(("ann@example.org", "Ann")))

    assert not diff.leaves
    assert [old["name"] for old, _ in diff.changes] == ["A."]


def test_who_is_to_stay_out_is_on_no_list_that_a_spreadsheet_takes_the_place_of():
    current = table(("ann@example.org",), ("cy@example.org",))
    wanted = table(("ann@example.org", "Ann"), ("bob@example.org",), ("cy@example.org",))

    assert replaced(current, wanted, {"ann@example.org", "bob@example.org"}) == table(("cy@example.org",))


def test_several_rows_of_one_person_count_as_the_first_with_its_gaps_filled():
    wanted = table(("ann@example.org", "", "Oak"), ("bob@example.org",), ("Ann@Example.org", "Ann", "Elm", "Lead"))

    assert replaced(table(), wanted) == table(("ann@example.org", "Ann", "Oak", "Lead"), ("bob@example.org",))


def test_who_joins_again_keeps_the_cells_that_are_not_named():
    current = table(("Ann@example.org", "Ann", "Oak"), ("bob@example.org",))

    after = joined(current, person("ann", role="Lead"))

    assert after == table(("ann@example.org", "Ann", "Oak", "Lead"), ("bob@example.org",))


def test_who_leaves_is_off_with_all_rows():
    current = table(("Ann@example.org",), ("bob@example.org",), ("ann@example.org",))

    assert addresses(left(current, "ann@example.org")) == ["bob@example.org"]
