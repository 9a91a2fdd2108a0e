"""Sign-in without passwords: links that work once, and the sessions that they begin.

Rule: nothing here names anybody or opens anything: people stand under their keys, links, browsers and sessions as
SHA-256 of values that only the mail and the browser have.
"""

from composer.sessions.realm import Realm
from composer.sessions.sessions import KNOWN_LASTS, LINK_LASTS, SESSION_LASTS, Sessions

__all__ = ["KNOWN_LASTS", "LINK_LASTS", "SESSION_LASTS", "Realm", "Sessions"]
