"""Regimes: the rules of a scoring system as sourced files, with variants, patches and compiled tables."""

from __future__ import annotations

from counterscore.regimes.regime import Regime, json_schema, load_regime, regime_ids
from counterscore.regimes.schema import RegimeSpec

__all__ = ["Regime", "RegimeSpec", "json_schema", "load_regime", "regime_ids"]
