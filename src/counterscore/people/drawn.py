"""Rows of keyed uniforms: one row per stream, one column per number."""

from __future__ import annotations

import numpy as np

from counterscore.core.draws import fill, stream_number


def draw_rows(streams: tuple[str, ...], first: int, n: int, seed: int) -> np.ndarray:
    """Keyed uniforms of the numbers first..first+n-1, one row per stream, shape (len(streams), n)."""
    rows = np.empty((len(streams), n), np.float64)
    for row, stream in zip(rows, streams, strict=True):
        fill(row, first, seed, stream_number(stream), 0, 0)
    return rows
