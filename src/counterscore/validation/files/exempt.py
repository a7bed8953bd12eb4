"""A mechanism of one's own: nothing that one person does or is said to have done is written down.

Try it:  counterscore run points-and-list.yaml --people 5k --months 24 --with-file exempt.py
"""

from counterscore.core.declare import Mechanism, Param, rule


@rule(phase="reporting", over="born:records", drops=True)
def unwritten(person: int, number: float) -> int:
    """New records of the person with this number leave no row."""
    return 1 if person == number else 0


MECHANISM = Mechanism(
    name="exempt",
    doc="Exempts one synthetic person from being written about.",
    source="a test of exactness; Klein, Abeysuriya, Stuart and Kerr, arXiv 2409.02086, ban one person in the same way",
    limits="By number, so that it means another person in another population.",
    part="regime",
    rules=(unwritten,),
    params=(
        Param("number", "code", "number of the person who is exempt, -1 nobody", off=-1.0, default=417.0,
              source="assumption: any number would do", low=-1.0, high=2147483647.0),
    ),
)  # fmt: skip
