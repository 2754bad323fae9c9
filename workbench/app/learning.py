"""Learning again from what was decided, beside the page, so that nobody waits for it.

It begins once a person has run a recipe that learns, and after ten acts more, or a fifth more than it had learned from: the
runs on record then grow with the logarithm of the work, not with the work.
"""

from __future__ import annotations

import threading
from pathlib import Path

from workbench.app import state
from workbench.app.components import plain_text
from workbench.app.components.plain_text import counted
from workbench.errors import Conflict, WorkbenchError, listed
from workbench.model import Run
from workbench.store import OpenStudy, open_study

FEWEST, SHARE = 10, 0.2
_LOCK = threading.Lock()
_BUSY: set[str] = set()
_FAILED: dict[str, tuple[int, str]] = {}


_NOTHING = "It knows the codebook’s own words so far, and nothing that people decided."


def acts_until(study: OpenStudy, run: Run) -> int:
    """Return after how many more acts it is time to learn again; 0 or less when it is."""
    since = study.history.last() - int(run.counts["judged_up_to"]) - 1  # the run is an act too
    return max(FEWEST, round(SHARE * int(run.counts["judged"]))) - since


def after_decisions(study: OpenStudy) -> None:
    """Begin to learn again if it is time and nobody is at it; what fails is tried again after the next act."""
    newest, key = study.runs.newest_report(), str(study.path.resolve())
    if newest is None or study.read_only or acts_until(study, newest[0]) > 0 or not study.about.suggestions_shown:
        return
    if study.history.can()[1] is not None:
        return  # what was taken back can still be done again; another act would end that
    if _FAILED.get(key, (0, ""))[0] == study.history.last():
        return
    with _LOCK:
        if key in _BUSY:
            return
        _BUSY.add(key)
    work = threading.Thread(target=_learn, args=(key, newest[0].recipe, state.coder()), daemon=True)
    work.start()  # cut off at any moment, it leaves nothing


def _learn(path: str, recipe: str, by: str) -> None:
    from workbench.pipeline.load import load_recipe
    from workbench.pipeline.run import run

    last = 0
    try:
        study = open_study(Path(path))
        last = study.history.last()
        run(study, load_recipe(recipe), by=by, again=True)
        _FAILED.pop(path, None)
    except Conflict:  # something was taken back meanwhile: it learns again after the next act
        pass
    except Exception as error:  # noqa: BLE001  # nobody waits for this thread: what goes wrong is told on the page
        _FAILED[path] = last, error.message if isinstance(error, WorkbenchError) else repr(error)
    finally:
        with _LOCK:
            _BUSY.discard(path)


def note(study: OpenStudy) -> None:
    """Say what the suggestions were learned from, and when they will be learned again."""
    newest = study.runs.newest_report()
    if newest is None:
        return
    run, key = newest[0], str(study.path.resolve())
    judged = int(run.counts["judged"])
    said = f"Learned from {counted(judged, 'passage')} {_whose(study, run)}." if judged else _NOTHING
    if key in _BUSY:
        plain_text.note(said + " Learning again…", key="learning_now")
    elif key in _FAILED:
        plain_text.note(f"{said} Learning again failed: {_FAILED[key][1]}", key="learning_failed")
    else:
        left = counted(max(1, acts_until(study, run)), "more act")
        plain_text.note(f"{said} It learns again after {left}.", key="learning_next")


def _whose(study: OpenStudy, run: Run) -> str:
    """Say whose reading a run learned from: suggestions carry it on to whoever sees them."""
    names = {coder.id: coder.name for coder in study.coders.all()}
    people = [names[coder_id] for coder_id in run.counts.get("taught_by", {}) if coder_id in names]
    return f"that {listed(people)} said something about" if people else "that people said something about"
