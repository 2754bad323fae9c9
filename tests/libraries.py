"""What commands and servers load first, loaded once: `warm` forks them from a process that has done this and nothing else."""

from __future__ import annotations

import gc
import importlib

# not workbench.app: what a page brings along is known to the server that loads it
for _name in (
    "altair", "pandas", "scipy.stats", "spacy", "sentence_transformers", "streamlit.web.bootstrap", "streamlit.web.cli",
    "workbench.cli.main", "workbench.pipeline.run", "workbench.store", "workbench.embed.sentence_transformer",
    "workbench.exchange.demonstration.make", "workbench.report.contrast",
):  # fmt: skip
    importlib.import_module(_name)
gc.freeze()  # what stays is not looked at again, and so not copied, by each process forked from this one
