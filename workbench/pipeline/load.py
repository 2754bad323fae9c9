"""Recipes: read from YAML and checked whole before anything runs."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from workbench.errors import RecipeInvalid, listed
from workbench.ingest.shipped import find_file
from workbench.ingest.yaml_text import Entry, decoded, read_yaml, shortened, small_file
from workbench.model import Recipe, StageUse, canonical_json, out_of_range, sha256_text
from workbench.pipeline.stages import SLOTS, STAGES, Parameter, Stage

FIELDS = ("name", "description", "seed", *SLOTS)
"""What a recipe may say."""

_NEEDED = ("segment", "suggest")
_LISTS = ("suggest",)
_LARGEST_SEED = 2**32 - 1  # the most that numpy's and scikit-learn's generators take
_ADD = {
    "segment": "segment: {use: turns}",
    "embed": "embed: {use: sentence_transformer}",
    "suggest": "suggest: [{use: keywords}]",
}


def load_recipe(path_or_text: str | Path) -> Recipe:
    """Return the recipe in a file, or in a text of more than one line.

    A parameter that the recipe leaves out is filled in with the stage's default, so that a recipe on record says
    everything a run did. `sha256` covers the seed, the stages and all their parameters; it does not change with
    comments, layout, the name or the description.

    Args:
        path_or_text: a path, the bare name of a shipped recipe, or the recipe's text.

    Raises:
        NotFound: when a bare name is neither a file nor a shipped recipe.
        FileUnreadable: when the file is missing, empty, too large, not text or not YAML.
        RecipeInvalid: naming every fault at once, each with its line. No model has been touched.
    """
    if isinstance(path_or_text, str) and "\n" in path_or_text:
        return _recipe(decoded(path_or_text, name="recipe"), "recipe")
    path = find_file("pipelines", path_or_text)
    return _recipe(decoded(small_file(path), name=path.name), path.name)


def _recipe(text: str, file: str) -> Recipe:
    check = _Check()
    given = check.fields(read_yaml(text, name=file))
    name, description = (check.words(given.get(each), each) for each in ("name", "description"))
    seed = check.seed(given.get("seed"))
    uses = {slot: check.slot(slot, given.get(slot)) for slot in SLOTS}
    check.needs(uses, given)
    if check.faults:
        raise _invalid(check.faults, file)
    return Recipe(
        name=name or Path(file).stem,
        text=text,
        sha256=_digest(seed, uses),
        segment=uses["segment"][0],
        suggest=tuple(uses["suggest"]),
        embed=uses["embed"][0] if uses["embed"] else None,
        description=description,
        seed=seed,
    )


def _digest(seed: int, uses: dict[str, list[StageUse]]) -> str:
    stages = {slot: [[use.use, dict(use.parameters)] for use in slot_uses] for slot, slot_uses in uses.items()}
    return sha256_text(canonical_json({"seed": seed, "stages": stages}))


def _invalid(faults: list[tuple[int, str]], file: str) -> RecipeInvalid:
    told = [f"Line {line}: {sentence}" if line else sentence for line, sentence in dict.fromkeys(sorted(faults))]
    return RecipeInvalid(
        f"The recipe '{file}' has {len(told)} fault{'s' if len(told) > 1 else ''}.\n" + "\n".join(told),
        "Mend these in the file; nothing has run. pipelines/README.md lists slots, stages and parameters.",
    )


@dataclass(slots=True)
class _Check:
    """Reads a recipe's parts and gathers what is wrong with them, with the line (0 where none can be named)."""

    faults: list[tuple[int, str]] = field(default_factory=list)

    def fields(self, root: Entry) -> dict[str, Entry]:
        if not isinstance(root.value, dict):
            self.faults.append((root.line, f"A recipe is a group of fields ({listed(FIELDS)}), not {root.kind}."))
            return {}
        for name, entry in root.value.items():
            if name not in FIELDS:
                known = f"The slots are {listed(SLOTS)}; the other fields are name, description, seed."
                self.faults.append((entry.line, f"There is no slot or field {_quoted(name, FIELDS)} {known}"))
        return root.value

    def words(self, entry: Entry | None, what: str) -> str:
        if entry is None or entry.value is None:
            return ""
        if isinstance(entry.value, (dict, list)):
            self.faults.append((entry.line, f"'{what}' must be a text, not {entry.kind}."))
        return entry.text

    def seed(self, entry: Entry | None) -> int:
        if entry is None:
            return 0
        if type(entry.value) is int and 0 <= entry.value <= _LARGEST_SEED:
            return entry.value
        self.faults.append((entry.line, f"'seed' must be a whole number from 0 to {_LARGEST_SEED}, not {entry.kind}."))
        return 0

    def slot(self, slot: str, entry: Entry | None) -> list[StageUse]:
        """Read one slot; an empty list stands for a slot left out or unusable."""
        if entry is None or entry.value in (None, []):
            if slot in _NEEDED:
                line = entry.line if entry else 0
                self.faults.append((line, f"The slot '{slot}' is not filled. Add for instance: {_ADD[slot]}"))
            return []
        if slot in _LISTS:
            if isinstance(entry.value, list):
                return [use for each in entry.value for use in self.use(slot, each)]
            self.faults.append((entry.line, f"'{slot}' must be a list, as {_ADD[slot]}"))
            return []
        return self.use(slot, entry)

    def use(self, slot: str, entry: Entry) -> list[StageUse]:
        there = STAGES[slot]
        if not isinstance(entry.value, dict) or "use" not in entry.value:
            self.faults.append((entry.line, f"'{slot}' must say which stage to use, as {_ADD[slot]}. {_offer(there)}"))
            return []
        name = entry.value["use"].text
        if name not in there:
            line = entry.value["use"].line
            self.faults.append((line, f"The slot '{slot}' has no stage {_quoted(name, there)} {_offer(there)}"))
            return []
        known = there[name].parameters
        given = {key: each for key, each in entry.value.items() if key != "use"}
        for key, each in given.items():
            if key not in known:
                takes = f"It takes: {listed(known, most=20)}." if known else "It takes none."
                self.faults.append((each.line, f"'{name}' has no parameter {_quoted(key, known)} {takes}"))
        values = {key: self.value(name, parameter, given.get(key), entry.line) for key, parameter in known.items()}
        self.ranges(name, there[name], values, entry)
        return [StageUse(name, values)]

    def ranges(self, name: str, stage: Stage, values: Mapping[str, Any], entry: Entry) -> None:
        """Look at the values that have the right type; the others have been told already."""
        fitting = {key: values[key] for key, parameter in stage.parameters.items() if parameter.fits(values[key])}
        given = entry.value if isinstance(entry.value, dict) else {}
        for key, must in out_of_range(stage.function, fitting).items():
            there = given[key].kind if key in given else f"'{fitting[key]}', its usual value"
            line = given[key].line if key in given else entry.line
            self.faults.append((line, f"'{key}' of '{name}' must be {must}, not {there}."))

    def value(self, stage: str, parameter: Parameter, entry: Entry | None, line: int) -> Any:
        if entry is None:
            if parameter.required:
                self.faults.append((line, f"'{stage}' needs the parameter '{parameter.name}', {parameter.kind}."))
            return parameter.default
        value = _plain(entry)
        if not parameter.fits(value):
            wrong = f"'{parameter.name}' of '{stage}' must be {parameter.kind}, not {entry.kind}."
            self.faults.append((entry.line, wrong))
        # 1 and 1.0 are the same setting, so they must not give two hashes.
        return float(value) if parameter.type is float and type(value) is int else value

    def needs(self, uses: dict[str, list[StageUse]], given: Mapping[str, Entry]) -> None:
        for slot, use in ((slot, use) for slot, slot_uses in uses.items() for use in slot_uses):
            for other in STAGES[slot][use.use].needs:
                # A slot that is there but faulty has been told already.
                if other not in given or given[other].value is None:
                    wants = f"'{use.use}' needs the slot '{other}', which is not filled. {_offer(STAGES[other])}"
                    self.faults.append((given[slot].line, f"{wants} Add for instance: {_ADD[other]}"))


def _plain(entry: Entry) -> Any:
    """Return an entry's value without its lines; a tuple for a list, so that a recipe cannot be changed."""
    if isinstance(entry.value, list):
        return tuple(_plain(each) for each in entry.value)
    return entry.value


def _quoted(name: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.75)
    return f"'{shortened(name)}' (is it '{near[0]}'?)." if near else f"'{shortened(name)}'."


def _offer(stages: Iterable[str]) -> str:
    return f"There are: {listed(sorted(stages))}."
