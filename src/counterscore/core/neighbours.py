"""Four neighbours of a number packed into one: who else may be meant, in a quarter of the memory.

Numbers are parted into runs of 256. A neighbour is a number of the same run, told by its place there, one byte each:
place 0 in the lowest byte. A run ends inside a block of draws, so neighbours do not depend on how many people
there are.
"""

from __future__ import annotations

from .compiling import compiled

RUN = 256
PLACES = ("birth_date", "face", "housemate", "stranger")
BIRTH_DATE, FACE, HOUSEMATE, STRANGER = range(len(PLACES))


def _neighbour(person: int, others: int, place: int) -> int:
    """The number at this place of the packed neighbours of a person."""
    return person - person % 256 + ((others >> (8 * place)) & 255)


neighbour = compiled(_neighbour)
