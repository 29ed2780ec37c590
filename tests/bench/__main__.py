"""`python -m tests.bench start|reports|kernel|batch [--rounds N]`: measure, and print a table."""

from __future__ import annotations

import argparse

from tests.bench import batch, kernel, reports, start


def main() -> None:
    """Run one of the measurements."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=start.__doc__)
    parser.add_argument(
        "what", choices=("start", "reports", "kernel", "batch"), nargs="?", default="start"
    )
    parser.add_argument(
        "--rounds", type=int, help="9 unless you say so; 5 of the batch, 3 of the kernel"
    )
    sizes = parser.add_argument_group(
        "batch and kernel", "How much to measure with; 0 leaves it out."
    )
    sizes.add_argument("--files", type=int, default=10_000, help="answers files")
    sizes.add_argument("--rows", type=int, default=1_000_000, help="rows of a table")
    sizes.add_argument("--clients", type=int, default=1_000, help="clients with everything on")
    asked = parser.parse_args()
    match asked.what:
        case "start":
            start.measure(asked.rounds or 9)
        case "reports":
            reports.measure(asked.rounds or 9)
        case "kernel":
            kernel.measure(asked.rounds or 3, asked.rows)
        case _:
            batch.measure(asked.rounds or 5, asked.files, asked.rows, asked.clients)


if __name__ == "__main__":
    main()
