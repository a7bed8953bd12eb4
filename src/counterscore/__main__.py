"""``python -m counterscore`` does what ``counterscore`` does."""

from __future__ import annotations

from .cli import main

if __name__ == "__main__":
    main(prog_name="counterscore")
