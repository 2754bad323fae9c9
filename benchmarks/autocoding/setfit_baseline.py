"""SetFit (Tunstall et al. 2022, "Efficient few-shot learning without prompts"): the encoder itself is tuned, then a head learns.

Pairs of labelled segments are pulled together where they share a code and apart where they share none (mean squared distance of
their cosine from 1 or 0), 70 steps of 12 pairs, at most 48 tokens, AdamW at 2e-5 with a tenth of the steps to warm up; then the
labelled segments are encoded anew and the head of "MiniLM + LR" is fitted. With the package `setfit` installed its trainer makes
and learns the pairs ("SetFit"); without it the loop below does ("SetFit-style"). Either takes minutes a fit.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.autocoding.baselines import Scored, from_vectors
from benchmarks.autocoding.material import Material, Numbers, Places
from benchmarks.autocoding.methods import Fit

STEPS, PAIRS, TOKENS, RATE = 70, 12, 48, 2e-5


def setfit(material: Material, rows: Places, labels: Numbers, seed: int) -> Scored | None:
    """Tune with the package's trainer, then learn from the new vectors."""
    return _tuned(material, rows, labels, seed, _by_package) if len(rows) else None


def setfit_style(material: Material, rows: Places, labels: Numbers, seed: int) -> Scored | None:
    """Tune with the loop below, then learn from the new vectors."""
    return _tuned(material, rows, labels, seed, _by_loop) if len(rows) else None


def _tuned(material: Material, rows: Places, labels: Numbers, seed: int, tune: Any) -> Scored:
    """Return scores of the labelled and the test segments; the rest of the talk is not encoded anew and has none."""
    import torch

    from workbench.embed.sentence_transformer import load

    torch.manual_seed(seed)
    model = load().model
    usual, model.max_seq_length = model.max_seq_length, TOKENS
    tune(model, material.texts(rows), labels, seed)
    model.max_seq_length = usual
    vectors = np.zeros_like(material.vectors)
    asked = np.union1d(rows, material.test)
    vectors[asked] = model.encode(material.texts(asked), normalize_embeddings=True, show_progress_bar=False)
    return from_vectors(material, rows, labels, vectors)


def _by_package(model: Any, texts: Sequence[str], labels: Numbers, seed: int) -> None:
    from datasets import Dataset
    from setfit import SetFitModel, Trainer, TrainingArguments
    from sklearn.linear_model import LogisticRegression
    from sklearn.multiclass import OneVsRestClassifier

    head = OneVsRestClassifier(LogisticRegression())  # asked for by the trainer; the head that is measured is ours
    whole = SetFitModel(model_body=model, model_head=head, multi_target_strategy="one-vs-rest")
    with tempfile.TemporaryDirectory() as folder:
        arguments = TrainingArguments(
            output_dir=folder,
            batch_size=PAIRS,
            max_steps=STEPS,
            max_length=TOKENS,
            body_learning_rate=RATE,
            seed=seed,
            report_to="none",
            save_strategy="no",
            logging_strategy="no",
            logging_first_step=False,
            show_progress_bar=False,
        )
        told = Dataset.from_dict({"text": list(texts), "label": labels.astype(int).tolist()})
        trainer = Trainer(model=whole, args=arguments, train_dataset=told)
        trainer.train_embeddings(list(texts), labels.astype(int).tolist(), args=arguments)


def _by_loop(model: Any, texts: Sequence[str], labels: Numbers, seed: int) -> None:
    import torch

    optimiser = torch.optim.AdamW(model.parameters(), lr=RATE)
    warm = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(1.0, (step + 1) / (0.1 * STEPS)))
    model.train()
    for left, right, alike in pairs(labels, seed):
        tokens = model.preprocess([texts[place] for place in (*left, *right)])
        vectors = torch.nn.functional.normalize(model(tokens)["sentence_embedding"])
        cosines = (vectors[: len(left)] * vectors[len(left) :]).sum(dim=1)
        optimiser.zero_grad()
        torch.nn.functional.mse_loss(cosines, torch.tensor(alike)).backward()
        optimiser.step()
        warm.step()
    model.eval()


def pairs(labels: Numbers, seed: int) -> Iterator[tuple[Places, Places, Numbers]]:
    """Yield `STEPS` batches of `PAIRS` pairs as places in the labelled rows: half share a code (1), half share none (0).

    Two segments without any code count as alike. Where all pairs, or none, are alike a batch has pairs of one kind only.
    """
    chance = np.random.default_rng(seed)
    coded = labels > 0
    none = ~coded.any(axis=1)
    alike = (coded.astype(np.float32) @ coded.T.astype(np.float32) > 0) | (none[:, None] & none[None, :])
    upper = np.triu(np.ones_like(alike), 1)
    kinds = [np.argwhere(upper & wanted) for wanted in (alike, ~alike)]
    for _ in range(STEPS):
        drawn = [kind[chance.integers(len(kind), size=PAIRS // 2)] for kind in kinds if len(kind)]
        both = np.concatenate(drawn) if drawn else np.zeros((1, 2), dtype=np.intp)
        yield both[:, 0], both[:, 1], alike[both[:, 0], both[:, 1]].astype(np.float32)


def methods() -> dict[str, Fit]:
    """Return the package's where it is installed, or else the loop."""
    return {"SetFit": setfit} if find_spec("setfit") else {"SetFit-style": setfit_style}
