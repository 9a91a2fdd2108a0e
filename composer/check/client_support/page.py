"""Which features of the Can I email data a page of HTML uses, in its elements, attributes, links, pictures and styles.

Rule: an element counts where it is written; those that a parser adds (a body, a paragraph) do not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from urllib.parse import unquote

from lxml import etree

from composer.check.client_support import css
from composer.check.parsed import page_of

_BY_ELEMENT = """
abbr acronym address audio base bdi blockquote body code del dfn dialog div form hr img link marquee meter object p
picture pre progress rp rt ruby select small span strike strong style svg table textarea video wbr
"""
_FAMILIES = {
    "html-h1-h6": "h1 h2 h3 h4 h5 h6",
    "html-image-maps": "map area",
    "html-lists": "ul ol dl li dt dd",
    "html-object": "embed",
    "html-semantics": "article aside details figcaption figure footer header main mark nav section summary time",
}
_ELEMENTS = {name: f"html-{name}" for name in _BY_ELEMENT.split()} | {
    element: slug for slug, elements in _FAMILIES.items() for element in elements.split()
}
_BY_ATTRIBUTE = """
align aria-describedby aria-hidden aria-label aria-labelledby aria-live background cellpadding cellspacing dir height
hidden lang popover required role srcset target valign width
"""
_ATTRIBUTES = {name: f"html-{name}" for name in _BY_ATTRIBUTE.split()} | {
    "loading": "html-loading-attribute",
    "sizes": "html-srcset",
    "usemap": "html-image-maps",
}
# By element and type; without a type, an <input> is for text and a <button> submits.
_CONTROLS = {("button", kind): f"html-button-{kind}" for kind in ("reset", "submit")} | {
    ("input", kind): f"html-input-{kind}" for kind in ("checkbox", "hidden", "radio", "reset", "submit", "text")
}
_USUAL_CONTROL = {"button": "submit", "input": "text"}
_BASE64 = "image-base64"
# By the end of a file name, and by the second half of a media type.
_FORMATS = "apng avif bmp gif hdr heif ico jpg mp4 png svg tiff webp"
_PICTURES = {kind: f"image-{kind}" for kind in _FORMATS.split()} | {
    "heic": "image-heif",
    "jpeg": "image-jpg",
    "svg+xml": "image-svg",
    "tif": "image-tiff",
    "vnd.microsoft.icon": "image-ico",
    "vnd.radiance": "image-hdr",
    "x-icon": "image-ico",
    "x-ms-bmp": "image-bmp",
}
_COMMENTS, _DOCTYPE, _COLOUR_SCHEME = "html-comments", "html-doctype", "html-meta-color-scheme"
_LOCAL, _MAILTO = "html-anchor-links", "html-mailto-links"

RECOGNISED = frozenset({_BASE64, _COMMENTS, _DOCTYPE, _COLOUR_SCHEME, _LOCAL, _MAILTO}).union(
    *(table.values() for table in (_ELEMENTS, _ATTRIBUTES, _CONTROLS, _PICTURES))
)


def features_of(html: str, pictures: Mapping[str, str]) -> frozenset[str]:
    """The slugs of what a page uses. `pictures`: the media types of inline parts by Content-ID."""
    return frozenset(_used(html, pictures))


def _used(html: str, pictures: Mapping[str, str]) -> Iterator[str]:
    if re.match(r"\s*<!doctype\s+html\s*>", html, re.IGNORECASE):
        yield _DOCTYPE
    nodes = list(_nodes(html))
    if any(isinstance(node, etree._Comment) for node in nodes):
        yield _COMMENTS
    written = set(re.findall("<([a-z][a-z0-9]*)", html.lower()))
    elements = [node for node in nodes if node.tag in written]
    sheets = {_content(node) for node in elements if node.tag == "style"}
    styles = {_attribute(node, "style") for node in elements}
    for node in elements:
        yield from _of_element(node)
        yield from _of_links(node)
    for sheet in sheets:
        yield from css.features_of_sheet(sheet)
    for style in styles:
        yield from css.features_of_style(style)
    shown = {url for node in elements for url in _shown(node)}
    for url in shown.union(*map(css.urls_in, sheets | styles)):
        yield from _of_picture(url, pictures)


def _nodes(html: str) -> Iterator[etree._Element]:
    """The page's elements and comments."""
    root = page_of(html)
    if root is not None:
        yield from root.getroottree().iter()


def _of_element(node: etree._Element) -> Iterator[str]:
    tag = str(node.tag)
    if tag in _ELEMENTS:
        yield _ELEMENTS[tag]
    yield from (_ATTRIBUTES[name] for name in map(str, node.attrib) if name in _ATTRIBUTES)
    if tag in _USUAL_CONTROL:
        control = (tag, _attribute(node, "type").lower() or _USUAL_CONTROL[tag])
        if control in _CONTROLS:
            yield _CONTROLS[control]
    if tag == "style":
        yield from css.features_of_media(_attribute(node, "media"))
    if tag == "meta" and _attribute(node, "name").lower() == "color-scheme":
        yield _COLOUR_SCHEME


def _of_links(node: etree._Element) -> Iterator[str]:
    target = _attribute(node, "href")
    if target.startswith("#") and len(target) > 1:
        yield _LOCAL
    if target.lower().startswith("mailto:"):
        yield _MAILTO


def _shown(node: etree._Element) -> Iterator[str]:
    """The addresses of the pictures that an element shows, styles aside."""
    yield _attribute(node, "background")
    if node.tag == "img":
        yield _attribute(node, "src")
    if node.tag in ("img", "source"):
        yield from (candidate.split()[0] for candidate in _attribute(node, "srcset").split(",") if candidate.strip())


def _of_picture(url: str, pictures: Mapping[str, str]) -> Iterator[str]:
    scheme, _, rest = url.strip().partition(":")
    if scheme.lower() == "cid":
        kind = pictures.get(unquote(rest), "").partition("/")[2]
    elif scheme.lower() == "data":
        media_type, _, _ = rest.partition(",")
        kind = media_type.partition(";")[0].partition("/")[2]
        if media_type.startswith("image/"):
            yield _BASE64
    else:
        kind = re.split("[?#]", url.strip())[0].rpartition(".")[2]
    if kind.lower() in _PICTURES:
        yield _PICTURES[kind.lower()]


def _attribute(node: etree._Element, name: str) -> str:
    return str(node.get(name, "")).strip()


def _content(node: etree._Element) -> str:
    return "".join(str(text) for text in node.itertext())
