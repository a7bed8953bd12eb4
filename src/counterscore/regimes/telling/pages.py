"""Write the pages of the documentation about regimes: one page per regime, an index, and what versions change."""

from __future__ import annotations

from collections.abc import Sequence

from counterscore.regimes.catalogue import library_files
from counterscore.regimes.regime import Regime, load_regime
from counterscore.regimes.telling.differences import differences
from counterscore.regimes.telling.kinds import KIND_WORDS, kinds_of
from counterscore.regimes.telling.page import page_of
from counterscore.regimes.telling.paper import Bullets, Chapter, Page, Table, Text, as_markdown
from counterscore.regimes.telling.words import FAMILY_WORDS, STATUS_WORDS

MADE = "<!-- made by docs/make_regime_pages.py; do not edit by hand -->"


def full_page(regime: Regime) -> Page:
    """Return the page of a regime with what its other versions change; safeguards put in leave the versions out."""
    own = {regime.id, *(entry.id for entry in regime.spec.variants.values())}
    versions = versions_of(regime) if own >= set(regime.applied) else []
    return page_of(regime.spec, regime.applied, versions)


def versions_of(regime: Regime) -> list[tuple[str, str, list[str]]]:
    """Return (id, title, what differs in words) of every other version of a regime."""
    found = []
    shipped = regime.id in library_files()
    for key, entry in regime.spec.variants.items():
        other = load_regime(entry.id) if shipped else regime.variant(key)
        if other.digest() == regime.digest():
            continue
        told = [one.told() for one in differences(regime.spec, other.spec) if one.kind != "same"]
        found.append((entry.id, entry.title, [*([entry.summary] if entry.summary else []), *told]))
    return found


def regime_page(name: str) -> str:
    """Return the Markdown page of a shipped regime."""
    page = full_page(load_regime(name))
    how = Chapter("Run it", (Text(f"```sh\ncounterscore run {name}\ncounterscore show {name}\n```"),))
    back = Chapter("All regimes", (Text("[The catalogue](index.md)"),))
    return as_markdown(Page(page.title, page.line, (*page.chapters, how, back)), MADE)


def index_page() -> str:
    """Return the Markdown table of all shipped regimes by family."""
    names = list(library_files())
    chapters = []
    for family, title in FAMILY_WORDS.items():
        rows = [_row(load_regime(name)) for name in names if load_regime(name).spec.family == family]
        if rows:
            chapters.append(Chapter(title, (Table(("regime", "status", "kind", "who", "assumed"), tuple(rows)),)))
    words = Chapter("What a status means", (Bullets(tuple(f"{name}: {text}." for name, text in STATUS_WORDS.items())),))
    kinds = Chapter("What a kind means", (Bullets(tuple(f"{name}: {text}." for name, text in KIND_WORDS.items())),))
    line = "Every regime that ships, and the share of its numbers that nobody documented (`counterscore regimes`)."
    return as_markdown(Page("Regimes", line, (*chapters, words, kinds)), MADE)


def _row(regime: Regime) -> tuple[str, ...]:
    spec = regime.spec
    title = f"[{spec.title}]({regime.id}.md)"
    others = [entry.id for entry in spec.variants.values()]
    also = f"; versions {', '.join(f'`{name}`' for name in others)}" if others else ""
    share = f"{100 * regime.assumption_share():.0f} % of {len(regime.values())}"
    return (f"{title}: `{regime.id}`{also}", spec.status, ", ".join(kinds_of(spec)), spec.subjects, share)


def all_pages() -> dict[str, str]:
    """Return every page below docs/regimes by its file name."""
    pages = {f"{name}.md": regime_page(name) for name in library_files()}
    return {"index.md": index_page(), **pages}


def stale(texts: dict[str, str], have: dict[str, str]) -> Sequence[str]:
    """Return the names of pages that are missing, other than what is made now, or of no regime any more."""
    return sorted(name for name in {*texts, *have} if texts.get(name) != have.get(name))
