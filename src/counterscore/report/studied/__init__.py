"""The report of a study: the question first, its answer, and how far it can be trusted; from answers.json alone."""

from __future__ import annotations

from .writing import read_study, study_markdown, study_page, write_study_report

__all__ = ["read_study", "study_markdown", "study_page", "write_study_report"]
