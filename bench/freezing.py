"""One send as far as its first letter: how long resolving the audience took, and freezing the run.

    python -m bench.freezing WORKSPACE

prints JSON: `resolving`, from files to people, with composing and checking; `freezing`, with rendering and receipts;
both in seconds.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

from bench.workspaces import NUMBER
from composer import clock
from composer.pipeline.edition import Workspace
from composer.pipeline.sending import carry_out, hold_issue, plan


def main() -> None:
    now = clock.now()
    with hold_issue(Workspace.open(Path(sys.argv[1])), NUMBER, now) as held:
        begun = time.perf_counter()
        addressed = held.addressed()
        resolved = time.perf_counter()
        planned = plan(held, addressed, "bench", now, late=False, correction=False)
        before = time.perf_counter()
        carry_out(held, addressed, planned, now)
        frozen = time.perf_counter()
    print(json.dumps({"resolving": resolved - begun, "freezing": frozen - before}))


if __name__ == "__main__":
    main()
