"""Makes docs/regimes/*.md and docs/scope.md from the files of the regimes. Usage: python docs/make_regime_pages.py"""

from __future__ import annotations

from pathlib import Path

from counterscore.regimes.telling.pages import all_pages
from counterscore.regimes.telling.scope import load_scope, scope_page

HERE = Path(__file__).parent


def main() -> None:
    """Writes every page anew and removes pages of regimes that are gone."""
    folder = HERE / "regimes"
    folder.mkdir(exist_ok=True)
    pages = all_pages()
    for name, text in pages.items():
        (folder / name).write_text(text, encoding="utf-8")
    for file in folder.glob("*.md"):
        if file.name not in pages:
            file.unlink()
    (HERE / "scope.md").write_text(scope_page(load_scope()), encoding="utf-8")
    print(f"{len(pages)} pages in {folder.name}, and scope.md")


if __name__ == "__main__":
    main()
