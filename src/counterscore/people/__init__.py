"""Synthetic people: sourced aggregate tables in, columns and ties of people who never existed out."""

from .fit import Fit, fit
from .population import People, populate
from .recipe import Recipe, load_recipe, recipe_ids
from .ties import Ties

__all__ = ["Fit", "People", "Recipe", "Ties", "fit", "load_recipe", "populate", "recipe_ids"]
