"""Composer: a weekly newsletter from plain files, sent once to each person.

Reading order: `model` (the nouns), `pipeline` (the order of everything), then any stage
(`load`, `compose`, `address`, `render`, `check`, `deliver`). Stages never import one another;
only `pipeline` knows their order.
"""

__version__ = "0.1.0"
