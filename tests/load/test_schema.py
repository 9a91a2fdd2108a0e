"""The files of the design are accepted as printed there, and the JSON Schema describes the same keys."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest

from composer.load import KINDS, json_schema
from composer.load.schema import File
from composer.load.vocabulary import inner_of
from tests.load.reading import read, sound

# The examples of the design as printed there, each `...` filled in.
DESIGN = Path(__file__).parent / "design"
EXAMPLES = {kind: (DESIGN / f"{kind}.yaml").read_text(encoding="utf-8") for kind in KINDS}


@pytest.mark.parametrize("kind", KINDS)
def test_the_designs_example_is_accepted_as_printed(kind):
    found = read(kind, EXAMPLES[kind])

    assert found.value is not None
    assert found.problems == []


def test_the_designs_example_is_read_as_meant():
    issue = sound("issue", EXAMPLES["issue"])
    item, tool = issue.items[0], issue.tools[0]

    assert (issue.number, issue.date.isoformat(), issue.to) == (391, "2020-02-21", ("ad-education", "dcs"))
    assert (issue.drop, issue.keep, issue.retire) == (("some-id",), ("other-id",), ("old-tool-id",))
    assert (item.id, item.workstream, item.contacts) == ("education-may", "education", ("chris-owen",))
    assert item.update == "The network meets.\n"
    assert [event.what for event in item.dates] == ["AD Education Network", "Send agenda items", "Conference"]
    assert (item.replaces, item.networks) == (("education-feb",), ("ad-education", "send"))
    assert (tool.id, tool.pin, tool.note) == ("mou-2020", "top", "Markdown with [more](https://example.org) links")


@pytest.mark.parametrize("kind", KINDS)
def test_the_designs_examples_use_every_key_there_is(kind):
    told_in_words = "by: \nuntil: \naddress: \n"
    of_the_checks = "allow: \ncheck: \n"  # came after the design
    written = set(re.findall(r"([a-z_]+):(?= |$)", EXAMPLES[kind] + told_in_words + of_the_checks, flags=re.MULTILINE))

    assert {name for _, name in keys_of(KINDS[kind])} <= written


def keys_of(annotation: Any) -> Iterator[tuple[str, str]]:
    """Each key that a kind of file has, with the class it belongs to."""
    inner = inner_of(annotation)
    if get_origin(inner) in (dict, tuple):
        yield from keys_of(get_args(inner)[get_origin(inner) is dict])
    elif isinstance(inner, type) and issubclass(inner, File):
        for name, field in inner.model_fields.items():
            yield inner.__name__, field.alias or name
            yield from keys_of(field.annotation)


@pytest.mark.parametrize("kind", KINDS)
def test_the_json_schema_describes_the_same_keys(kind):
    schema = json_schema(kind)
    described = {(name, key) for name, part in parts_of(schema) for key in part.get("properties", {})}

    assert {key for _, key in described} == {key for _, key in keys_of(KINDS[kind])}
    assert {pair for pair in described if pair[0]} <= set(keys_of(KINDS[kind]))


@pytest.mark.parametrize("kind", KINDS)
def test_the_json_schema_requires_what_loading_requires_and_allows_nothing_else(kind):
    for name, part in parts_of(json_schema(kind)):
        if "properties" in part:
            assert part["additionalProperties"] is False, name
    required = {(name, key) for name, part in parts_of(json_schema(kind)) for key in part.get("required", [])}
    for name, key in required:
        assert key in dict(parts_of(json_schema(kind)))[name]["properties"]
    if kind == "newsletter":
        assert set(json_schema(kind)["required"]) == {"name", "from"}


def parts_of(schema: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    yield "", schema
    yield from schema.get("$defs", {}).items()


# The vocabularies of JSON Schema 2020-12 that we use; a keyword outside them would be ignored without a word.
KEYWORDS = {
    "$schema",
    "$defs",
    "$ref",
    "title",
    "description",
    "default",
    "examples",
    "type",
    "format",
    "pattern",
    "enum",
}
KEYWORDS |= {"properties", "required", "additionalProperties", "propertyNames", "items", "minItems", "minimum", "anyOf"}
TYPES = {"string", "integer", "object", "array", "null", "boolean", "number"}


def check_schema(schema: dict[str, Any], root: dict[str, Any]) -> None:
    """That a schema is one of 2020-12, as far as the keywords used go."""
    assert set(schema) <= KEYWORDS
    assert schema.get("type", "string") in TYPES
    if "$ref" in schema:
        assert schema["$ref"].removeprefix("#/$defs/") in root["$defs"]
    if "pattern" in schema:
        re.compile(schema["pattern"])
    inner = [*schema.get("properties", {}).values(), *schema.get("$defs", {}).values(), *schema.get("anyOf", [])]
    inner += [
        schema[key] for key in ("items", "propertyNames", "additionalProperties") if isinstance(schema.get(key), dict)
    ]
    for part in inner:
        check_schema(part, root)


@pytest.mark.parametrize("kind", KINDS)
def test_the_json_schema_is_json_schema_2020_12(kind):
    schema = json.loads(json.dumps(json_schema(kind)))

    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    check_schema(schema, schema)


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("text", ["colour_scheme: x\n", "- x\n", "x\n", "{}x\n", "[]\n"])
def test_nothing_unknown_passes_in_silence(kind, text):
    assert read(kind, text).problems


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_misspelt_is_told_with_a_suggestion_at_its_place(kind):
    lines = EXAMPLES[kind].split("\n")
    for number, line in enumerate(lines, 1):
        match = re.match(r"(?P<lead> *(?:- )?)(?P<key>[a-z_]{5,}):", line)
        if (
            not match
            or match["key"][-1] == match["key"][-2]
            or not {match["key"]} & {key for _, key in keys_of(KINDS[kind])}
        ):
            continue
        misspelt = f"{match['lead']}{match['key'][:-2]}{match['key'][-1]}{match['key'][-2]}{line[match.end() - 1 :]}"
        problems = read(kind, "\n".join([*lines[: number - 1], misspelt, *lines[number:]])).problems

        assert [(p.code, p.place.line, p.place.column) for p in problems] == [
            ("key-unknown", number, match.start("key") + 1)
        ]
        assert problems[0].fix == f"Did you mean `{match['key']}`?"
