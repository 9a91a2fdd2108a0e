"""Where what is wrong with a page can be mended."""

from __future__ import annotations

from composer.check.story import Story
from composer.check.subject import Subject
from composer.model import Page
from composer.text import Place


def place_of_page(subject: Subject, page: Page) -> Place:
    """The workspace's own template; where there is none, the issue's date."""
    return Place(page.template, 1, 1) if page.template else subject.issue.place


def story_with(subject: Subject, words: str) -> tuple[Place, Story] | None:
    """The first story that has these words in one passage, and where."""
    for story in subject.stories:
        for passage in story.passages:
            at = passage.words.find(words)
            if at >= 0:
                return passage.at(at), story
    return None
