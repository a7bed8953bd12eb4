"""Sobol indices of the Ishigami function, sin x + a sin(y)^2 + b z^4 sin x over -pi..pi, had twice without sampling.

The figures stand in target R4; closed forms from Ishigami and Homma 1990.
"""

from __future__ import annotations

import math

import numpy as np
import pytest

A, B = 7.0, 0.1


def closed_form() -> tuple[list[float], list[float]]:
    """First and total indices from the variances of the parts."""
    own_x = (1 + B * math.pi**4 / 5) ** 2 / 2
    own_y = A**2 / 8
    together = 8 * B**2 * math.pi**8 / 225
    whole = own_x + own_y + together
    assert whole == pytest.approx(0.5 + A**2 / 8 + B * math.pi**4 / 5 + B**2 * math.pi**8 / 18, rel=1e-14)
    return [own_x / whole, own_y / whole, 0.0], [(own_x + together) / whole, own_y / whole, together / whole]


def by_quadrature() -> tuple[list[float], list[float]]:
    """The same from means over a grid of Gauss and Legendre, 40 points a side."""
    points, weights = np.polynomial.legendre.leggauss(40)
    x, w = math.pi * points, weights / 2
    values = np.sin(x)[:, None, None] + A * np.sin(x)[None, :, None] ** 2
    values = values + B * x[None, None, :] ** 4 * np.sin(x)[:, None, None]
    volume = w[:, None, None] * w[None, :, None] * w[None, None, :]
    mean = float((values * volume).sum())
    whole = float(((values - mean) ** 2 * volume).sum())

    def known(kept: tuple[int, ...]) -> float:
        """Variance of the mean given some of the numbers."""
        inside = values
        for axis in (2, 1, 0):
            if axis not in kept:
                shape = [1, 1, 1]
                shape[axis] = len(w)
                inside = (inside * w.reshape(shape)).sum(axis=axis, keepdims=True)
        spread = np.broadcast_to((inside - mean) ** 2, values.shape)
        return float((spread * volume).sum())

    first = [known((k,)) / whole for k in range(3)]
    return first, [1 - known(tuple(j for j in range(3) if j != k)) / whole for k in range(3)]


def test_the_expected_indices_follow_from_the_function() -> None:
    """Closed form and quadrature agree to 1e-10, and give the figures of the target to its last digit."""
    exact, again = closed_form(), by_quadrature()
    for one, other in zip(exact, again, strict=True):
        assert other == pytest.approx(one, abs=1e-10)
    assert exact[0] == pytest.approx([0.313905, 0.442411, 0.0], abs=5e-7)
    assert exact[1] == pytest.approx([0.557589, 0.442411, 0.243684], abs=5e-7)
