"""Writes the report of a study from its answers.json: one file that opens offline and holds every number it shows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ...audit.studied.study import Studied
from ...core.errors import OutcomeError
from ..language import ENGLISH, say, speaking
from ..markdown import markdown_of
from ..page import Page, html_of
from ..writing import in_language, present, status_of
from .budget import budget_section
from .calibration import calibration_section
from .closing import again_section, assumptions, failures_section, limits, sources, worlds_section
from .doubts import doubts_section
from .fans import fans_section
from .ground import Ground
from .influence import influence_section
from .questions import basis, questions_section
from .verdicts import answer_words, question_words

FILE = "answers.json"


def write_study_report(folder: Path | str, language: str = ENGLISH) -> Path:
    """Write report.html (report.zh.html for "zh") into a study folder and return where it is.

    Raises: OutcomeError where the folder has no answers, or none that can be read; SpecError for an unknown language.
    """
    found = read_study(folder)
    with speaking(language):
        text = html_of(study_page(found))
    place = Path(folder) / in_language("report.html", language)
    place.write_text(text, encoding="utf-8")
    return place


def study_markdown(found: Studied, language: str = ENGLISH) -> str:
    """The same page as Markdown, without pictures. Raises: SpecError for an unknown language."""
    with speaking(language):
        return markdown_of(study_page(found))


def read_study(folder: Path | str) -> Studied:
    """What answers.json of a study folder says. Raises: OutcomeError."""
    path = Path(folder) / FILE
    try:
        return Studied.model_validate_json(path.read_bytes())
    except OSError:
        raise OutcomeError(
            f"{path}: no such file; expected the folder of a study that has run (counterscore study run)"
        ) from None
    except ValidationError as fault:
        first = fault.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise OutcomeError(f"{path}: {place}: {first['msg']}; run the study again to renew it") from None


def study_page(found: Studied) -> Page:
    """The whole page as plain data, in the language in use: the question and its answer first."""
    ground = Ground(found)
    first = found.answers[0] if found.answers else None
    return Page(
        title=found.title,
        status=status_of(ground.regime),
        about=_about(ground),
        question=question_words(first, ground) if first else say("Nothing could be answered yet."),
        answer=answer_words(first, ground) if first else say("No question of this study has an answer."),
        basis=basis(ground),
        sections=present(
            questions_section(ground) if first else None,
            fans_section(ground),
            doubts_section(ground),
            influence_section(ground),
            calibration_section(ground),
            budget_section(ground),
            worlds_section(ground),
            failures_section(ground),
            assumptions(ground),
            limits(ground),
            sources(ground),
            again_section(ground),
        ),
        version=found.version,
        study_hash=found.sha256[:12],
        seed=int(ground.known("seed", 0)),
        numbers=_numbers(found),
    )


def _about(ground: Ground) -> str:
    """The regime the study is about, and what it does."""
    title, summary = str(ground.regime.get("title") or ""), str(ground.regime.get("summary") or "").strip()
    if not title:
        return say(summary) if summary else ""
    return say("{title}: {note}", title=say(title), note=say(summary)) if summary else say(title)


def _numbers(found: Studied) -> dict[str, Any]:
    """What is embedded as JSON: everything of answers.json but the text of the regime."""
    return {"schema": "counterscore-study-report/1", "study": found.model_dump(mode="json", exclude={"resolved"})}
