"""A court file that is put right is put right as a whole: the limit and the list entry that it led to end together."""

from __future__ import annotations

from ..core.declare import Column, Field, Mechanism, Param, rule

CORRECTED = 1
ENFORCED, UNPERFORMED = 3, 4
END_CORRECTED = 5


@rule(phase="linkage", over="rows:listings", adds="files_righted")
def files_righted(outcome: int, decision_month: int, month: int, act: int, whole_file: float) -> int:
    """Counts court files put right, on the person they were about; what an act led to has no file of a court."""
    return 1 if whole_file > 0.0 and act < 0 and outcome == CORRECTED and decision_month == month else 0


@rule(phase="linkage", over="rows:listings", writes="end_reason")
def end_reason(
    end_reason: int, act: int, born: int, month: int, person: int, subject: int, cause: int, files_seen: int,
    subject_files_righted: int,
) -> int:  # fmt: skip
    """A wrong entry of a court ends when the file is put right over another entry."""
    wrong = act < 0 and born < month and (subject != person or cause != 0)
    return END_CORRECTED if end_reason == 0 and wrong and subject_files_righted > files_seen else end_reason


@rule(phase="linkage", over="due:cases", writes="subject")
def subject(subject: int, person: int, cause: int, stage: int, files_seen: int, subject_files_righted: int) -> int:
    """A file put right over its limit leads to no entry for the wrong person: it is the debtor's again, or nobody's."""
    if stage != UNPERFORMED or subject_files_righted <= files_seen or (subject == person and cause == 0):
        return subject
    return person if cause == 0 else -1


@rule(phase="redress", over="due:cases", writes="files_seen")
def case_seen(stage: int, files_seen: int, subject_files_righted: int) -> int:
    """What had been put right about this person when the file reached her."""
    return subject_files_righted if stage == ENFORCED else files_seen


@rule(phase="redress", over="born:listings", writes="files_seen")
def entry_seen(subject_files_righted: int) -> int:
    """What had been put right about this person when the entry was made."""
    return subject_files_righted


MECHANISM = Mechanism(
    name="file_corrections",
    doc="Lets the correction of one entry of a court end the others that stand wrongly on the same person, and keeps a "
    "file that was put right over its limit from bringing her onto the list.",
    source="assumption: whoever puts a file right puts all of it right; the contrary is the arm without this",
    limits="Two wrong files on one person are put right together. One month passes until a file that is corrected in "
    "the month of its next step is the debtor's again.",
    part="regime",
    sections=("redress", "courts"),
    optional_tables=("cases",),
    rules=(files_righted, end_reason, subject, case_seen, entry_seen),
    columns=(Column("files_righted", "u1", "count", "court files about this person put right so far"),),
    fields=(
        Field("listings", "files_seen", "u1", "court files put right before this entry", internal=True),
        Field("cases", "files_seen", "u1", "court files put right before this one was enforced", internal=True),
    ),
    params=(
        Param("whole_file", "flag", "1: all that a court file led to is put right together", default=1.0,
              source="assumption", low=0.0, high=1.0, off=0.0),
    ),
)  # fmt: skip
