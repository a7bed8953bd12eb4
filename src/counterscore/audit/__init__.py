"""Audits finished runs: metrics, paired effects, published targets and the summary every other room prints."""
