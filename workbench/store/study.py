"""A study's file, open: where reading and acting begin."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

import sqlalchemy as sa

from workbench.model import Mode, Study
from workbench.store import backups, tables
from workbench.store.act import Act
from workbench.store.cases import Cases
from workbench.store.claim_suggestions import ClaimLooks, ClaimSuggestions
from workbench.store.claims import Claims, Links
from workbench.store.codebooks import Codebooks
from workbench.store.coders import Coders
from workbench.store.codings import Codings
from workbench.store.draws import Draws
from workbench.store.engine import connect_to, in_our_words
from workbench.store.facets import Facets
from workbench.store.history import History
from workbench.store.looks import Looks
from workbench.store.memos import Memos
from workbench.store.operations import Operations, note_operation, refuse_second
from workbench.store.queries import Queries
from workbench.store.questions import Questions
from workbench.store.runs import Runs
from workbench.store.search import Search
from workbench.store.segments import Segments
from workbench.store.sources import Sources
from workbench.store.suggestions import Suggestions
from workbench.store.summaries import Summaries

if TYPE_CHECKING:
    from workbench.store.frames import Frames


class OpenStudy:
    """One study, open. Families of tables hang on it (`study.sources`, `study.codings`, ...).

    Reading methods open a short transaction of their own. Every writing method takes the `Act` it is part of:

        with study.act("coding.add", by="Mair") as act:
            study.codings.add(act, source_id, span, code_id, study.coders.person(act, "Mair"))

    Leaving the block commits all of it as one Revision; any exception, Streamlit's rerun among them, leaves nothing.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self.warnings: list[str] = []
        self._operation: tuple[str, int] | None = None
        self._held = threading.local()  # a connection belongs to the thread that opened it

    @contextmanager
    def reading(self) -> Iterator[sa.Connection]:
        """Give a connection that sees one unchanging state of the study and cannot write."""
        held: sa.Connection | None = getattr(self._held, "connection", None)
        with in_our_words(self.path):
            if held is not None:
                yield held
                return
            engine = connect_to(self.path, write=False)
            with engine.connect() as connection, connection.begin():
                yield connection

    @contextmanager
    def one_state(self) -> Iterator[None]:
        """Let everything read inside see one and the same state of the study, over one connection.

        Many small readings are also several times quicker so. Nothing can be written inside: the writer would wait for
        the reader, which is itself.
        """
        with self.reading() as connection:
            outer = getattr(self._held, "connection", None)
            self._held.connection = connection
            try:
                yield
            finally:
                self._held.connection = outer

    @contextmanager
    def act(
        self, name: str, *, by: str, at: datetime | None = None, summary: str = "", undoable: bool = True
    ) -> Iterator[Act]:
        """Open a transaction that becomes one Revision, by the coder named, at a UTC time (default: now).

        Raises:
            StudyReadOnly, StudyBusy, DiskFull: when the file cannot be written; nothing was changed then.
            RuntimeError: inside `one_state`.
        """
        if getattr(self._held, "connection", None) is not None:
            raise RuntimeError(f"The act {name} was begun where only one state of the study is read.")
        with in_our_words(self.path):
            engine = connect_to(self.path, write=True)
            with engine.connect() as connection:
                transaction = connection.begin()
                try:
                    act = Act(connection, name, by, at or datetime.now(UTC), summary, undoable)
                    if self._operation is not None:
                        refuse_second(act, *self._operation)
                    yield act
                    act.record()
                    if self._operation is not None:
                        note_operation(act, *self._operation)
                    transaction.commit()
                except BaseException:  # a Streamlit rerun and Ctrl+C are no Exceptions, and must leave nothing either
                    transaction.rollback()
                    raise
        self.warnings += backups.when_due(self.path)

    @contextmanager
    def operation(self, client: str, sequence: int) -> Iterator[None]:
        """Put on record, in the same transaction as the act inside, that this operation of a client has arrived."""
        self._operation = (client, sequence)
        try:
            yield
        finally:
            self._operation = None

    @property
    def about(self) -> Study:
        """What this study is."""
        with self.reading() as connection:
            row = connection.execute(sa.select(tables.study)).one()
        return Study(
            id=row.id,
            name=row.name,
            mode=Mode(row.mode),
            synthetic=bool(row.synthetic),
            language=row.language,
            created=datetime.fromisoformat(row.created),
            suggestions_shown=bool(row.suggestions_shown),
        )

    def show_suggestions(self, act: Act, shown: bool) -> None:
        """Switch suggestions on or off for the whole study; the switch is in its history."""
        row = act.connection.execute(sa.select(tables.study.c.id)).one()
        act.update(tables.study, {"id": row.id}, {"suggestions_shown": int(shown)})

    @property
    def read_only(self) -> bool:
        """Whether this study can only be read here."""
        return not (os.access(self.path, os.W_OK) and os.access(self.path.parent, os.W_OK))

    @cached_property
    def sources(self) -> Sources:
        """Transcripts and documents."""
        return Sources(self.reading)

    @cached_property
    def segments(self) -> Segments:
        """How sources are cut into segments."""
        return Segments(self.reading)

    @cached_property
    def codebook(self) -> Codebooks:
        """The codebook and its versions."""
        return Codebooks(self.reading)

    @cached_property
    def coders(self) -> Coders:
        """Who codes."""
        return Coders(self.reading)

    @cached_property
    def codings(self) -> Codings:
        """What people decided passages show."""
        return Codings(self.reading)

    @cached_property
    def facets(self) -> Facets:
        """What is said of codings besides their code."""
        return Facets(self.reading)

    @cached_property
    def summaries(self) -> Summaries:
        """What people wrote about rows and themes of the framework matrix."""
        return Summaries(self.reading)

    @cached_property
    def memos(self) -> Memos:
        """Notes."""
        return Memos(self.reading)

    @cached_property
    def queries(self) -> Queries:
        """Questions about codes, saved under a name."""
        return Queries(self.reading)

    @cached_property
    def cases(self) -> Cases:
        """Participants and their attributes."""
        return Cases(self.reading)

    @cached_property
    def claims(self) -> Claims:
        """What policy expects."""
        return Claims(self.reading)

    @cached_property
    def links(self) -> Links:
        """How passages stand to claims."""
        return Links(self.reading)

    @cached_property
    def claim_suggestions(self) -> ClaimSuggestions:
        """Passages proposed for claims, and what people answered."""
        return ClaimSuggestions(self.reading)

    @cached_property
    def claim_looks(self) -> ClaimLooks:
        """Who looked for negative cases of which claim."""
        return ClaimLooks(self.reading)

    @cached_property
    def questions(self) -> Questions:
        """The interview guide, and which turns ask its questions."""
        return Questions(self.reading)

    @cached_property
    def runs(self) -> Runs:
        """What the machine did."""
        return Runs(self.reading)

    @cached_property
    def suggestions(self) -> Suggestions:
        """What the machine proposed and people answered."""
        return Suggestions(self.reading)

    @cached_property
    def draws(self) -> Draws:
        """What was drawn at random for people to look at."""
        return Draws(self.reading)

    @cached_property
    def looks(self) -> Looks:
        """Which passages people looked at as a whole."""
        return Looks(self.reading)

    @cached_property
    def history(self) -> History:
        """Everything that was done."""
        return History(self.reading)

    @cached_property
    def operations(self) -> Operations:
        """Which operations of the coding desk have arrived."""
        return Operations(self.reading)

    @cached_property
    def search(self) -> Search:
        """Words in what is said."""
        return Search(self.reading, self.path)

    @cached_property
    def frames(self) -> Frames:
        """The study as pandas tables."""
        from workbench.store.frames import Frames  # pandas loads only for those who ask for tables

        return Frames(self.reading, self.path.resolve())
