"""Drawings as SVG text, without a plotting library: lines, stacked areas, bars with intervals, strips of months."""
