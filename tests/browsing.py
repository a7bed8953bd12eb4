"""A real browser for tests: the machine's Chromium, with the network watched, and axe from axe-playwright-python."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from needed import lacks, need

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
]  # fmt: skip
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


def chromium() -> str:
    """The machine's Chromium; without one the test is skipped with a reason, or fails where it must not be."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        lacks("no Chromium: install it")
    need("browser", "playwright", "axe_playwright_python")
    assert found is not None
    return found


def axe_script() -> str:
    """The text of axe, as axe-playwright-python carries it."""
    spec = find_spec("axe_playwright_python")
    assert spec is not None and spec.origin is not None
    return (Path(spec.origin).parent / "axe.min.js").read_text(encoding="utf-8")


@contextmanager
def started() -> Iterator[Any]:
    """The browser, for as many pages as wanted."""
    place = chromium()
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=place, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def opened(browser: Any, file: Path, width: int = 1000, **options: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page that shows a file, and the addresses it asked for so far."""
    asked: list[str] = []
    page = browser.new_page(viewport={"width": width, "height": 900}, **options)
    page.on("request", lambda request: asked.append(request.url))
    page.goto(file.resolve().as_uri())
    try:
        yield page, asked
    finally:
        page.close()


def violations(page: Any) -> list[str]:
    """What axe finds wrong by WCAG 2 (A and AA) and best practice, one line per rule with the first places."""
    page.evaluate(axe_script())
    found = page.evaluate("tags => axe.run(document, {runOnly: {type: 'tag', values: tags}})", TAGS)
    assert found["passes"], "axe looked at nothing"
    return [
        f"{one['id']}: {one['help']}: {[node['html'][:200] for node in one['nodes'][:3]]}"
        for one in found["violations"]
    ]
