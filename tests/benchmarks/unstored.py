"""`serve` with everything but the storing: what the receiver would do if it could forget.

`python -m tests.benchmarks.unstored` takes the arguments of main.py.
"""

import sys

from core import cli
from core.incoming import guards, intake


def judge_all(store, requests, *, own_hosts):
    """Look the plugin up and verify, as `intake.take_all` does, and keep nothing."""
    now = store.clock()
    origins = intake._origins(store, {request.plugin_id for request in requests})
    verdicts = [
        guards.judge(each, origins[each.plugin_id], own_hosts=own_hosts, now=now) for each in requests
    ]
    return [each if isinstance(each, guards.Answer) else guards.TAKEN for each in verdicts]


if __name__ == "__main__":
    intake.take_all = judge_all
    sys.exit(cli.main(sys.argv[1:]))
