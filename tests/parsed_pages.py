"""A page of HTML taken apart, for tests of what reports say: elements, texts, and faults of its markup."""

from __future__ import annotations

from html.parser import HTMLParser

VOID = {"meta", "link", "br", "hr", "img", "input"}
FETCHED = {"src", "href", "xlink:href", "srcset", "action", "poster", "data", "background"}


class Parsed(HTMLParser):
    """Every element with its attributes, its text and the elements it stands in; faults are collected."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[int] = []
        self.elements: list[tuple[str, dict[str, str], list[int]]] = []
        self.texts: dict[int, str] = {}
        self.faults: list[str] = []
        self.feed(text)
        self.close()
        self.faults += [f"<{self.elements[i][0]}> is never closed" for i in self.open]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element; elements without an end are not opened."""
        self.elements.append((tag, {k: v or "" for k, v in attrs}, list(self.open)))
        if tag not in VOID:
            self.open.append(len(self.elements) - 1)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Notes an element that closes itself."""
        self.elements.append((tag, {k: v or "" for k, v in attrs}, list(self.open)))

    def handle_endtag(self, tag: str) -> None:
        """Closes the innermost element, which must be this one."""
        if not self.open or self.elements[self.open[-1]][0] != tag:
            self.faults.append(f"</{tag}> closes nothing")
        else:
            self.open.pop()

    def handle_data(self, data: str) -> None:
        """Gives text to every element it stands in."""
        for i in self.open:
            self.texts[i] = self.texts.get(i, "") + data

    def inside(self, outer: int, tag: str) -> list[int]:
        """Elements of a tag within another element."""
        return [i for i, (name, _, path) in enumerate(self.elements) if name == tag and outer in path]

    def all(self, tag: str) -> list[int]:
        """Elements of a tag."""
        return [i for i, (name, _, _) in enumerate(self.elements) if name == tag]
