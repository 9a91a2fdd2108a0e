"""Files made to hurt: each is read or refused in under two seconds and 512 MB, with a problem that has a place.

They are read in processes of their own, so that memory is measured and a crash is seen: a quarter of them here,
all where CI is set.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

MB = 1_000_000
SLOWEST = 2.0  # seconds of the processor's time
MOST_MEMORY = 512  # MB, with all that was read before
MOST_TOLD = 400  # problems
LONGEST_SAID = 1_000  # characters

HEAD = "number: 2\ndate: 2020-02-21\nitems:\n"
NAMES = "', '.join(f'name-{n}' for n in range(9_000))"
ITEM = HEAD + "  - title: T\n    update: x\n"


def item(update: str) -> str:
    """As many items with this update as the texts of an issue have room for."""
    before = [f"  - title: T\n    id: n{number}\n    update: |\n      " for number in range(4)]
    return f"{HEAD!r} + ''.join(b + ({update}).replace(chr(10), chr(10) + '      ') + chr(10) for b in {before!r})"


# Name: an expression that makes issues/2.yaml.
ISSUES = {
    "1 MB of [": f"'[' * {MB - 1}",
    "1 MB of {": f"'{{' * {MB - 1}",
    "1 MB of - ": f"'- ' * {MB // 2 - 1}",
    "1 MB of ? ": f"'? ' * {MB // 2 - 1}",
    "deep but within a line": "'a: ' + '[' * 49 + ']' * 49",
    "1 MB of `a: b`": f"'a: b\\n' * {MB // 5 - 1}",
    "1 MB of `a: b: c`": f"'a: b: c\\n' * {MB // 8 - 1}",
    "1 MB of items with colons": f"{HEAD!r} + '  - title: a: b\\n    update: x\\n' * {MB // 40}",
    "mistakes after many sound items": f"{HEAD!r} + '  - a: b\\n' * 6_000 + '  - title: a: b\\n' * 400",
    "1 MB of items with quotes": f"{HEAD!r} + '  - title: \"a\" b\\n    update: x\\n' * {MB // 40}",
    "1 MB of items with open quotes": f"{HEAD!r} + '  - title: \"a\\n    update: x\\n' * {MB // 40}",
    "1 MB of items with open brackets": f"{HEAD!r} + '  - to: [a\\n    update: x\\n' * {MB // 40}",
    "1 MB of wrong indentation": f"{HEAD!r} + '  - title: a\\n   update: x\\n' * {MB // 40}",
    "1 MB of text without keys": f"{HEAD!r} + 'words and words\\n' * {MB // 20}",
    "1 MB of glued colons": f"'title:x\\n' * {MB // 9}",
    "1 MB of bullets": f"{HEAD!r} + '  – title: x\\n' * {MB // 20}",
    "1 MB of tabs": f"{HEAD!r} + '\\ttitle: x\\n' * {MB // 15}",
    "a line of 1 MB": f"{HEAD!r} + '  - title: ' + 'x' * {MB - 100}",
    "a line of 1 MB of colons": f"{HEAD!r} + '  - title: ' + 'a: ' * {MB // 3 - 100}",
    "a line of 1 MB of spaces": f"{HEAD!r} + '  - title: a' + ' ' * {MB - 100} + 'b'",
    "a line of 1 MB of hyphens": f"{HEAD!r} + '- ' * {MB // 2 - 100} + 'x'",
    "a line of 1 MB of #": f"{HEAD!r} + '  - title: ' + ' #' * {MB // 2 - 100}",
    "1 MB of escapes": f"{HEAD!r} + '  - title: \"' + '\\\\\\\\x41' * {MB // 5} + '\"'",
    "1 MB of doubled quotes": f"{HEAD!r} + '  - title: \\'' + \"''\" * {MB // 2 - 100} + \"'\"",
    "1 MB of folded lines": f"{HEAD!r} + '  - title: >\\n' + '      a b\\n' * {MB // 12}",
    "1 MB of plain lines": f"{HEAD!r} + '  - title: a\\n' + '      a b\\n' * {MB // 12}",
    "1 MB of control characters": f"{HEAD!r} + '\\x07' * {MB - 100}",
    "a date line of spaces": f"{ITEM!r} + '    dates: [\"2020-05-01' + ' ' * {MB - 200} + 'x\"]'",
    "a date line of bars": f"{ITEM!r} + '    dates: [\"' + '|' * {MB - 200} + '\"]'",
    "a relay of colons": f"{ITEM!r} + '    remind: \"' + 'smtp://' + ':' * {MB - 200} + '\"'",
    "a link of dots": f"{ITEM!r} + '    resource: {{title: x, url: \"http://' + 'a.' * {MB // 2 - 200} + '\"}}'",
    "a huge number": f"'number: ' + '9' * {MB - 200}",
    "20,000 keys": "''.join(f'key-{n}: x\\n' for n in range(20_000))",
    "9,000 keys": "''.join(f'key-{n}: x\\n' for n in range(9_000))",
    "9,000 empty keys": "''.join(f'key-{n}:\\n' for n in range(9_000))",
    "9,000 contacts that are none": f"{ITEM!r} + '    contacts: [' + {NAMES} + ']'",
    "9,000 networks that are none": f"'number: 2\\ndate: 2020-02-21\\nto: [' + {NAMES} + ']'",
    "9,000 wrong ids": f"{ITEM!r} + '    contacts: [' + ', '.join(f'Na me {{n}}' for n in range(9_000)) + ']'",
    "4,000 items alike": f"{HEAD!r} + '  - title: T\\n    update: x\\n' * 4_000",
    "laughs": "'a: &a [x, x]\\n' + ''.join(f'b{n}: &b{n} [*a, *a, *a]\\n' for n in range(2_000))",
    "a laugh at itself": "'a: &a [*a, *a]'",
    "anchors": "'a: ' + '&a ' * 300_000 + 'x'",
    "tags": "'a: ' + '!!int ' * 160_000 + 'x'",
    "for ever": f"{ITEM!r} + '    remind: 9999 weeks\\n'",
    "the end of time": "'number: 2\\ndate: 9999-12-31\\n'",
    "the last day of all": f"{ITEM!r} + '    dates: [9999-12-31, by 9999-12-31, 2100-12-31]\\n'",
    "999 weeks": f"{ITEM!r}.replace('2020', '2100') + '    remind: 999 weeks\\n'",
    "a title of combining marks": f"{HEAD!r} + '  - title: ' + 'a' + '\\u0301' * 290",
    "an id of combining marks": f"{HEAD!r} + '  - id: ' + 'a' + '\\u0344' * 300_000",
    # Markdown: as many texts as an issue may hold, each nearly as long as may be.
    "Markdown: [": item("'[' * 9_995"),
    "Markdown: ![": item("'![' * 4_995"),
    "Markdown: [](": item("'[](' * 3_300"),
    "Markdown: [a](": item("'[a](' * 2_450"),
    "Markdown: [a](<": item("'[a](<' * 1_950"),
    "Markdown: ![ and an end": item("'![' * 4_950 + '](x)<b>'"),
    "Markdown: [ and an end": item("'[' * 9_950 + '](x)<b>'"),
    "Markdown: ](": item("'](' * 4_950"),
    "Markdown: *": item("'*' * 9_995"),
    "Markdown: *a_": item("'*a_ ' * 2_450"),
    "Markdown: a**b": item("'a**b' * 2_450"),
    "Markdown: `": item("' '.join('`' * n for n in range(1, 138))"),
    "Markdown: <": item("'<' * 9_995"),
    "Markdown: <a ": item("'<a ' * 3_300"),
    "Markdown: <!--": item("'<!--' * 2_450"),
    "Markdown: <?": item("'<?' * 4_950"),
    "Markdown: &": item("'&a' * 4_950"),
    "Markdown: backslashes": item("chr(92) * 9_995"),
    "Markdown: > within >": item("'> ' * 4_950 + 'x'"),
    "Markdown: lists within lists": item("chr(10).join('  ' * n + '- a' for n in range(95))"),
    "Markdown: lists on a line": item("'- ' * 4_950"),
    "Markdown: a table": item("'|a' * 60 + chr(10) + '|-' * 60 + chr(10) + ('|b' * 60 + chr(10)) * 75"),
    "Markdown: references": item("''.join(f'[a{n}]: x{chr(10)}' for n in range(900))"),
    "Markdown: references used": item("'[a]: javascript:x' + chr(10) * 2 + '[a]' * 3_000"),
    "Markdown: links that lead nowhere": item("'[a](b) ' * 1_400"),
    "Markdown: links that lead nowhere, a line each": item("('[a](b)' + chr(10)) * 1_200"),
    "Markdown: pictures that are missing": item("''.join(f'![a]({n})' for n in range(950))"),
    "Markdown: tags": item("'<b>x</b>' + chr(10) * 2 + ('<b>x</b> ' + chr(10) * 2) * 800"),
    "Markdown: lines": item("chr(10) * 9_500"),
    "Markdown: pasted bullets": item("('•' + chr(10)) * 4_950"),
}

# Name: an expression that makes recipients/send.csv.
LISTS = {
    "100,000 bad rows": "'email,name\\n' + 'ann@@example.org,Ann\\n' * 100_000",
    "100,000 open quotes": "'email,name\\n' + 'ann@example.org,\"Ann\\n' * 100_000",
    "100,000 quotes too many": "'email,name\\n' + 'ann@example.org,\"A\" b\\n' * 100_000",
    "100,000 rows too short": "'email,name\\n' + 'ann@example.org\\n' * 100_000",
    "100,000 sound rows": "'email,name\\n' + ''.join(f'ann{n}@example.org,Ann\\n' for n in range(100_000))",
    "a quote open over 10 MB": "'email,name\\n' + 'ann@example.org,\"' + ('x' * 99 + '\\n') * 100_000",
    "a cell of 10 MB": "'email,name\\n' + 'x' * 10_000_000",
    "a row of 1,000,000 cells": "'email,name\\n' + ',' * 1_000_000",
    "a header of 20,000 columns": "','.join(f'c{n}' for n in range(20_000))",
    "a header of 20,000 columns alike": "'email,' + 'a,' * 20_000",
    "1,000,000 blank lines": "'email\\n' + '\\n' * 1_000_000",
    "an address of 1 MB": "'email\\n' + 'a.' * 30_000 + '@' + 'b-' * 30_000",
    "1,000 addresses of odd letters": "'email\\n' + ''.join(f'ann@exämple{n}.org\\n' for n in range(1_000))",
    "200,000 control characters": "'email\\n' + '\\x07' * 200_000",
}

PROGRAM = """
import json, pathlib, re, sys, time
from composer.pipeline.edition import UnreadableError, Workspace, address_issue

root = pathlib.Path(sys.argv[1])
SOUND = {
    "newsletter.yaml": "name: Update\\nfrom: updates@example.org\\n",
    "recipients/networks.yaml": "send: {name: SEND, leads: [lead@example.org]}\\n",
    "recipients/contacts.yaml": "ann-bell: {name: Ann Bell}\\n",
    "recipients/send.csv": "email\\nann@example.org\\n",
    "issues/2.yaml": "number: 2\\ndate: 2020-02-21\\nitems: [{title: T, update: x}]\\n",
}
for name, file, expression in json.load(sys.stdin):
    for sound, text in SOUND.items():
        (root / sound).parent.mkdir(exist_ok=True)
        (root / sound).write_text(text)
    (root / file).write_text(eval(expression))
    began = time.process_time()
    try:
        problems = address_issue(Workspace.open(root), 2).problems
    except UnreadableError as error:
        problems = error.problems
    took = time.process_time() - began
    lines = (root / file).read_text().count("\\n") + 1
    placed = all(1 <= p.place.line <= lines and p.place.column >= 1 for p in problems if p.place.file == file)
    longest = max((len(p.message + p.fix) for p in problems), default=0)
    # VmHWM and not ru_maxrss, which a process inherits from the one that started it.
    memory = int(re.search(r"VmHWM:\\s+(\\d+) kB", pathlib.Path("/proc/self/status").read_text())[1]) // 1024
    print(json.dumps([name, took, memory, placed, len(problems), longest]), flush=True)
"""

ATTACKS = [(name, "issues/2.yaml", made) for name, made in ISSUES.items()]
ATTACKS += [(name, "recipients/send.csv", made) for name, made in LISTS.items()]
HARMLESS = {"999 weeks", "100,000 sound rows", "1,000 addresses of odd letters"}
GROUPS = 12
WHICH = range(GROUPS) if os.environ.get("CI") or os.environ.get("COMPOSER_MUTANTS") else range(0, GROUPS, 4)


@pytest.mark.parametrize("group", WHICH)
def test_a_file_made_to_hurt_is_told_and_does_not(group, tmp_path):
    attacks = ATTACKS[group::GROUPS]
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, str(tmp_path)],
        input=json.dumps(attacks),
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    results = [json.loads(line) for line in done.stdout.splitlines()]
    stopped = attacks[len(results)][0] if len(results) < len(attacks) else None

    assert (stopped, done.stderr[-2_000:]) == (None, "")
    assert [(name, took) for name, took, *_ in results if took >= SLOWEST] == []
    assert [(name, memory) for name, _, memory, *_ in results if memory >= MOST_MEMORY][:1] == []
    assert [name for name, _, _, placed, *_ in results if not placed] == []
    assert [(name, count) for name, *_, count, _ in results if count > MOST_TOLD] == []
    assert [(name, longest) for name, *_, longest in results if longest > LONGEST_SAID] == []
    silent = {name for name, *_, count, _ in results if not count and not name.startswith("Markdown")}
    assert silent == HARMLESS & {name for name, *_ in results}
