"""Workspace templates come first, and their faults are told where they are."""

from __future__ import annotations

import dataclasses
import json
import re
import subprocess
import sys
from collections.abc import Callable
from html import escape
from pathlib import Path
from time import process_time

import pytest

from composer.model import Edition, Rendered
from composer.packaged import TEMPLATES
from composer.problems import UsageError
from composer.render import html_of, render
from composer.render.lint import DEEPEST
from composer.render.mjml import html_from
from composer.render.templates import fill
from composer.settings import Settings

from .conftest import EDUCATION, IMAGES, Values, text


def test_a_piece_in_the_workspace_is_used_instead_of_ours(
    tmp_path: Path, edition: Edition, settings: Settings, reader: Values
) -> None:
    (tmp_path / "_contacts.mjml.j2").write_text(
        "<mj-section><mj-column><mj-text>Ask {{ page.contacts | length }} people</mj-text></mj-column></mj-section>"
    )
    html = html_of(render(edition, settings, IMAGES, (tmp_path, TEMPLATES)).letter(reader(settings)))

    assert "Ask 2 people" in html
    assert "01234 567890" not in html
    assert "Tools &amp; templates" in html


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("\n\n{{ page.subjct }}", "_contacts.mjml.j2:3: .*: there is no `subjct` in page. Write `subject`"),
        ("{% for story in page.news %}{{ story.no_such }}{% endfor %}", "_contacts.mjml.j2:1: .*no `no_such` in story"),
        ("{{ no_such }}", "_contacts.mjml.j2:1: .*: there is no `no_such`"),
        ("\n{% if %}", "_contacts.mjml.j2:2: this template cannot be read"),
        ("{{ page.subject.nothing() }}", "_contacts.mjml.j2:1: .*nothing"),
        ("\n{{ 1 / 0 }}", "_contacts.mjml.j2:2: .*ZeroDivisionError"),
        ("{{ page.__class__.__mro__ }}", "_contacts.mjml.j2:1: .*unsafe"),
        ("{% include 'missing.j2' %}", "_contacts.mjml.j2:1: .*: there is no template missing.j2"),
    ],
)
def test_a_fault_is_told_with_file_and_line(
    tmp_path: Path, edition: Edition, settings: Settings, content: str, said: str
) -> None:
    (tmp_path / "_contacts.mjml.j2").write_text(content)

    with pytest.raises(UsageError, match=said):
        render(edition, settings, IMAGES, (tmp_path, TEMPLATES))


def row(words: str) -> str:
    return f"<mj-section><mj-column>\n{words}\n</mj-column></mj-section>\n"


@pytest.mark.parametrize(
    ("content", "line", "said"),
    [
        ("\n<mj-section>", 2, "<mj-section> is not closed before </mj-body>"),
        (row("<mj-text><p>a</mj-text>"), 2, "<p> is not closed before </mj-text>"),
        (row("<mj-text>a</p></mj-text>"), 2, "</p> closes nothing"),
        (row("<mj-text>a\n< b</mj-text>"), 3, "this < begins no tag"),
        (row("<mj-text color=red>a</mj-text>"), 2, "put attributes in quotes"),
        (row("<mj-txt>a</mj-txt>"), 2, "there is no <mj-txt> in MJML. Write <mj-text>"),
        (row("<mj-include path='x' />"), 2, "Use Jinja's include"),
        (row("<mj-carousel></mj-carousel>"), 2, "<mj-carousel> breaks"),
        (row("<mj-accordion></mj-accordion>"), 2, "<mj-accordion> breaks"),
        ("<mj-hero></mj-hero>", 1, "<mj-hero> breaks"),
        ("<mj-text>a</mj-text>", 1, "<mj-text> stands in <mj-body>. It belongs in <mj-column>"),
        (row("<p>a</p>"), 2, "Put it into an <mj-text>"),
        (row('<mj-social><mj-social-element name="facebook" src="cid:a" /></mj-social>'), 2, "leads elsewhere"),
        (row("<mj-social>\n<mj-social-element href='https://a.example' /></mj-social>"), 3, "has no src"),
        ('<mj-section background-url="cid:a"></mj-section>', 1, "background-url, which breaks in Outlook"),
        (row('<mj-text mj-class="a b">x</mj-text>'), 2, "several mj-class"),
        (row('<mj-image src="cid:a" width="90px" />'), 2, "<mj-image> has no alt"),
        (row('<mj-text>a\n<img src="cid:a" width="90" /></mj-text>'), 3, "<img> has no alt"),
        (row('<mj-text><img src="cid:a" alt="a" width="90px" /></mj-text>'), 2, "width in whole pixels"),
        (row('<mj-image src="cid:a" alt="a" width="50%" />'), 2, "has the width 50%. Write whole pixels"),
        (row('<mj-image src="https://a.example/a.png" alt="a" width="9px" />'), 2, "asks another server for its src"),
        (row('<mj-text><img src="//a.example/a.png" alt="" width="9" /></mj-text>'), 2, "asks another server"),
        (row('<mj-text><p style="background:url(https://a.example/a)">a</p></mj-text>'), 2, "in its style"),
        (row('<mj-raw><link href="https://a.example/a.css" /></mj-raw>'), 2, "<link> has no place in a letter"),
        (row('<mj-text>a\n<IMG SRC="cid:a" WIDTH="9" /></mj-text>'), 3, "<img> has no alt"),
        (row('<mj-raw><!--[if mso]>\n<img src="cid:a" alt="" /><![endif]--></mj-raw>'), 3, "width in whole pixels"),
        (row('<mj-text>\n<img src="&#104;ttp://a.example" alt="" width="9" /></mj-text>'), 3, "asks another server"),
        (row('<mj-text\ncolor="red;background:url(//a.example)">a</mj-text>'), 3, "in its style"),
        (row("<mj-raw><style>\n@media all {}\n@\\69mport 'x';</style></mj-raw>"), 4, "these styles ask another server"),
        (row("<mj-raw>\n<!-- <b>x</b> --></mj-raw>"), 3, "none of Outlook's"),
        (row('<mj-text>\n<a href="/page">a</a></mj-text>'), 3, "<a> leads to /page. Begin its href with https://"),
        (row("<mj-text>{{ '<svg></svg>' | safe }}</mj-text>"), 2, "<svg> has no place in a letter"),
        (row("<mj-text>" + "<div>" * 90 + "</div>" * 90 + "</mj-text>"), 2, "more than 80 elements deep"),
        (row("{% for n in [1, 2] %}\n<mj-fancy />\n{% endfor %}"), 3, "there is no <mj-fancy>"),
        (row("{% macro cell() %}\n<mj-fancy />\n{% endmacro %}\n{{ cell() }}"), 3, "there is no <mj-fancy>"),
        (row("{{ '<mj-fancy />' | safe }}"), 2, "there is no <mj-fancy>"),
        (row("{% if true %}\n{{ '<mj-fancy />' | safe }}{% endif %}"), 3, "there is no <mj-fancy>"),
        (row("<mj-text>{{ page.subject }} –\n\n{% set a %}<p>{% endset %}\n{{ a }}</mj-text>"), 4, "<p> is not closed"),
    ],
)
def test_what_mail_programs_cannot_take_is_told_with_the_line_of_the_template(
    tmp_path: Path, edition: Edition, settings: Settings, content: str, line: int, said: str
) -> None:
    (tmp_path / "_contacts.mjml.j2").write_text(content)
    with pytest.raises(UsageError) as refused:
        render(edition, settings, IMAGES, (tmp_path, TEMPLATES))

    first = str(refused.value).splitlines()[0]
    assert first.startswith(f"{tmp_path}/_contacts.mjml.j2:{line}: ")
    assert said in first


@pytest.mark.parametrize(
    ("head", "said"),
    [
        ('<mj-font name="Raleway" href="https://fonts.example/css" />', "<mj-font> breaks"),
        ("<mj-html-attributes></mj-html-attributes>", "<mj-html-attributes> breaks"),
        ('<mj-style inline="inline">p { margin: 0; }</mj-style>', "<mj-style> with inline does nothing"),
        ("<mj-style>\n@import 'a.css';</mj-style>", "these styles ask another server"),
        (
            "<mj-style>\np { background: url( 'https://a.example/a.png'); }</mj-style>",
            "these styles ask another server",
        ),
        (
            "<mj-raw><style>p { background: URL(//a.example/a.png); }</style></mj-raw>",
            "these styles ask another server",
        ),
        ('<mj-attributes><mj-image width="50%" /></mj-attributes>', "has the width 50%"),
    ],
)
def test_a_head_that_breaks_or_asks_another_server_is_refused(head: str, said: str) -> None:
    with pytest.raises(UsageError, match=re.escape(said)):
        html_from(f"<mjml><mj-head>{head}</mj-head><mj-body></mj-body></mjml>", "test")


DEEP = "styles have brackets more than 50 deep"
LONG = "styles have a number of more than 300 digits"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("<style>" + ":not(" * 700 + "a" + ")" * 700 + "{color:red}</style>", DEEP),
        ("<style>p{" + "(" * 900 + "</style>", DEEP),
        ("<style>" + "@media all {" * 900 + "</style>", DEEP),
        ("<style>p { color: " + "([)" * 51 + " }</style>", DEEP),
        ("<style>p { color: " + '(")"' * 51 + " }</style>", DEEP),
        ("<p style='a:" + "[" * 990 + "'>x</p>", DEEP),
        ("<p style='width:" + "9" * 5001 + "px'>x</p>", LONG),
        ("<p STYLE = 'color:rgb(" + "9" * 5001 + ",1,1)'>x</p>", LONG),
        ("<p style='color:rgb(" + "&#57;" * 5001 + ",1,1)'>x</p>", LONG),
        ("<style>p { color: rgb(" + "9" * 5001 + ",1,1) }</style>", LONG),
        ("<style>@media (prefers-color-scheme: dark) { p { width: " + "9" * 5001 + "px } }</style>", LONG),
        ("<style media='(min-width:" + "9" * 5001 + "px)'>p { color: red }</style>", LONG),
        ("<font color='rgb(" + "9" * 5001 + ",1,1)'>x</font>", LONG),
        ("<table bgcolor='" + "9" * 5001 + "'><tr><td>x</td></tr></table>", LONG),
        ("{% raw %}<p style='width:{% endraw %}{{ '9' * 5001 }}px'>x</p>", LONG),
    ],
)
def test_styles_too_deep_or_too_long_in_numbers_for_what_reads_them_are_refused_with_their_line(
    tmp_path: Path, edition: Edition, settings: Settings, content: str, said: str
) -> None:
    (tmp_path / "_contacts.mjml.j2").write_text(row(f"<mj-raw>{content}</mj-raw>"))
    with pytest.raises(UsageError) as refused:
        render(edition, settings, IMAGES, (tmp_path, TEMPLATES))

    assert str(refused.value).startswith(f"{tmp_path}/_contacts.mjml.j2:2: these {said}")


WITHIN = [
    "<style>" + "@media all {" * 49 + "p{color:red}" + "}" * 49 + "</style>",
    "<style>" + ":not(" * 49 + "a" + ")" * 49 + "{color:red}</style>",
    "<style>" + "p{color:red}" * 400 + "p{content:'" + "(" * 60 + "'}/*" + "{" * 60 + "*/</style>",
    f"<p style='width:{'9' * 300}px; color:{'(' * 50}'>x</p>",
    f"<p title='{'9' * 5001}{'(' * 60}'>{'9' * 5001}{'(' * 60} style='{'(' * 60}'</p>",
]


@pytest.mark.parametrize("content", WITHIN)
def test_styles_within_these_bounds_are_read_and_words_have_none(content: str) -> None:
    page = f"<mjml><mj-head></mj-head><mj-body><mj-raw>{content}</mj-raw></mj-body></mjml>"

    assert content[1:6] in html_from(page, "test")


@pytest.mark.parametrize("styles", ["p " * 3000 + "{color:red}", "p:nth-child(x y){color:red}", "p::a(b{color:red}"])
def test_styles_that_cannot_be_put_on_the_elements_are_no_traceback(styles: str) -> None:
    page = f"<mjml><mj-head><mj-style>{styles}</mj-style></mj-head><mj-body></mj-body></mjml>"
    try:
        assert "<body" in html_from(page, "test")
    except UsageError as refused:
        assert str(refused).startswith("test: ")  # noqa: PT017 – either will do


def test_all_faults_of_a_page_are_told_at_once_each_once_in_the_order_of_the_page(
    tmp_path: Path, edition: Edition, settings: Settings
) -> None:
    (tmp_path / "_contacts.mjml.j2").write_text(row("{% for n in [1, 2, 3] %}\n<mj-fancy />\n{% endfor %}<p>"))
    (tmp_path / "_footer.mjml.j2").write_text(f"\n{row('<mj-image src=`cid:a` />'.replace('`', chr(34)))}")
    with pytest.raises(UsageError) as refused:
        render(edition, settings, IMAGES, (tmp_path, TEMPLATES))

    places = [line.partition(": ")[0] for line in str(refused.value).splitlines()]
    contacts, footer = f"{tmp_path}/_contacts.mjml.j2", f"{tmp_path}/_footer.mjml.j2"
    assert places == [f"{contacts}:3", f"{contacts}:4", f"{contacts}:4", f"{footer}:3"]


def test_what_an_author_writes_is_never_taken_for_the_templates_fault(
    edition: Edition, shown: Callable[[Edition], tuple[str, str]]
) -> None:
    words = "a < b, <mj-fancy>, <img src=https://a.example>, @import url(https://a.example) \U000f0000 </mj-text>"
    item = dataclasses.replace(EDUCATION, title=text(words), update=text(words), action=text(f"- {words}\n- `{words}`"))
    _, html = shown(dataclasses.replace(edition, news=(dataclasses.replace(edition.news[0], item=item),)))

    assert escape(words) in html


def test_mjml_too_deep_for_mrml_is_refused_and_what_is_allowed_fits_the_smallest_stack() -> None:
    # macOS gives a thread half a megabyte, musl an eighth; mrml ends the process where it runs out
    program = """
import sys, threading
from composer.render.lint import DEEPEST
from composer.render.mjml import html_from
page = "<mjml><mj-body><mj-section><mj-column><mj-text>{}{}</mj-text></mj-column></mj-section></mj-body></mjml>"
depth = DEEPEST - 5
threading.stack_size(512 * 1024)
allowed = page.format("<div>" * depth, "</div>" * depth)
thread = threading.Thread(target=lambda: print(html_from(allowed, "x").count("<div")))
thread.start()
thread.join()
try:
    html_from(page.format("<div>" * 100_000, "</div>" * 100_000), "x")
except Exception as error:
    print(error)
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    count, fault = done.stdout.splitlines()

    assert int(count) >= DEEPEST - 5
    assert fault == f"x: <div> is more than {DEEPEST} elements deep. Nest less."


BURIED = ["<!--[if mso]>{}{}<![endif]-->", "<!--[if !mso]><!-->{}{}<!--<![endif]-->", "<!--[if mso]>{}{}-->"]
BURIED += ["<!--[if <mso]>{}{}<![endif]-->", "<![if mso]>{}{}<![endif]>"]


@pytest.mark.parametrize("comment", BURIED)
@pytest.mark.parametrize("where", ["<mj-raw>{}</mj-raw>", row("<mj-text>{}</mj-text>")])
def test_depth_counts_in_comments_for_outlook_too_where_mrml_goes(where: str, comment: str) -> None:
    program = """
import sys
from composer.render.mjml import html_from
try:
    html_from(sys.argv[1].format("<i>" * 16_000, "</i>" * 16_000), "x")
except Exception as error:
    print(str(error).splitlines()[0])
"""
    page = f"<mjml><mj-body>{where.format(comment)}</mj-body></mjml>"
    done = subprocess.run([sys.executable, "-c", program, page], capture_output=True, text=True, check=True)

    assert done.stdout.startswith("x: ")


HOSTILE_TAGS = ["<!-- ", "<!--[if mso]>", "<a b=", "<mj-style>", "<style>url(", '<img src="x"', "<a " + "b" * 30, "]]>"]


@pytest.mark.parametrize("piece", HOSTILE_TAGS)
def test_a_page_made_to_be_slow_to_judge_is_refused_in_seconds_of_processor_time(piece: str) -> None:
    begun = process_time()
    with pytest.raises(UsageError):
        html_from(f"<mjml><mj-body>{piece * (500_000 // len(piece))}", "test")
    with pytest.raises(UsageError):
        html_from(f"<mjml><mj-body><mj-raw {'a' * 500_000} x=>", "test")

    assert process_time() - begun < 5


GROWING = [
    "{{ 'a' * 10**9 }}",
    "{{ 10**9 * 'a' }}",
    "{{ 'a' | center(10**9) }}",
    "{{ 'a'.ljust(10**9) }}",
    "{{ '%1000000000d' % 1 }}",
    "{{ '%.1000000000f' % 1 }}",
    "{{ '%*d' % (10**9, 1) }}",
    "{{ '%1000000000d' | format(1) }}",
    "{{ '{:1000000000}'.format(1) }}",
    "{{ '{:{}}'.format(1, 10**9) }}",
    "{{ range(99999) | join('a' * 10**6) }}",
    "{{ ('a' * 10**6).replace('a', 'b' * 10**6) }}",
    "{{ ('a' * 10**6) | replace('a', 'b' * 10**6) }}",
    "{{ ('a' * 10**6).join(range(9999) | map('string') | list) }}",
    "{{ 'a' | indent(10**9, true) }}",
    "{{ 1 | round(10**9, 'ceil') }}",
    "{{ [[1]] | tojson(10**9) }}",
    "{{ [1] | batch(10**9, 1) | list }}",
    "{{ 10**(10**9) }}",
    "{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}",
    "{% set all %}{% for a in range(99999) %}{% include 'big.j2' %}{% endfor %}{% endset %}",
    "{% macro m() %}" + "x" * 90_000 + "{{ caller() }}{% endmacro %}"
    "{% set all %}{% for a in range(99999) %}{% call m() %}{% endcall %}{% endfor %}{% endset %}",
    "{% set n = namespace(x='aaaa') %}{% for a in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
    "{% set n = namespace(x=[1]) %}{% for a in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
]


def test_a_template_of_one_line_that_would_fill_the_memory_or_never_end_is_refused_with_its_line(
    tmp_path: Path,
) -> None:
    program = """
import json, resource, sys
from pathlib import Path
from composer.render.templates import fill
resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
resource.setrlimit(resource.RLIMIT_CPU, (60, 60))
folder = Path(sys.argv[1])
(folder / "big.j2").write_text("x" * 900_000)
for growing in json.load(sys.stdin):
    (folder / "a.txt.j2").write_text(f"first line\\n{growing}")
    try:
        print("made", len(fill("a.txt.j2", [folder], {})))
    except Exception as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path], input=json.dumps(GROWING), capture_output=True, text=True, check=True
    )
    told = re.compile(
        rf"{re.escape(str(tmp_path))}/(a\.txt|big)\.j2:[12]: .*(makes more than 2,000,000 characters|over 1,000)"
    )

    assert [line for line in done.stdout.splitlines() if not told.match(line)] == []
    assert done.stdout.count("\n") == len(GROWING)


def test_what_templates_usually_do_is_within_bounds(tmp_path: Path) -> None:
    (tmp_path / "a.txt.j2").write_text(
        "{{ '%5d' % 3 }}|{{ '{:>4}'.format(3) }}|{{ 'Date: {} 2020'.format(3) }}|{{ [1, 2] | join(', ') }}|"
        "{{ 'a' | center(5) }}|{{ 2 ** 8 }}|{{ 'a' * 3 }}|{{ 1.256 | round(2) }}|{{ 'a' ~ 1 ~ none }}|"
        "{% for key, value in {'a': 1}.items() %}{{ key }}{{ loop.last }}{% else %}no{% endfor %}|"
        "{% for a in [] %}{{ a }}{% else %}none{% endfor %}|{{ 'a b' | replace(' ', '-') }}|"
        "{{ 'aXb'.replace('X', 'y') }}|{% for a in range(20000) %}{% endfor %}"
        "{{ 'b' | indent(2, true) }}|{{ 1 + 1 }}|{{ [1] + [2] }}"
    )

    assert fill("a.txt.j2", [tmp_path], {}) == (
        "    3|   3|Date: 3 2020|1, 2|  a  |256|aaa|1.26|a1None|aTrue|none|a-b|ayb|  b|2|[1, 2]"
    )


def test_a_template_of_many_bytes_is_not_read_to_its_end(tmp_path: Path) -> None:
    program = """
import resource, sys
from pathlib import Path
from composer.render.templates import fill
resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
try:
    fill("a.txt.j2", [Path(sys.argv[1])], {})
except Exception as error:
    print(error)
"""
    with (tmp_path / "a.txt.j2").open("wb") as sparse:
        sparse.truncate(3 * 2**30)
    done = subprocess.run([sys.executable, "-c", program, tmp_path], capture_output=True, text=True, check=True)

    assert done.stdout == f"{tmp_path}/a.txt.j2: this template is over 1,000,000 bytes. Make it smaller.\n"


def test_a_template_with_line_ends_of_windows_is_filled_in_as_any_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt.j2").write_bytes(b"{% if true %}\r\na\rb\r\n{% endif %}\r\n")

    assert fill("a.txt.j2", [tmp_path], {}) == "a\nb\n"


LINK = '<a href="{{ page.reader.unsubscribe_url }}">Unsubscribe</a>'
UNSEEN = [
    f"<!-- {LINK.replace('<', '(').replace('>', ')')} -->",
    f"<!--[if mso]>{LINK}<![endif]-->",
    f'<div style="color:red; DISPLAY : none">{LINK}</div>',
    f'<div style="visibility:hidden"><p>{LINK}</p></div>',
    LINK.replace("<a", '<a style="display:none"'),
    LINK.replace("Unsubscribe", " "),
    '<a href="https://www.example.org" title="{{ page.reader.unsubscribe_url }}">Unsubscribe</a>',
    "&lt;a href=&quot;{{ page.reader.unsubscribe_url }}&quot;>Unsubscribe",
]


@pytest.mark.parametrize("unseen", UNSEEN)
def test_a_link_to_unsubscribe_that_nobody_sees_is_none(
    tmp_path: Path, edition: Edition, settings: Settings, unseen: str
) -> None:
    (tmp_path / "_footer.mjml.j2").write_text(row(f"<mj-text>{unseen}</mj-text>"))
    with pytest.raises(UsageError, match=r"edition\.mjml\.j2: nobody can unsubscribe from this page"):
        render(edition, settings, IMAGES, (tmp_path, TEMPLATES))


@pytest.mark.parametrize("seen", [LINK, LINK.replace('"', "'"), LINK.replace("Unsubscribe", "<b>Leave</b>")])
def test_a_link_to_unsubscribe_is_found_however_it_is_written(
    tmp_path: Path, edition: Edition, settings: Settings, seen: str
) -> None:
    (tmp_path / "_footer.mjml.j2").write_text(row(f"<mj-text>{UNSEEN[3]}{seen}</mj-text>"))

    assert render(edition, settings, IMAGES, (tmp_path, TEMPLATES)).parts


def test_a_page_or_a_text_without_a_way_to_unsubscribe_is_refused_both_told(
    tmp_path: Path, edition: Edition, settings: Settings
) -> None:
    (tmp_path / "_footer.mjml.j2").write_text(row("<mj-text>{{ page.reader.unsubscribe_url }}</mj-text>"))
    (tmp_path / "edition.txt.j2").write_text("{{ page.name }}")
    with pytest.raises(UsageError) as refused:
        render(edition, settings, IMAGES, (tmp_path, TEMPLATES))

    files = [line.partition(": nobody can unsubscribe")[0] for line in str(refused.value).splitlines()]
    assert files == ["edition.mjml.j2", "edition.txt.j2"]


def unusable(folder: Path, kind: str) -> Path:
    """A template of ours that cannot be used, in a workspace's folder of templates."""
    path = folder / "_footer.mjml.j2"
    elsewhere = folder.parent / "elsewhere.j2"
    elsewhere.write_text("secret")
    make: dict[str, Callable[[], object]] = {
        "a folder": path.mkdir,
        "not UTF-8": lambda: path.write_bytes("Grüße".encode("latin-1")),
        "a link out": lambda: path.symlink_to(elsewhere),
        "a link to nothing": lambda: path.symlink_to(folder / "nothing.j2"),
        "a link to itself": lambda: path.symlink_to(path),
    }
    make[kind]()
    return path


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        ("a folder", "is not a file"),
        ("not UTF-8", "is not UTF-8"),
        ("a link out", "is a link out of"),
        ("a link to nothing", "leads nowhere"),
        ("a link to itself", "cannot be read"),
    ],
)
def test_a_template_that_is_there_and_cannot_be_used_is_named_not_passed_over(
    tmp_path: Path, edition: Edition, settings: Settings, kind: str, said: str
) -> None:
    folder = tmp_path / "templates"
    folder.mkdir()
    path = unusable(folder, kind)
    with pytest.raises(UsageError) as refused:
        render(edition, settings, IMAGES, (folder, TEMPLATES))

    assert str(refused.value).startswith(f"{path}: ")
    assert said in str(refused.value)


def test_a_folder_of_templates_that_is_a_file_is_named_and_one_that_is_not_there_is_none(
    tmp_path: Path, edition: Edition, settings: Settings, rendered: Rendered
) -> None:
    folder = tmp_path / "templates"
    assert render(edition, settings, IMAGES, (folder, TEMPLATES)) == rendered

    folder.write_text("")
    with pytest.raises(UsageError, match="cannot be read: Not a directory"):
        render(edition, settings, IMAGES, (folder, TEMPLATES))


def test_a_link_within_the_folder_and_a_changed_or_added_file_are_used(
    tmp_path: Path, edition: Edition, settings: Settings, reader: Values
) -> None:
    def contacts() -> str:
        return html_of(render(edition, settings, IMAGES, (tmp_path, TEMPLATES)).letter(reader(settings)))

    assert "01234 567890" in contacts()
    (tmp_path / "mine.j2").write_text(row("<mj-text>First wording</mj-text>"))
    (tmp_path / "_contacts.mjml.j2").symlink_to("mine.j2")
    assert "First wording" in contacts()
    (tmp_path / "mine.j2").write_text(row("<mj-text>Another wording</mj-text>"))
    assert "Another wording" in contacts()
    (tmp_path / "_contacts.mjml.j2").unlink()
    assert "01234 567890" in contacts()


def test_without_any_template_the_missing_one_is_named(tmp_path: Path, edition: Edition, settings: Settings) -> None:
    with pytest.raises(UsageError, match=r"edition\.mjml\.j2"):
        render(edition, settings, IMAGES, (tmp_path,))


def test_the_readme_tells_every_piece_of_the_page() -> None:
    readme = (TEMPLATES / "README.md").read_text()
    used = {name for path in TEMPLATES.glob("*.j2") for name in re.findall(r"\bpage\.([a-z_]+)", path.read_text())}

    assert used
    assert [name for name in sorted(used) if f"`{name}`" not in readme] == []
