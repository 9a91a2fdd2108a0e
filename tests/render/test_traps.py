"""The traps that ship broken mail with this very stack (reference: inbox, section 0), each shown shut."""

from __future__ import annotations

import ast
import dataclasses
import email
import email.policy
import os
import re
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import lxml.html
import pytest
from mjml import mjml2html

import composer
from composer.model import Edition, Rendered
from composer.packaged import TEMPLATES
from composer.problems import UsageError
from composer.render import html_of, render
from composer.render.headers import one_line
from composer.render.inlining import _Inliner
from composer.render.mjml import html_from
from composer.settings import Settings

from .conftest import EDUCATION, IMAGES, TOKEN, Values, text
from .rfc2047 import decode

COMPOSER = Path(composer.__file__).parent


@pytest.fixture(scope="module")
def html(letter: bytes) -> str:
    return html_of(letter)


@pytest.fixture(scope="module")
def tree(html: str) -> lxml.html.HtmlElement:
    return lxml.html.document_fromstring(html)


def test_1_every_picture_has_a_width_in_pixels(tree: lxml.html.HtmlElement) -> None:
    widths = {image.get("alt"): image.get("width") for image in tree.iter("img")}

    expected = {"South East": "200", "Three children playing happily together": "552", "Map of the region": "90"}
    assert expected == widths


def test_1_a_style_of_its_own_does_not_change_a_pictures_width() -> None:
    image = '<mj-image src="cid:a" alt="a" width="276px" />'
    style = "<mj-head><mj-style>img { max-width: 100%; width: 100%; }</mj-style></mj-head>"
    page = f"<mjml>{style}<mj-body><mj-section><mj-column>{image}</mj-column></mj-section></mj-body></mjml>"

    assert re.findall(r'<img [^>]*\bwidth="([^"]*)"', html_from(page, "test")) == ["276"]


def test_2_the_doctype_stays(html: str) -> None:
    assert html.startswith("<!DOCTYPE html>\n<html ")


def test_3_important_stays_where_dark_mode_needs_it(html: str) -> None:
    dark = html[html.index("prefers-color-scheme") :]

    assert dark[: dark.index("</style>")].count("!important") >= 5


def test_4_rules_for_one_mail_program_stay(html: str) -> None:
    assert "[data-ogsc] .words" in html
    assert "#outlook a" in html


def test_3_and_4_hold_for_a_style_that_is_put_on_elements_too() -> None:
    rules = ".x p { color: #123456 !important; }\n.nothing { color: #654321 !important; }"
    words = '<mj-text css-class="x"><p>a</p></mj-text>'
    page = (
        f"<mjml><mj-head><mj-style>{rules}</mj-style></mj-head><mj-body><mj-section><mj-column>{words}"
        "</mj-column></mj-section></mj-body></mjml>"
    )
    html = html_from(page, "test")

    assert rules in html
    assert 'class="x"' in html
    assert 'style="color:#123456 !important"' in html


@pytest.mark.parametrize(
    "beside", [".x p:hover { color: #654321; }", "@media (max-width: 480px) { .x p { color: #654321 !important; } }"]
)
def test_7_a_rule_for_the_head_keeps_no_other_off_the_elements(beside: str) -> None:
    head = f"<mj-head><mj-style>.x p {{ color: #123456; }}\n{beside}</mj-style></mj-head>"
    body = '<mj-section><mj-column><mj-text css-class="x"><p>a</p></mj-text></mj-column></mj-section>'
    html = html_from(f"<mjml>{head}<mj-body>{body}</mj-body></mjml>", "test")

    assert '<p style="color:#123456">' in html
    assert beside in html


def test_4_a_rule_that_matches_nothing_stays() -> None:
    head = "<mj-head><mj-style>.nothing p { color: #654321; }</mj-style></mj-head>"

    assert ".nothing p { color: #654321; }" in html_from(f"<mjml>{head}<mj-body></mj-body></mjml>", "test")


def test_5_what_is_for_outlook_comes_through_unchanged_in_fewer_comments() -> None:
    columns = '<mj-column><mj-button href="https://www.example.org">Go</mj-button></mj-column>' * 2
    mjml = f"<mjml><mj-body><mj-section>{columns}</mj-section></mj-body></mjml>"
    before, after = (
        re.findall(r"<!--\[if ([^\]]+)\]>(.*?)<!\[endif\]-->", page, re.DOTALL)
        for page in (mjml2html(mjml, fonts={}), html_from(mjml, "test"))
    )

    assert len(before) > len(after) > 6
    assert "".join(content for _, content in after) == "".join(content for _, content in before)
    assert {condition for condition, _ in after} == {condition for condition, _ in before}


def test_6_links_made_for_a_reader_come_through_unchanged(tree: lxml.html.HtmlElement) -> None:
    links = {link.text: link.get("href") for link in tree.iter("a")}

    assert f"https://updates.example.org/u/{TOKEN}" == links["Unsubscribe"]


def test_7_styles_are_on_the_elements(tree: lxml.html.HtmlElement) -> None:
    for tag in ("h1", "h2", "h3", "h4", "p", "ul"):
        assert all("margin" in (element.get("style") or "") for element in tree.iter(tag)), tag
    assert all("color" in link.get("style") for link in tree.iter("a") if link.get("href"))


def test_7_mjmls_own_styles_stay_in_the_head(html: str) -> None:
    assert html.count("mso-table-lspace") == 1


def test_8_no_font_is_asked_for_even_where_a_template_names_none() -> None:
    page = "<mjml><mj-body><mj-section><mj-column><mj-text>a</mj-text></mj-column></mj-section></mj-body></mjml>"

    assert "googleapis" not in html_from(page, "test")


def test_8_nobody_elses_server_is_asked_for_anything(html: str, tree: lxml.html.HtmlElement) -> None:
    assert list(tree.iter("link", "script", "iframe", "video")) == []
    assert not re.search(r"@import|url\(|googleapis|mailjet", html)
    assert all(image.get("src").startswith("cid:") for image in tree.iter("img"))


class Knocked:
    """A server of the web that only counts who comes."""

    def __init__(self) -> None:
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._socket.settimeout(30)
        self.address = f"127.0.0.1:{self._socket.getsockname()[1]}"
        self._visits = 0
        self._thread = threading.Thread(target=self._open)
        self._thread.start()

    def _open(self) -> None:
        while True:
            visitor, _ = self._socket.accept()
            with visitor:
                if visitor.recv(3) == b"BYE":
                    return
            self._visits += 1

    def visits(self) -> int:
        """How many came; from then on it is closed."""
        if self._thread.is_alive():
            with socket.create_connection(self._socket.getsockname()) as last:
                last.sendall(b"BYE")
            self._thread.join()
            self._socket.close()
        return self._visits


@pytest.fixture
def knocked() -> Iterator[Knocked]:
    server = Knocked()
    yield server
    server.visits()


HEAD = "<mjml><mj-head>{}</mj-head><mj-body></mj-body></mjml>"


@pytest.mark.parametrize(
    "styles",
    [
        '<mj-style>@import "http://{}/x";</mj-style>',
        '<mj-style>@\\69mport "http://{}/x";</mj-style>',
        '<mj-raw><STYLE>@IMPORT "http://{}/x";</STYLE></mj-raw>',
        "<mj-raw><style>@\\69mport url(http://{}/x);</style></mj-raw>",
    ],
)
def test_8_no_style_of_a_template_makes_composer_itself_ask_a_server(knocked: Knocked, styles: str) -> None:
    with pytest.raises(UsageError, match="these styles ask another server"):
        html_from(HEAD.format(styles.format(knocked.address)), "test")

    assert knocked.visits() == 0


@pytest.mark.parametrize("styles", ['@import "http://{}/x";', '@\\69mport "http://{}/x";'])
def test_8_what_premailer_reads_styles_with_asks_nobody_even_if_it_is_given_such_styles(
    knocked: Knocked, styles: str
) -> None:
    sheet = _Inliner("")._parse_css_string(styles.format(knocked.address))

    assert "import" in sheet.cssText.decode()
    assert knocked.visits() == 0


def test_8_no_style_of_a_template_reads_an_endless_file_or_waits_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    program = """
import resource, sys
from composer.render.inlining import _Inliner
from composer.render.mjml import html_from
resource.setrlimit(resource.RLIMIT_AS, (2**31, 2**31))
for file in ("/dev/zero", sys.argv[1]):
    try:
        html_from(f'<mjml><mj-head><mj-style>@\\\\69mport "file://{file}";</mj-style></mj-head></mjml>', "x")
    except Exception as error:
        print(error)
"""
    done = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "pipe"], capture_output=True, text=True, check=True, timeout=60
    )

    assert done.stdout.count("x: these styles ask another server") == 2


MSO = "<mj-raw><!--[if mso]>{}<![endif]--></mj-raw>"
RAW = "<mj-raw>{}</mj-raw>"
WORDS = "<mj-text>{}</mj-text>"
# What stands in the page as it goes out and asks another server, or does so by some program's reading.
ASKING = [
    (WORDS, '<IMG SRC="http://a.example/x" ALT="" WIDTH="9" />', "for its src"),
    (WORDS, '<img src="&#104;ttp://a.example/x" alt="" width="9" />', "for its src"),
    (WORDS, '<img src="http:/a.example/x" alt="" width="9" />', "for its src"),
    (WORDS, '<img src="http:\\\\a.example\\x" alt="" width="9" />', "for its src"),
    (WORDS, '<img src="x.png" alt="" width="9" />', "for its src"),
    (WORDS, '<img src="cid:b" srcset="cid:b 1x, http://a.example/x 2x" alt="" width="9" />', "the attribute srcset"),
    (WORDS, '<table background="http://a.example/x"></table>', "the attribute background"),
    (WORDS, '<a href="https://a.example" ping="https://b.example">x</a>', "the attribute ping"),
    (WORDS, '<p onclick="x()">x</p>', "the attribute onclick"),
    (WORDS, '<a href="javascript:alert(1)">x</a>', "leads to javascript:alert(1)"),
    (WORDS, '<a href="&#9;java&#10;script:alert(1)">x</a>', "leads to java"),
    (WORDS, '<a href="page.html">x</a>', "leads to page.html"),
    (RAW, '<svg><image href="http://a.example/x"></image></svg>', "<svg> has no place"),
    (RAW, '<OBJECT DATA="http://a.example/x"></OBJECT>', "<object> has no place"),
    (RAW, '<LINK rel="stylesheet" href="http://a.example/x" />', "<link> has no place"),
    (RAW, '<LINK rel="preconnect" href="http://a.example/x" />', "<link> has no place"),
    (RAW, '<base href="http://a.example/" />', "<base> has no place"),
    (RAW, "<script>x()</script>", "<script> has no place"),
    (RAW, '<iframe src="http://a.example/x"></iframe>', "<iframe> has no place"),
    (RAW, '<form action="http://a.example"><button>x</button></form>', "<form> has no place"),
    (RAW, '<video src="http://a.example/x"></video>', "<video> has no place"),
    (RAW, '<v:fill o:href="http://a.example/x" />', "<v:fill> has no place"),
    (RAW, '<noscript><p title="x">x</p></noscript>', "<noscript> has no place"),
    (RAW, '<meta http-equiv="refresh" content="0;url=http://a.example/" />', "http-equiv refresh"),
    (RAW, '<meta charset="utf-7" />', "says the page is in utf-7"),
    (MSO, '<img src="http://a.example/x" alt="" width="9" />', "for its src"),
    (MSO, '<v:image src="http://a.example/x" />', "<v:image> has no place"),
    (MSO, '<STYLE>p { background: URL("//a.example/x"); }</STYLE>', "take URL( out"),
    (MSO, '<b title="--&gt;">x</b><!-- <i>x</i> -->', "test: "),
    (MSO, '<b>x</b>--!><img src="http://a.example/x" alt="" width="9" />', "test: "),
    (MSO, "<style>p { color: red; }<i>x</i></style>", "these styles have a <"),
    (RAW, '<!--> <img src="http://a.example/x" alt="" width="9" /> -->', "test: "),
    (RAW, '<!-- <img src="http://a.example/x" alt="" width="9" /> -->', "none of Outlook's"),
    (RAW, '<!-- --!><img src="http://a.example/x" alt="" width="9" /> -->', "test: "),
    (WORDS, '<i style="background:url(&#104;ttp://a.example/x)">a</i>', "take url( out"),
    (WORDS, '<i style="background:u\\72l(http://a.example/x)">a</i>', "take \\ out"),
    (WORDS, '<i style="background:image-set(&quot;http://a.example/x&quot; 1x)">a</i>', "take image-set( out"),
    (WORDS, '<i style="width:expression(x())">a</i>', "take expression( out"),
    (RAW, '<style>p { background: image-set("http://a.example/x" 1x); }</style>', "take image-set( out"),
    (RAW, "<style>p { background: u\\72l(//a.example/x); }</style>", "take \\ out"),
    (RAW, '<style>p { color: red; }<i>x</i>b { background: url("//a.example/x"); }</style>', "these styles have a <"),
]


@pytest.mark.parametrize(("where", "html", "said"), ASKING)
def test_8_nothing_that_asks_another_server_stands_in_a_finished_letter(where: str, html: str, said: str) -> None:
    row = where.format(html)
    row = row if where != WORDS else f"<mj-section><mj-column>{row}</mj-column></mj-section>"

    with pytest.raises(UsageError, match=re.escape(said)):
        html_from(f"<mjml><mj-body>{row}</mj-body></mjml>", "test")


def test_8_an_attribute_of_mjml_adds_no_style_that_asks() -> None:
    words = '<mj-text color="red;background:url(http://a.example/x)">a</mj-text>'
    page = f"<mjml><mj-body><mj-section><mj-column>{words}</mj-column></mj-section></mj-body></mjml>"

    with pytest.raises(UsageError, match=re.escape("asks another server in its style, or might: take url( out")):
        html_from(page, "test")


def test_8_what_letters_are_made_of_may_stand_there() -> None:
    row = (
        '<mj-section full-width="full-width"><mj-column><mj-image src="cid:a" alt="&quot; --&gt; &lt;b&gt;"'
        ' width="90px" href="HTTPS://a.example/?a=1&amp;b=ä" fluid-on-mobile="true" title="x" />'
        "<mj-button>Go</mj-button>"
        '<mj-divider /><mj-spacer height="3px" /><mj-table><tr><td colspan="2" nowrap="nowrap">x</td></tr></mj-table>'
        '<mj-navbar><mj-navbar-link href="tel:+441234">x</mj-navbar-link></mj-navbar></mj-column></mj-section>'
        '<mj-wrapper full-width="full-width"><mj-section><mj-group><mj-column width="50%"><mj-text height="20px">'
        '<p style="width:calc(100% - 2px);color:rgb(1, 2, 3)" aria-hidden="true">1 &lt; 2 <!-- words --></p>'
        '<a href="#x">x</a><a href="mailto:a@a.example">x</a></mj-text></mj-column></mj-group></mj-section>'
        "</mj-wrapper>"
        "<mj-raw><!--[if (gte mso 9)|(IE)]><p>x</p><![endif]--><!--[if !mso]><!--><p>x</p><!--<![endif]--></mj-raw>"
    )
    head = "<mj-style>@media (min-width: 3px) { p:not(.x) > b { color: var(--x); } }</mj-style>"

    assert "</html>" in html_from(f"<mjml><mj-head>{head}</mj-head><mj-body>{row}</mj-body></mjml>", "test")


def test_9_a_social_link_with_a_name_is_refused_and_one_with_a_picture_keeps_its_link() -> None:
    link = 'href="https://www.example.org/us"'
    row = "<mjml><mj-body><mj-section><mj-column><mj-social>{}</mj-social></mj-column></mj-section></mj-body></mjml>"
    named = row.format(f'<mj-social-element name="facebook" {link}>Us</mj-social-element>')
    pictured = row.format(f'<mj-social-element src="cid:a" alt="Us" {link}>Us</mj-social-element>')

    assert "sharer.php" in mjml2html(named, fonts={})
    with pytest.raises(UsageError, match="leads elsewhere and asks another server"):
        html_from(named, "test")
    tree = lxml.html.document_fromstring(html_from(pictured, "test"))
    assert {a.get("href") for a in tree.iter("a")} == {"https://www.example.org/us"}
    assert [image.get("src") for image in tree.iter("img")] == ["cid:a"]


def test_10_every_picture_has_words(tree: lxml.html.HtmlElement) -> None:
    assert all(image.get("alt") for image in tree.iter("img"))


def test_10_a_picture_of_a_template_without_words_is_refused() -> None:
    row = "<mjml><mj-body><mj-section><mj-column>{}</mj-column></mj-section></mj-body></mjml>"

    assert (
        "alt" not in mjml2html(row.format('<mj-image src="cid:a" />'), fonts={}).partition("<img")[2].partition(">")[0]
    )
    with pytest.raises(UsageError, match="<mj-image> has no alt"):
        html_from(row.format('<mj-image src="cid:a" />'), "test")


def test_11_what_an_author_writes_stays_words(edition: Edition, shown: Callable[[Edition], tuple[str, str]]) -> None:
    attack = "</mj-text><mj-raw><script>alert(1)</script></mj-raw>{{ page }} & co"
    update = f"{attack} [click](javascript:alert%281%29) [x](vbscript:x) ![p](https://evil.example/p.png)"
    item = dataclasses.replace(EDUCATION, title=text(attack), update=text(update))
    _, html = shown(dataclasses.replace(edition, news=(dataclasses.replace(edition.news[0], item=item),)))
    tree = lxml.html.document_fromstring(html)

    assert list(tree.iter("script")) == []
    assert attack == next(tree.iter("h3")).text
    assert not [link for link in tree.iter("a") if (link.get("href") or "").startswith(("java", "vb"))]
    assert "evil.example" not in html


def test_12_quotes_in_a_subject_stay_inside_their_attribute(
    edition: Edition, shown: Callable[[Edition], tuple[str, str]]
) -> None:
    words = 'The "big" one & <more>'
    _, html = shown(dataclasses.replace(edition, subject=words))
    tree = lxml.html.document_fromstring(html)

    assert words == tree.findtext(".//title")
    assert [words] == tree.xpath("//div[@role='article']/@aria-label")


def test_13_list_unsubscribe_is_never_an_encoded_word(rendered: Rendered, settings: Settings, reader: Values) -> None:
    token = "t" * 400
    letter = rendered.letter(reader(settings, unsubscribe_token=token)).decode("ascii")

    assert (
        f"\r\nList-Unsubscribe: <https://updates.example.org/u/{token}>,\r\n"
        f" <mailto:programme.manager@example.org?subject=unsubscribe%20{token}>\r\n" in letter
    )


def test_14_a_subject_that_pythons_own_writer_spoils_keeps_its_spaces(
    edition: Edition, settings: Settings, reader: Values
) -> None:
    # 4,000 of them, and as many names, are in test_headers.py; this is one that Python 3.11's writer runs together
    words = "Update of the programme for Medway schools and the Education leads – “everything” Größe"
    changed = dataclasses.replace(edition, subject=words)
    letter = render(changed, settings, IMAGES, (TEMPLATES,)).letter(reader(settings))
    raw = letter.partition(b"\r\nSubject: ")[2].partition(b"\r\nDate: ")[0]

    assert decode("Subject", raw) == one_line(words)
    assert email.message_from_bytes(letter, policy=email.policy.default)["Subject"] == one_line(words)


_WRITING = {"EmailMessage", "MIMEText", "MIMEMultipart", "as_bytes", "as_string", "send_message"}


def _called(node: ast.AST) -> str:
    """The last name of what is called, if something is."""
    if not isinstance(node, ast.Call):
        return ""
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def _imported(node: ast.AST) -> list[str]:
    if isinstance(node, ast.ImportFrom):
        return [f"{node.module}.{alias.name}" for alias in node.names]
    return [alias.name for alias in node.names] if isinstance(node, ast.Import) else []


def test_15_no_module_has_the_email_package_write_a_letter() -> None:
    # Its generator folds headers by rules of its own: bytes would differ from those looked at and signed.
    # The letter to sign in is another thing: nobody looks at it beforehand, and it is signed as it was written.
    writing = []
    for path in sorted(set(COMPOSER.rglob("*.py")) - {COMPOSER / "pipeline" / "sign_in_letter.py"}):
        for node in ast.walk(ast.parse(path.read_text())):
            generators = [
                name for name in _imported(node) if re.match(r"email\.(generator|mime|contentmanager)\b", name)
            ]
            if generators or _called(node) in _WRITING:
                writing.append(f"{path.relative_to(COMPOSER)}:{getattr(node, 'lineno', 0)}")

    assert writing == []


def test_15_a_letter_is_bytes_as_they_go_out(letter: bytes, rendered: Rendered) -> None:
    assert type(letter) is bytes
    assert all(part.fixed in letter for part in rendered.parts)


@pytest.mark.parametrize("html", ["<h1>x</h1>", "<p>a<br />b &amp; c</p>"])
def test_mjml_is_given_back_with_what_was_in_it(html: str) -> None:
    page = f"<mjml><mj-body><mj-section><mj-column><mj-text>{html}</mj-text></mj-column></mj-section></mj-body></mjml>"

    assert html.replace(" />", ">") in html_from(page, "test")
