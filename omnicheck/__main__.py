"""Entry point of `omnicheck` and of `python -m omnicheck`."""

from __future__ import annotations


def main() -> None:
    """Run the command line."""
    from omnicheck.cli import run

    run()


if __name__ == "__main__":
    main()
