"""From links to answers: redirects followed, each judged like a link; many hosts at a time."""

from __future__ import annotations

import math
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from ipaddress import ip_address

from composer.follow.addresses import IPAddress
from composer.follow.bounds import Bounds
from composer.follow.exchange import NoReplyError, Reply, Request, ask
from composer.follow.manners import Manners, out_of_time
from composer.follow.net import Net
from composer.follow.targets import Target, Unfollowed, moved, target_of
from composer.model import Answer, Leads

_MOVED = frozenset({301, 302, 303, 307, 308})
_LATER = frozenset({429, 503})  # "not so fast" and "not now": a GET at once would only be one more request


def follow_all(hrefs: Iterable[str], net: Net, agent: str, bounds: Bounds | None = None) -> dict[str, Answer]:
    """Where each link leads; of more than `bounds.links`, the first. `agent` is what we say who we are."""
    return Follower(net, agent, bounds or Bounds()).follow_all(hrefs)


def _by_host(hrefs: Iterable[str]) -> list[list[str]]:
    """The links in groups, one for each host, so that no thread waits for another."""
    groups: dict[str, list[str]] = {}
    for href in hrefs:
        try:
            host = target_of(href).host
        except Unfollowed:
            host = ""
        groups.setdefault(host, []).append(href)
    return list(groups.values())


class Follower:
    """Follows links within one run's bounds, which begins when it is made. May be used by several threads."""

    def __init__(self, net: Net, agent: str, bounds: Bounds) -> None:
        self._net = net
        self._agent = agent
        self._bounds = bounds
        self._manners = Manners(bounds.pause, bounds.silences)
        self._end = time.monotonic() + bounds.run
        self._links_left = bounds.links

    def stop(self) -> None:
        """Ask nothing more."""
        self._end = 0

    def follow_all(self, hrefs: Iterable[str]) -> dict[str, Answer]:
        """Where each link leads; of more than are left to the run, the first."""
        wanted = list(dict.fromkeys(hrefs))
        asked, rest = wanted[: self._links_left], wanted[self._links_left :]
        self._links_left -= len(asked)
        with ThreadPoolExecutor(self._bounds.hosts, thread_name_prefix="follow") as pool:
            try:
                answered = dict(pair for pairs in pool.map(self.follow_each, _by_host(asked)) for pair in pairs)
            except BaseException:
                self.stop()
                raise
        too_many = Answer(Leads.UNASKED, f"only {self._bounds.links} links are tried at a time")
        return {href: answered[href] for href in asked} | dict.fromkeys(rest, too_many)

    def follow_each(self, hrefs: Iterable[str]) -> list[tuple[str, Answer]]:
        """Each link with where it leads."""
        return [(href, self.follow(href)) for href in hrefs]

    def follow(self, href: str) -> Answer:
        """Where a link leads."""
        until = min(time.monotonic() + self._bounds.link, self._end)
        try:
            return _judged(self._last_reply(target_of(href), until).status)
        except Unfollowed as error:
            return error.answer

    def _last_reply(self, target: Target, until: float) -> Reply:
        """The reply at the end of the redirects."""
        reply = self._reply(target, until)
        met = {target.url}
        while reply.status in _MOVED and reply.location:
            target = _next(target, reply.location)
            if target.url in met or len(met) > self._bounds.redirects:
                raise Unfollowed(Leads.DOUBTFUL, "its site sends a reader on and on")
            met.add(target.url)
            reply = self._reply(target, until)
        return reply

    def _reply(self, target: Target, until: float) -> Reply:
        """What the target's host says; what keeps it from saying anything is noted."""
        self._manners.refuse(target.site)
        try:
            return self._asked_well(target, until)
        except Unfollowed as error:
            if error.answer.leads not in (Leads.UNASKED, Leads.OFFLINE):
                self._manners.note(target.site, error)
            raise

    def _asked_well(self, target: Target, until: float) -> Reply:
        """The reply to HEAD or, where that is refused, to GET; after a while, if the host wants so."""
        reply = self._asked("HEAD", target, until)
        if reply is None or (reply.status >= 400 and reply.status not in _LATER):
            reply = self._asked("GET", target, until)
        if reply and reply.status in _LATER and (wait := _wanted_wait(reply)) <= self._bounds.patience:
            time.sleep(max(0, min(wait, until - time.monotonic())))
            reply = self._asked("GET", target, until)
        if reply is None:
            raise Unfollowed(Leads.DOUBTFUL, f"{target.host} hangs up without an answer")
        if reply.status == _LESS_OFTEN:
            raise Unfollowed(Leads.DOUBTFUL, f"{target.host} wants to be asked less often", of_host=True)
        return reply

    def _asked(self, method: str, target: Target, until: float) -> Reply | None:
        """The reply to one request; None: the host hangs up without one."""
        request = Request(method, target, self._agent)
        unreached = Unfollowed(Leads.DOUBTFUL, f"{target.host} has no address", of_host=True)
        for address in self._addresses(target, until)[: self._bounds.addresses]:
            try:
                return self._asked_at(address, request, until)
            except NoReplyError:
                return None
            except Unfollowed as error:
                if not error.of_host:
                    raise
                unreached = error
        raise unreached

    def _asked_at(self, address: IPAddress, request: Request, until: float) -> Reply:
        """The reply of a machine, which hears one request at a time, however many names it has."""
        with self._manners.turn(str(address), until):
            until = min(time.monotonic() + self._bounds.request, until)
            return ask(request, address, self._net.trust, until, self._bounds.head)

    def _addresses(self, target: Target, until: float) -> Sequence[IPAddress]:
        """Where the target is, all of it judged: one bad address is enough to ask none."""
        if target.port not in self._net.ports:
            raise Unfollowed(Leads.UNASKED, "only the ports 80 and 443 are asked")
        addresses = self._resolved(target.host, until)
        if not all(map(self._net.may_ask, addresses)):
            raise Unfollowed(Leads.DOUBTFUL, f"{target.host} is within a private network", of_host=True)
        return addresses

    def _resolved(self, host: str, until: float) -> Sequence[IPAddress]:
        try:
            return [ip_address(host)]
        except ValueError:
            left = min(self._bounds.request, until - time.monotonic())
            if left <= 0:
                raise out_of_time() from None
            return self._net.resolve(host, left)


def _next(target: Target, location: str) -> Target:
    """Where a redirect leads; that it may not be asked says something of the link."""
    try:
        return moved(target, location)
    except Unfollowed as error:
        why = f"its site sends a reader on to where we do not follow: {error.answer.why}"
        raise Unfollowed(Leads.DOUBTFUL, why) from error


_LESS_OFTEN = 429


def _wanted_wait(reply: Reply) -> float:
    """For how many seconds a host wants to be left alone."""
    if reply.retry_after is not None:
        return reply.retry_after
    return math.inf if reply.status == _LESS_OFTEN else 0


def _judged(status: int) -> Answer:
    if status < 300 or status == 416:  # 416: the page is there, and has no first byte
        return Answer(Leads.SOMEWHERE)
    if status in _GONE:
        return Answer(Leads.NOWHERE, f"there is no such page any more ({status})" if status == 410 else _NO_PAGE)
    for first, why in _WHY:
        if status >= first:
            return Answer(Leads.DOUBTFUL, f"{why} ({status})")
    return Answer(Leads.DOUBTFUL, f"its site sends a reader on to nowhere ({status})")


_GONE = frozenset({404, 410})
_NO_PAGE = "there is no such page (404)"
_WHY = (
    (600, "its site gives a strange answer"),
    (500, "its site has a fault"),
    (429, "its site wants to be asked less often"),
    (404, "its site gives a strange answer"),
    (403, "its site shows it to nobody who asks like this"),
    (401, "its site asks for a password"),
    (400, "its site gives a strange answer"),
)
