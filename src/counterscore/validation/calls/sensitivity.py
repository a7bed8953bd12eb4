"""Indices of sensitivity of a function whose indices are known."""

from __future__ import annotations

import math

import numpy as np

from ...audit.sensitivity import sobol_indices


def ishigami(a: float, b: float, sample: int, seed: int) -> dict[str, object]:
    """Sobol indices of sin x + a sin(y)^2 + b z^4 sin x over three ranges from -pi to pi."""

    def model(points: np.ndarray) -> np.ndarray:
        x, y, z = points.T
        return np.asarray(np.sin(x) + a * np.sin(y) ** 2 + b * z**4 * np.sin(x))

    found = sobol_indices(model, dict.fromkeys("xyz", (-math.pi, math.pi)), sample=sample, seed=seed)
    return {"first": found.first, "total": found.total, "evaluations": found.evaluations}
