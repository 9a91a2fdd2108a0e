"""A command, how long it took from start to exit, and the most memory it held.

    python -m bench.peak COMMAND ARGUMENTS

prints JSON: `seconds`, and `megabytes` as the system counted them (getrusage); what the command prints is left out.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time


def main() -> None:
    begun = time.perf_counter()
    ended = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
    seconds = time.perf_counter() - begun
    if ended.returncode:
        sys.exit(f"{' '.join(sys.argv[1:])} ended with {ended.returncode}")
    megabytes = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "megabytes": megabytes}))


if __name__ == "__main__":
    main()
