"""`serve` with everything but the storing: what the receiver would do if it could forget.

`python -m tests.benchmarks.unstored` takes the arguments of main.py.
"""

import sys

from core import cli
from core.incoming import intake
from core.incoming.origins import origins


def judge_all(store, requests, *, own_hosts, memory=None):
    """Look the plugin up and verify, as `intake.take_all` does, and keep nothing."""
    now = store.clock()
    found = origins(store, {each.plugin_id for each in requests})
    judged = [intake._judge(each, found.get(each.plugin_id), own_hosts, now) for each in requests]
    return [intake._answer(each) for each in judged]


if __name__ == "__main__":
    intake.take_all = judge_all
    sys.exit(cli.main(sys.argv[1:]))
