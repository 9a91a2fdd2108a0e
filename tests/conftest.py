"""Hypothesis: few examples while working, many where CI is set."""

import os

from hypothesis import settings

settings.register_profile("dev", max_examples=50, deadline=None)
settings.register_profile("ci", max_examples=120, deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")
