"""The start: a command, or the window when there is none. Wiring only."""

import sys

from core.cli import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
