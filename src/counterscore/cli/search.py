"""``counterscore search``: where a word stands in everything that ships."""

from __future__ import annotations

import sys
from itertools import groupby
from typing import TYPE_CHECKING

import click

from .common import block, print_json, with_json

if TYPE_CHECKING:
    from ..regimes.telling.search import Document


@click.command("search")
@click.argument("words", nargs=-1, required=True)
@with_json
def command(words: tuple[str, ...], as_json: bool) -> None:
    """Find WORDS in all regimes, acts, safeguards and recipes: ids, titles, sentences, notes, sources.

    A text is found if it holds all the words, in any order. Exit code 1 if there is none.
    """
    from ..regimes.telling.search import SHORTEST, context, find, suggestion

    wanted = " ".join(words)
    if min(map(len, words)) < SHORTEST:
        raise click.UsageError(f"words need at least {SHORTEST} letters, so that they do not stand everywhere")
    documents = everything()
    hits = find(wanted, documents)
    if as_json:
        print_json([vars(hit) for hit in hits])
    elif hits:
        for (kind, name, title), some in groupby(hits, key=lambda hit: (hit.kind, hit.id, hit.title)):
            click.echo("\n".join(block(f"{kind} {name}: {title}", "", "    ")))
            for hit in some:
                also = f" (also in {', '.join(hit.also)})" if hit.also else ""
                click.echo("\n".join(block(f"{hit.place}: {context(hit.text, wanted)}{also}", "  ", "      ")))
            click.echo()
        click.echo(f"{len(hits)} texts")
    if not hits:
        click.echo(f"{wanted!r} stands nowhere{suggestion(words[0], documents)}", err=True)
        sys.exit(1)


def everything() -> list[Document]:
    """What can be searched: regimes, acts, safeguards, recipes."""
    from ..core.documents import load_document
    from ..people import recipe_ids
    from ..people.recipe import FOLDER
    from ..people.recipe import Document as RecipeFile
    from ..regimes.telling.search import Document, regime_documents
    from ..safeguards import load_safeguard, safeguard_ids

    found = regime_documents()
    for name in safeguard_ids():
        safeguard = load_safeguard(name)
        found.append(Document("safeguard", name, safeguard.title, safeguard))
    for name in recipe_ids():
        recipe = load_document(FOLDER / f"{name}.yaml", RecipeFile)
        found.append(Document("recipe", name, recipe.title, recipe))
    return found
