"""The child process that looks for a regular expression: some never end, and only a process can be stopped.

JSON on stdin: {"pattern": ..., "texts": [...], "most": ...}. Answers a line of JSON per text: the places (start, end) found in it;
or one line {"refused": ...} for what is no pattern. Run as a script on its own: it imports nothing of ours.
"""

from __future__ import annotations

import json
import re
import sys
from itertools import islice

_MEMORY = 1_000_000_000
_CPU_SECONDS = 60


def main() -> None:
    """Read pattern and texts from stdin, and write what is found as it is found."""
    _limit()
    given = json.loads(sys.stdin.buffer.read())
    try:
        pattern = re.compile(given["pattern"], re.IGNORECASE | re.MULTILINE)
    except (re.error, OverflowError, RecursionError) as error:
        sys.stdout.write(json.dumps({"refused": str(error)}) + "\n")
        return
    left = given["most"]
    for text in given["texts"]:
        there = (match.span() for match in pattern.finditer(text) if match.end() > match.start())
        places = list(islice(there, left))
        left -= len(places)
        sys.stdout.write(json.dumps(places) + "\n")
        sys.stdout.flush()


def _limit() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limits; the parent's clock still holds
        return
    for what, limit in ((resource.RLIMIT_AS, _MEMORY), (resource.RLIMIT_CPU, _CPU_SECONDS)):
        hard = resource.getrlimit(what)[1]
        most = limit if hard == resource.RLIM_INFINITY else min(limit, hard)
        resource.setrlimit(what, (most, hard))


if __name__ == "__main__":
    main()
