"""Columns, parameters, draws, documents, outcome tables: what every other room stands on."""
