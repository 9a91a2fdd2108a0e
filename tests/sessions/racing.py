"""A process of its own that uses one link many times at once, and prints each session that it got."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from composer.sessions import Realm, Sessions
from tests.sessions.test_sessions import BROWSER, NOW

if __name__ == "__main__":
    var, link, times = Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    sessions = Sessions(var)
    print("ready", flush=True)
    sys.stdin.readline()
    with ThreadPoolExecutor(times) as threads:
        tries = [threads.submit(sessions.redeem, link, Realm.LISTS, BROWSER, NOW, lambda _: True) for _ in range(times)]
    for session in (one.result() for one in tries):
        if session:
            print(session)
