"""Operations of the coding desk that have arrived, by client and number: what is sent twice is done once."""

from __future__ import annotations

import sqlalchemy as sa

from workbench.errors import AlreadyArrived
from workbench.store import tables
from workbench.store.act import Act
from workbench.store.reading import Family


def refuse_second(act: Act, client: str, sequence: int) -> None:
    """Refuse an operation that arrived meanwhile, asked with the write lock in hand.

    Raises:
        AlreadyArrived: when it is on record.
    """
    if act.row(tables.operation, {"client": client, "sequence": sequence}) is not None:
        raise AlreadyArrived("This was done already.", "")


def note_operation(act: Act, client: str, sequence: int, fault: str = "") -> None:
    """Put on record, with the act, that this operation has arrived; it stays on record when the act is undone."""
    act.keep(tables.operation, {"client": client, "sequence": sequence, "at": act.at.isoformat(), "fault": fault})


class Operations(Family):
    """What has arrived from each client (one page of the coding desk in one browser)."""

    def last(self, client: str) -> int:
        """Return the number of the client's last operation that arrived; 0 when none did."""
        column = tables.operation.c
        return int(self.rows(sa.select(sa.func.max(column.sequence)).where(column.client == client))[0][0] or 0)

    def faults(self, client: str, *, after: int) -> list[tuple[int, str]]:
        """Return number and sentence of the client's operations after `after` that could not be done."""
        column = tables.operation.c
        mine = (column.client == client) & (column.sequence > after) & (column.fault != "")
        query = sa.select(column.sequence, column.fault).where(mine).order_by(column.sequence)
        return [(row.sequence, row.fault) for row in self.rows(query)]

    def refuse(self, act: Act, client: str, sequence: int, fault: str) -> None:
        """Put on record that an operation arrived and could not be done."""
        note_operation(act, client, sequence, fault)
