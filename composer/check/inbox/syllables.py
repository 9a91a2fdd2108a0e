"""How many syllables an English word has, by its spelling; right for about 19 words in 20."""

from __future__ import annotations

import re
from functools import lru_cache

_VOWELS = re.compile("[aeiouy]+")
# Written, and not spoken.
_SILENT = re.compile(
    r"(?<=[^aeiouy])e$(?<![^aeiouylr]le)"  # make, but not table
    r"|(?<=[^aeiouytd])ed$(?<![^aeiouylr]led)"  # asked, but not wanted or disabled
    r"|(?<=[^aeiouyszxcg])es$(?<!shes|ches)(?<![^aeiouylr]les)"  # makes, but not houses or tables
    r"|(?<=[^aeiouy])e(?=(?:ly|ful|fully|less|ness|ment|ments|some|where|thing|times|work)$)(?<!ele)"  # safely
    r"|(?<=[aeiouy][^aeiouy])e(?=(?:body|one)$)"
)
# Vowels beside one another of which each is spoken.
_APART = re.compile(
    r"i(?=a)(?<![ctg]i)|(?<![tscgx])i(?=o(?!us$))|(?<=[^tscgx])i(?=ous$)|i(?=u)|(?<![qg])u(?=[ao])(?!a?r[dn])"
    r"|(?<=[^aeiou])e(?=o)(?<!pe)(?!one$)|[aeou](?=ing)|y(?=ing|er|a|o)(?<!^y)|(?<=[^aeiou])i(?=er|est|et)|(?<=r)ea(?=t(?:e|i|o))"
    r"|(?<=qu)i(?=et)|(?<=sc)i(?=e)|o(?=e[mt])|e(?=a$)|e(?=um)|(?<=[rd])i(?=en[ct])"
)
_ISM = re.compile(r"sm$|(?<=[^aeiou])n['’]t$|thm$")


@lru_cache(maxsize=8192)
def syllables(word: str) -> int:
    """The syllables of a word; of a number or an abbreviation, one."""
    lower = word.lower()
    groups = len(_VOWELS.findall(_SILENT.sub("", lower)))
    return max(1, groups + len(_APART.findall(lower)) + len(_ISM.findall(lower)))
