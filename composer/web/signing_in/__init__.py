"""Signing in by a link that is mailed: who asks, proves to be who they say by opening it in the same browser.

Rule: a GET changes nothing but cookies, so that whatever fetches a link in a letter uses nothing up.
"""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent
