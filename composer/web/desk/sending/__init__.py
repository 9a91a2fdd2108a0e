"""An issue on its way out: what is wrong, a test copy, the audience, approval, sending, the balance.

Rule: a GET changes nothing, anywhere. What a POST does is done only if it is what the page had summed up.
"""

from __future__ import annotations

from starlette.routing import Route

from composer.web.desk import Desk
from composer.web.desk.sending.acts import Acts
from composer.web.desk.sending.events import Events
from composer.web.desk.sending.looks import Looks
from composer.web.desk.sending.sends import Sends
from composer.web.posting import posting


def routes(desk: Desk) -> list[Route]:
    """The pages of sending."""
    looks = Looks(desk, Sends(desk.opened.stopping))
    acts = Acts(desk, looks)
    at = "/{number:int}/send/"
    return [
        Route(at, looks.page),
        Route(f"{at}events", Events(desk).events),
        Route(f"{at}people", looks.people),
        Route(f"{at}runs/{{run}}", looks.run),
        Route(f"{at}runs/{{run}}/networks.csv", looks.networks_csv),
        Route(f"{at}letters", looks.letters),
        Route(f"{at}letters/{{key}}", looks.letter),
        Route(f"{at}copies/{{count:int}}", looks.test_copy),
        posting(f"{at}test", acts.test),
        posting(f"{at}approve", acts.approve),
        posting(f"{at}rehearse", acts.rehearse),
        posting(f"{at}go", acts.send),
        posting(f"{at}stop", acts.stop),
        posting(f"{at}doubts", acts.settle_doubts),
        posting(f"{at}retry", acts.retry),
        posting(f"{at}cancel", acts.cancel),
    ]
