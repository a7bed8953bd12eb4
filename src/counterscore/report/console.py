"""The table of the terminal: what a run came to, in at most 80 columns of plain text."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import zip_longest
from textwrap import wrap

from ..audit.frame import GROUPINGS
from ..audit.metrics.refusals import SECTORS
from ..audit.subjects import worded
from ..audit.summary import ArmSummary, EffectRow, Summary
from .answer import by_gravity, listed_words, nobody_differs, nothing_words
from .closing import tuned_words
from .codebook import arm_words, group_words, sector_words, spoken
from .sections import scaled, verdict
from .wording import count_of, crowd, interval, percent, plain, signed, whole
from .wrong_person import wrong_person_lines

WIDTH, LABEL, WIDE_LABEL, FEW = 80, 30, 38, "too few"
BANNER = "Synthetic people. Estimates from a simulation, not a forecast."
SHOWN_GROUPS = ("sex", "residence", "age_band", "firm_size")
MORE = {
    "ever_limited": "ever limited, /1,000", "ever_tainted": "suspect by ties, /1,000",
    "ever_pierced": "reached through others, /1,000", "ever_flagged": "ever flagged, /million",
    "ever_named": "named in public, /1,000", "ranked_low_months": "months ranked low, /1,000",
    "inspections": "inspections, /1,000", "acts_watched": "acts watched per adult",
    "proofs_refused": "honest proofs refused, /1,000", "copied_without_consent": "copied, not asked, /1,000",
    "residual_months": "residual copies, months /1,000", "high_band": "in a favoured grade, /1,000",
    "favoured": "on a red list, /1,000", "lawful_given_up": "lawful acts given up per adult",
    "silent_friends": "silent friend months, /1,000", "gaming_burden": "burden of gaming, /1,000",
}  # fmt: skip
APART = {
    "ever_listed": "  ever listed, /1,000", "wrongly_listed": "  wrongly listed, /100,000",
    "refused_at_least_once": "  refused anything, /1,000", "ever_pierced": "  reached through others",
    "ever_named": "  named in public, /1,000", "inspections": "  inspections, /1,000",
    "favoured": "  on a red list, /1,000",
}  # fmt: skip
RARE = (("a billion", 0), ("a million", 12), ("a thousand", 24))  # places in the prevalences of a curve
Read = Callable[[ArmSummary], float | None]


def table(summary: Summary, terminal: bool = False) -> str:
    """The numbers of a run as text: arms as columns, then paired effects, published figures and assumptions.

    Rows that do not apply to the regime are left out. `terminal` adds bold headings; else the text is plain.
    """
    title = str(summary.regime.get("title") or summary.regime.get("id") or "A regime")
    many = crowd(summary.people, summary.firms)
    size = f"{many}, {count_of(summary.steps, summary.step)}, seed {summary.seed}"
    out = [*wrap(title, WIDTH), *wrap(size, WIDTH), BANNER]
    if any(arm.listed_ever_per_1000 for arm in summary.arms):
        out += wrap(f"Listed means: {listed_words(summary)}.", WIDTH)
    for arms in blocks(summary.arms):
        out += ["", *(line_of(summary, line) for line in columns(arms, summary.subjects)), *apart(summary, arms)]
    if nobody_differs(summary):
        out += ["", *wrap(nothing_words(summary), WIDTH)]
    else:
        for reference in dict.fromkeys(row.reference for row in summary.effects):
            mine = [row for row in summary.effects if row.reference == reference]
            out += ["", *effect_lines(mine, summary.subjects)]
    out += wrong_person_lines(summary) + flag_lines(summary) + target_lines(summary) + assumption_lines(summary)
    return "\n".join(bold(line) if terminal and is_heading(line) else line for line in out).rstrip() + "\n"


def line_of(summary: Summary, line: str) -> str:
    """A line about adults and months as one about the subjects and steps of this run; its numbers stay in place."""
    if is_heading(line):
        return worded(line, summary.subjects, summary.step)
    label = worded(line[:LABEL].rstrip(), summary.subjects, summary.step)
    return f"{label[:LABEL]:<{LABEL}}{line[LABEL:]}".rstrip()


def is_heading(line: str) -> bool:
    """Whether a line names what follows; headings end in a colon."""
    return line.endswith(":") and not line.startswith(" ")


def bold(line: str) -> str:
    """A line in bold letters, for terminals."""
    return f"\x1b[1m{line}\x1b[0m"


def blocks(arms: list[ArmSummary]) -> list[list[ArmSummary]]:
    """Arms in groups of at most four, so that their columns fit."""
    return [arms[i : i + 4] for i in range(0, len(arms), 4)]


def columns(arms: list[ArmSummary], subjects: str) -> list[str]:
    """The rows of numbers with one column per arm."""
    width = width_for(arms)
    out = head(arms, width)
    out.append(row(subjects, [whole(arm.subjects) for arm in arms], width))
    out += numbers("listed at the end, /1,000", arms, lambda arm: arm.listed_now_per_1000, width)
    out += numbers("ever listed, /1,000", arms, lambda arm: arm.listed_ever_per_1000, width)
    out += numbers("median months listed", arms, lambda arm: arm.median_months_listed, width)
    out += wrongly(arms, width)
    out += bands(arms, width)
    if any(any(arm.refusals_per_1000.values()) for arm in arms):
        out.append("refusals per 1,000 adults:")
        for sector in SECTORS:
            out += numbers("  " + sector_words(sector), arms, reader_of(sector), width)
    out += numbers("income lost, yuan per adult", arms, lambda arm: arm.income_lost_yuan, width)
    for name, label in MORE.items():
        out += numbers(label, arms, measure_of(name), width)
    return out


def width_for(arms: list[ArmSummary]) -> int:
    """Letters of a column of numbers."""
    return min(18, (WIDTH - LABEL) // len(arms))


def apart(summary: Summary, arms: list[ArmSummary]) -> list[str]:
    """What happens to those the regime is not about: firms beside adults, or adults beside firms; only what happens."""
    firms = summary.subjects != "firms"
    rows = [numbers(label, arms, other_of(name), width_for(arms)) for name, label in APART.items()]
    found = [line for one in rows for line in one]
    return [f"{'firms' if firms else 'adults'}, counted apart:", *found] if found else []


def other_of(name: str) -> Read:
    """Reads one measure of those the regime is not about."""
    return lambda arm: arm.others.get(name)


def measure_of(name: str) -> Read:
    """Reads one metric from an arm."""
    return lambda arm: arm.measures.get(name)


def reader_of(sector: str) -> Read:
    """Reads the refusals of one sector from an arm."""
    return lambda arm: arm.refusals_per_1000.get(sector)


def head(arms: list[ArmSummary], width: int) -> list[str]:
    """Names of the arms over their columns, wrapped where they are long."""
    names = [wrap(arm_words(arm.arm), width - 2) for arm in arms]
    deep = max(len(name) for name in names)
    lines = zip_longest(*([""] * (deep - len(name)) + name for name in names), fillvalue="")
    return [row("", list(line), width) for line in lines]


def row(label: str, cells: Iterable[str], width: int) -> str:
    """One line: label at the left, cells right-aligned."""
    return (f"{label[:LABEL]:<{LABEL}}" + "".join(f"{cell:>{width}}" for cell in cells)).rstrip()


def numbers(label: str, arms: list[ArmSummary], read: Read, width: int, empty: str = "-") -> list[str]:
    """One row of numbers; none where it would hold nothing but zeros and gaps."""
    values = [read(arm) for arm in arms]
    if not any(values):
        return []
    return [row(label, [empty if value is None else plain(value) for value in values], width)]


def wrongly(arms: list[ArmSummary], width: int) -> list[str]:
    """Ever wrongly listed, in all and by group; small groups say so."""
    if not any(arm.wrongly_listed_per_100000 for arm in arms):
        return []
    out = ["ever wrongly listed, per 100,000 adults:"]
    out += numbers("  all", arms, lambda arm: arm.wrongly_listed_per_100000, width)
    hits = [(arm.wrongly_listed_per_100000 or 0.0) * arm.subjects / 100_000.0 for arm in arms]
    out.append(row("  people in this run", [whole(one) for one in hits], width))
    for by in (by for by in GROUPINGS if by in SHOWN_GROUPS):
        for i, first in enumerate(arms[0].wrongly_listed_by_group.get(by, [])):
            if not first.people:
                continue
            found = [arm.wrongly_listed_by_group[by][i].value for arm in arms]
            cells = [FEW if value is None else plain(value) for value in found]
            out.append(row("  " + group_words(by, first.group), cells, width))
    return out


def bands(arms: list[ArmSummary], width: int) -> list[str]:
    """Share of adults in each band at the end; nothing for a regime without bands."""
    known = [arm.bands_end_share for arm in arms if arm.bands_end_share]
    if not known:
        return []
    out = ["bands at the end, % of adults:"]
    for band in known[0]:
        shares = [arm.bands_end_share.get(band) if arm.bands_end_share else None for arm in arms]
        cells = ["-" if one is None else plain(100.0 * one) for one in shares]
        out.append(row(f"  {spoken(band)}", cells, width))
    return out


def effect_lines(rows: list[EffectRow], subjects: str = "adults") -> list[str]:
    """What the regime changes against one reference; differences of nobody are counted, not listed."""
    first = rows[0]
    same = "firms" if subjects == "firms" else "people"
    shown = [one for one in by_gravity(rows) if one.estimate != 0 or one.method != "nobody"]
    none = f"no {'firm' if subjects == 'firms' else 'person'} differs in"
    out = wrap(f"{arm_words(first.arm)} minus {arm_words(first.reference)}, the same {same} paired:", WIDTH)
    if not shown:
        return [*out, f"  {none} any of the {count_of(len(rows), 'measure')}"]
    out.append(f"{'':<{WIDE_LABEL}}{'difference':>11}{'95 % interval':>21}{'variance':>10}")
    for one in shown:
        factor = one.variance_reduction
        gain = "-" if factor is None or factor < 1.05 else f"/{plain(factor)}"
        *above, last = wrap(f"{one.title} ({short_unit(one.unit)})", WIDE_LABEL - 3)
        out += ["  " + line for line in above]
        label = f"  {last:<{WIDE_LABEL - 2}}"
        out.append(f"{label}{signed(one.estimate):>11}{interval(one.low, one.high):>21}{gain:>10}")
    if len(shown) < len(rows):
        out.append(f"  {none} {count_of(len(rows) - len(shown), 'other measure')}")
    return out


def short_unit(unit: str) -> str:
    """A unit that fits beside its title."""
    for mark, short in (("1,000,000", "/million"), ("100,000", "/100,000"), ("1,000", "/1,000")):
        if mark in unit:
            return short
    return unit.partition(" per ")[0] or unit


def flag_lines(summary: Summary) -> list[str]:
    """What a flag of a watchlist would mean: flags by chance, and how many are right, over the whole range."""
    if not any(one.flags_per_million > 0.0 for one in summary.base_rates):
        return []
    width = 12
    out = ["", "flags by chance, and how many are right if one adult plans anything in ...:"]
    out.append(f"{'':<26}{'flags/million':>14}" + "".join(f"{name:>{width}}" for name, _ in RARE))
    for one in summary.base_rates:
        right = [one.right[place] for _, place in RARE]
        cells = ["-" if share is None else percent(share) for share in right]
        flags = plain(one.flags_per_million)
        out.append(f"  {one.name:<24}{flags:>14}" + "".join(f"{cell:>{width}}" for cell in cells))
    return out


def target_lines(summary: Summary) -> list[str]:
    """Published figures beside the run's own."""
    if not summary.targets:
        return []
    out = ["", f"{'published figures:':<40}{'this run':>11}{'published':>18}  verdict"]
    for target in summary.targets:
        title, mine, span = scaled(target)
        *above, last = wrap(title, 36) or [""]
        out += ["  " + line for line in above]
        said = verdict(target)
        out.append(f"  {last:<38}{mine:>11}{span:>18}  {'-' if said == mine else said}")
    return out


def assumption_lines(summary: Summary) -> list[str]:
    """How much rests on assumptions, and what was tuned."""
    out = [""]
    if summary.assumption_share is not None:
        out.append(f"{percent(summary.assumption_share)} of the numbers behind this run are assumptions.")
    for one in summary.tuned:
        out += wrap(f"tuned: {tuned_words(one, short=True)}", WIDTH, subsequent_indent="  ")
    return out if len(out) > 1 else []
