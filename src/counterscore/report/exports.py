"""Everything of a report that can be taken elsewhere: pictures, tables of aggregates and a summary in Markdown."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from ..audit.summary import Summary
from ..core.description import Description
from ..core.errors import SpecError
from ..core.outcome import Outcome
from .language import ENGLISH, speaking
from .markdown import markdown_of
from .model import model_description, works_json
from .page import Page, html_of
from .pictures import png_of, svg_of
from .tidy import write_tables
from .writing import in_language

Pages = Callable[[], Page]


def write_all(
    outcome: Outcome, found: Summary, folder: Path, language: str, page: Pages, model: Description | None = None
) -> list[Path]:
    """Write report, summary, pictures and tables into a folder; the files, in the order of writing.

    `page` makes the page in the language in use; `model` adds its description and the bibliography as CSL-JSON. These
    and the heads of tables are English in every language. PNG pictures come last: where they cannot be made, everything
    else is there.
    Raises SpecError where resvg-py or a font is missing, saying what to install.
    """
    with speaking(ENGLISH):
        english = page()
        paths = write_tables(outcome, found, english, folder / "data")
        if model is not None:
            works = json.dumps(works_json(model), ensure_ascii=False, indent=1)
            paths.append(_written(folder / "model.md", model_description(model)))
            paths.append(_written(folder / "bibliography.json", f"{works}\n"))
    with speaking(language):
        made = english if language == ENGLISH else page()
        pictures = folder / ("figures" if language == ENGLISH else f"figures.{language}")
        texts = {"report.html": html_of(made), "summary.md": markdown_of(made, pictures.name)}
        for name, text in texts.items():
            paths.append(_written(folder / in_language(name, language), text))
        pictures.mkdir(exist_ok=True)
        drawn = {figure.key: svg_of(figure, made.stamp) for figure in made.figures()}
        paths += [_written(pictures / f"{key}.svg", text) for key, text in drawn.items()]
        for key, text in drawn.items():
            path = pictures / f"{key}.png"
            try:
                path.write_bytes(png_of(text))
            except SpecError as problem:
                raise SpecError(f"{problem}\n  everything else is written: {folder}") from None
            paths.append(path)
    return paths


def _written(path: Path, text: str) -> Path:
    path.write_text(text, encoding="utf-8")
    return path
