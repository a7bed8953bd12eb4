"""``counterscore study schema``: the JSON Schema of study files."""

from __future__ import annotations

import click

from .common import print_json, with_json


@click.command("schema")
@with_json
def command(as_json: bool) -> None:
    """Print the JSON Schema of study files, for editors.

    A first line `# yaml-language-server: $schema=study.schema.json` lets an editor complete fields while you type.
    """
    from ..studies.file import StudyFile

    schema = StudyFile.model_json_schema(by_alias=True)
    print_json({"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema)
