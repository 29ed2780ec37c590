"""`python -m tests.bench start|reports [--rounds N]`: measure, and print a table."""

from __future__ import annotations

import argparse

from tests.bench import reports, start

MEASURES = {"start": start.measure, "reports": reports.measure}


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=start.__doc__)
    parser.add_argument("what", choices=MEASURES, nargs="?", default="start")
    parser.add_argument("--rounds", type=int, default=9)
    asked = parser.parse_args()
    MEASURES[asked.what](asked.rounds)


if __name__ == "__main__":
    main()
