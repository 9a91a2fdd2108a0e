"""Follow: asks the sites that an edition links to whether the pages are there.

Rule: nothing that is typed into an issue makes this machine talk to anything but the public web. An address is judged
before anything is sent to it, the connection goes to the very address that was judged, and a redirect is a new link.
What a site sends is read as far as its status and a few headers, within bounds of size and of time.
"""

from composer.follow.addresses import IPAddress, is_public
from composer.follow.bounds import Bounds
from composer.follow.following import Follower, follow_all
from composer.follow.kept import KeptAnswers
from composer.follow.names import Names
from composer.follow.net import Net, Resolve
from composer.follow.targets import Target, Unfollowed, target_of

__all__ = [
    "Bounds",
    "Follower",
    "IPAddress",
    "KeptAnswers",
    "Names",
    "Net",
    "Resolve",
    "Target",
    "Unfollowed",
    "follow_all",
    "is_public",
    "target_of",
]
