"""A worker process: lives one task after the other for the process that started it, and ends when that one does.

Tasks come as lines on standard input, answers go as lines to what was standard output; whatever else is printed goes
to standard error.
"""

from __future__ import annotations

import os
import threading
from queue import SimpleQueue
from typing import TextIO

from .. import parts
from .work import READY, answered

PARTS = parts.PARTS  # imported before a worker says that it is ready, so that no task pays or is blamed for it


def _listen(lines: TextIO, asked: SimpleQueue[str]) -> None:
    """Hands on what is asked; the end of the input is the end of the one who asks, and of this process."""
    for line in lines:
        asked.put(line)
    os._exit(0)


def main() -> None:
    """Answer until nobody asks any more."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    lines = os.fdopen(os.dup(0), "r", encoding="utf-8")
    os.dup2(2, 1)
    with open(os.devnull, encoding="utf-8") as nothing:
        os.dup2(nothing.fileno(), 0)
    asked: SimpleQueue[str] = SimpleQueue()
    threading.Thread(target=_listen, args=(lines, asked), daemon=True).start()
    print(READY, file=answers, flush=True)
    while True:
        try:
            print(answered(asked.get()), file=answers, flush=True)
        except BrokenPipeError:  # who asked was killed in the meantime
            os._exit(0)


if __name__ == "__main__":
    main()
