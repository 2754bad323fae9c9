"""The design coding laid over the sources of a study: what each passage was written to show, and where it stands."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from workbench.exchange.demonstration.design import DemonstrationStudy, Utterance
from workbench.exchange.demonstration.places import locate_all, locate_utterances
from workbench.exchange.demonstration.second_coder import simulate
from workbench.model import Role, Source, Span


def designed(design: DemonstrationStudy, sources: Mapping[str, Source]) -> Iterator[tuple[str, Span, Utterance]]:
    """Yield the source's id, the span and the design of everything codable, in the sources there are by file name.

    Raises:
        NotFound: when a source's text does not hold the words of the design.
    """
    for interview in design.interviews:
        for number, name in enumerate(interview.file_names, 1):
            if name in sources:
                said = [(turn.role, part) for turn in interview.turns if turn.file == number for part in turn.parts]
                for utterance, span in locate_utterances(said, sources[name].text):
                    yield sources[name].id, span, utterance
    for file_name, paragraphs in _written(design):
        if file_name in sources:
            said = [(Role.PARTICIPANT, paragraph) for paragraph in paragraphs]
            for paragraph, span in locate_utterances(said, sources[file_name].text):
                yield sources[file_name].id, span, paragraph


def questions_asked(design: DemonstrationStudy, sources: Mapping[str, Source]) -> Iterator[tuple[str, str, Span]]:
    """Yield the guide's key, the source's id and the span of every question of the guide that an interviewer asks.

    They are asked where the interviews were written to ask them, whatever is answered.

    Raises:
        NotFound: when a source's text does not hold the words of the design.
    """
    for interview in design.interviews:
        for number, name in enumerate(interview.file_names, 1):
            if name in sources:
                here = [turn for turn in interview.turns if turn.file == number]
                said = [(turn.role, part) for turn in here for part in turn.parts]
                asking = [turn.question for turn in here for _ in turn.parts]
                for key, (_, _, span) in zip(asking, locate_all(said, sources[name].text), strict=True):
                    if key is not None:
                        yield key, sources[name].id, span


def interviews_designed(design: DemonstrationStudy, sources: Mapping[str, Source]) -> list[tuple[str, Span, Utterance]]:
    """Return what `designed` gives of the interviews alone."""
    names = {name for interview in design.interviews for name in interview.file_names}
    return list(designed(design, {name: source for name, source in sources.items() if name in names}))


def second_coder_table(design: DemonstrationStudy, sources: Mapping[str, Source]) -> str:
    """Return the simulated second coder's codings as CSV: synthetic, file, start, end (code points), code."""
    files = {source.id: name for name, source in sources.items()}
    text = {source.id: source.text for source in sources.values()}
    rows = simulate(interviews_designed(design, sources), text, seed=design.seed)
    lines = [f"yes,{files[source]},{span.start},{span.end},{key}" for source, span, key in rows]
    return "\n".join(["synthetic,file,start,end,code", *lines, ""])


def _written(design: DemonstrationStudy) -> Iterator[tuple[str, list[Utterance]]]:
    """Yield the name and the coded paragraphs of every document that nobody speaks in."""
    themes = {claim.key: claim.theme for _, _, claim in design.claims}
    for policy in design.in_force:
        stated = [(part.text, [*([part.claim.key] if part.claim else []), *part.echoes]) for part in policy.extracts]
        yield (
            policy.file_name,
            [Utterance((text,), codes=tuple(dict.fromkeys(themes[key] for key in keys))) for text, keys in stated],
        )
    for document in design.site_documents:
        yield document.file_name, list(document.paragraphs)
