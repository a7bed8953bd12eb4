"""How appended rows become stored columns: exactly, or not at all."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from .errors import OutcomeError, nearest


def storable(values: np.ndarray) -> np.ndarray:
    """A column as it is stored: booleans become 0 and 1."""
    return values.astype(np.uint8) if values.dtype == np.bool_ else values


def converted(table: str, name: str, values: np.ndarray, dtype: str) -> np.ndarray:
    """A copy of a column in its declared dtype; refused when a value would change."""
    given = np.asarray(values)
    if given.ndim != 1:
        raise OutcomeError(f"table {table!r}, column {name!r}: shape {given.shape}; expected one axis (R,)")
    wanted = np.dtype(dtype)
    if given.dtype == wanted:
        return np.array(given, copy=True)
    if given.dtype.kind not in "biuf":
        raise OutcomeError(f"table {table!r}, column {name!r}: dtype {given.dtype}; only numbers are stored")
    if wanted.kind == "f":
        return given.astype(wanted)
    if given.dtype.kind == "f" and not np.isfinite(given).all():
        raise OutcomeError(f"table {table!r}, column {name!r}: a value that is no number in a column of {dtype}")
    if len(given):
        low, high = given.min(), given.max()
        limits = np.iinfo(wanted)
        if low < limits.min or high > limits.max:
            raise OutcomeError(
                f"table {table!r}, column {name!r}: values from {low} to {high} do not fit {dtype}"
                f" ({limits.min} to {limits.max}); declare a wider dtype"
            )
    result = given.astype(wanted)
    if given.dtype.kind == "f" and not np.array_equal(result, given):
        raise OutcomeError(f"table {table!r}, column {name!r}: fractions in a column of {dtype}; declare float64")
    return result


def check_columns(table: str, given: list[str], types: Mapping[str, str]) -> None:
    """Names the first column that is missing or not known."""
    for name in given:
        if name not in types:
            known = ", ".join(types)
            raise OutcomeError(f"table {table!r}: unknown column {name!r}{nearest(name, types)}\n  known: {known}")
    for name in types:
        if name not in given:
            raise OutcomeError(f"table {table!r}: column {name!r} is missing from the appended rows")
