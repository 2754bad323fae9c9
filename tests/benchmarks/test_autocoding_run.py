"""Draws, coders, baselines, review orders and tables, on tiny sets."""

from __future__ import annotations

import json

import numpy as np
import pytest

from benchmarks.autocoding import __main__ as door
from benchmarks.autocoding import baselines, draws, measure, methods, orders, setfit_baseline, tables
from benchmarks.autocoding.folder import CodedSet, Label, Talk, read_folder
from benchmarks.autocoding.material import between_coders, material_of, truth_of
from benchmarks.autocoding.validation import inside_training
from workbench.model import Code, Codebook

WORDS = {"P": "forms and more forms again", "T": "trust takes a year of visits", "": "hello there"}


def made(sources=6, each=8, coders=("Ann",), uncoded=True, seed=0):
    """A set whose words give the codes away: every source has segments with P, with T and, if asked, with none."""
    chance = np.random.default_rng(seed)
    kinds = ["P", "T", *([""] if uncoded else [])]
    talk, labels = [], []
    for source in range(sources):
        for order in range(each):
            kind = kinds[order % len(kinds)]
            said = f"{source}.{order}"
            words = " ".join(chance.permutation(WORDS[kind].split()))
            talk.append(
                Talk(said, f"s{source}", words, "test" if source >= sources - 2 else "train", order=float(order))
            )
            labels += [Label(said, kind, coder) for coder in coders if kind]
    codes = (Code("1", "P", "Forms", "About forms."), Code("2", "T", "Trust", "A year of visits.", examples=("trust",)))
    return CodedSet("made", tuple(talk), tuple(labels), Codebook("b", "B", codes))


@pytest.fixture
def prepared(letters):
    coded = made()
    truth = truth_of(coded)
    return material_of(coded, truth, letters), truth


def test_a_set_is_split_as_its_file_says(write_set, letters):
    coded = read_folder(write_set())
    truth = truth_of(coded, "union")
    material = material_of(coded, truth, letters)
    assert [material.talk[row].id for row in material.train] == ["a1", "a2", "c1"]
    assert [material.talk[row].id for row in material.test] == ["b1", "b2"]
    assert not material.mostly_coded
    assert material.vectors.shape == (6, 26)
    assert draws.by_source(material, 2, 1000).tolist() == material.train.tolist(), "context is never labelled"


def test_a_majority_counts_those_who_coded_in_the_source_and_a_union_everybody(write_set):
    labels = "id,code,coder\nb1,PAPER,Ann\nb1,PAPER,Bob\nb2,TRUST,Ann\nb2,PAPER,Bob\nb1,TRUST,Eve\na1,TRUST,Eve\n"
    coded = read_folder(write_set(labels=labels))
    row = {one.id: place for place, one in enumerate(coded.talk)}
    most, any_of_them = truth_of(coded).carried, truth_of(coded, "union").carried
    assert most[row["b1"]].tolist() == [True, False], "two of three"
    assert most[row["b2"]].tolist() == [False, False], "one of three each"
    assert most[row["a1"]].tolist() == [False, True], "Eve alone coded there"
    assert any_of_them[row["b1"]].tolist() == [True, True]
    assert any_of_them[row["b2"]].tolist() == [True, True]


def test_people_are_compared_on_what_both_had_before_them(write_set):
    labels = "id,code,coder\na1,PAPER,Ann\na1,PAPER,Bob\nb1,PAPER,Ann\nb2,TRUST,Bob\nb1,PAPER,Bob\nc1,TRUST,Bob\n"
    truth = truth_of(read_folder(write_set(labels=labels)))
    found = between_coders(truth, 2)
    assert found["0"] == pytest.approx(1.0)  # a1, a2, b1, b2: both give PAPER to a1 and b1; c is Bob's alone
    assert found["1"] == pytest.approx(0.0)  # only Bob gives TRUST
    assert found["any"] == pytest.approx(0.5)  # Ann 1010, Bob 1011: agree 3/4, chance 1/2


def test_so_many_of_each_code_are_drawn_and_of_those_without(prepared):
    material, truth = prepared
    rows = draws.by_code(material, truth.carried, 3, 1000)
    assert set(rows) <= set(material.train)
    assert truth.carried[rows].sum(axis=0).tolist() == [3, 3]
    assert (~truth.carried[rows].any(axis=1)).sum() == 3
    assert draws.by_code(material, truth.carried, 3, 1000).tolist() == rows.tolist()
    assert draws.by_code(material, truth.carried, 3, 1001).tolist() != rows.tolist()


def test_whole_sources_are_drawn_where_talk_is_coded_or_not(prepared, letters):
    material, truth = prepared
    rows = draws.by_source(material, 2, 1000)
    sources = [material.talk[row].source for row in rows]
    assert len(set(sources)) == 2
    assert len(sources) == 16
    names = [draw.name for draw in measure.draws(material, truth, ("0", "2", "full"), (1, 3, 4), 2)]
    assert names == ["0", "2", "2", "1 sources", "1 sources", "3 sources", "3 sources", "full"]
    passages = made(uncoded=False)
    truth = truth_of(passages)
    coded = material_of(passages, truth, letters)
    assert coded.mostly_coded
    assert [draw.name for draw in measure.draws(coded, truth, ("0", "full"), (1, 3), 2)] == ["0", "full"]


@pytest.mark.parametrize("name", ["TF-IDF + LR", "MiniLM + LR", "MiniLM + TF-IDF + LR, codebook"])
def test_a_baseline_learns_what_words_give_away(prepared, name):
    material, truth = prepared
    found = measure.row(material, truth, name, baselines.BASELINES[name], measure.Draw("full", 1, material.train))
    assert found.figures["macro_f1"] == 1.0
    assert found.figures["any_kappa"] == 1.0
    assert found.labelled == 32


def test_a_baseline_does_not_learn_from_false_labels(prepared):
    material, truth = prepared
    labels = np.random.default_rng(0).permutation(truth.carried[material.train]).astype(np.float32)
    fitted = baselines.minilm(material, material.train, labels, 0)
    assert measure.score(fitted, material, truth) < 0.8


def test_zero_shot_and_the_codebook_need_no_labels_and_the_rest_some(prepared):
    material, truth = prepared
    started = list(measure.rows(material, truth, baselines.BASELINES, measure.draws(material, truth, ("0",), (), 1)))
    assert [row.method for row in started] == [
        "cosine zero-shot, name",
        "cosine zero-shot, definition",
        "MiniLM + TF-IDF + LR, codebook",
    ]


def test_the_likeliest_code_is_given_only_in_sets_of_coded_passages():
    scores = np.array([[0.6, 0.7], [0.2, 0.4], [0.0, 0.0]])
    assert baselines.decided(scores, 0.5, top_else=False).tolist() == [[True, True], [False, False], [False, False]]
    assert baselines.decided(scores, 0.5, top_else=True).tolist() == [[True, True], [False, True], [False, False]]


def test_the_majority_is_the_commonest_labelled_code(prepared):
    material, truth = prepared
    rows = material.train[truth.carried[material.train][:, 1]][:3]
    fitted = baselines.majority(material, rows, truth.carried[rows].astype(np.float32), 0)
    assert fitted.predict(material.test).tolist() == [[False, True]] * len(material.test)


class Sure:
    """A fitted method that says what it is told to."""

    probabilities = True

    def __init__(self, scores):
        self.scores = scores

    def predict_proba(self, rows):
        return self.scores[rows]

    def predict(self, rows):
        return self.scores[rows] >= 0.5


def test_a_review_takes_the_uncertain_first_and_a_fourth_at_random_when_mixed():
    scores = np.linspace(0, 0.5, 101)[:, None].repeat(2, axis=1)
    left = np.arange(101)
    chance = np.random.default_rng(0)
    assert orders.following(Sure(scores), left, 4, "uncertain", chance).tolist() == [100, 99, 98, 97]
    mixed = orders.following(Sure(scores), left, 8, "mixed", chance).tolist()
    assert mixed[:6] == [100, 99, 98, 97, 96, 95]
    assert len(set(mixed)) == 8
    drawn = orders.following(Sure(scores), left, 8, "random", chance).tolist()
    assert len(set(drawn)) == 8
    assert drawn != mixed


def test_decisions_are_counted_until_the_share_of_the_full_score():
    path = orders.Path("s", "m", "random", 1, (20, 40, 60), (0.5, 0.91, 0.96), 1.0)
    assert [path.until(share) for share in (0.5, 0.9, 0.95, 0.97)] == [20, 40, 60, None]
    later = orders.Path("s", "m", "random", 2, (20, 40, 60), (0.5, 0.6, 0.96), 1.0)
    assert orders.median_decisions([path, later], 0.9) == 50
    assert orders.median_decisions([path, later], 0.97) is None


def test_a_simulated_review_ends_at_the_share_and_never_decides_twice(prepared):
    material, truth = prepared
    found = list(orders.paths(material, truth, "MiniLM + LR", baselines.minilm, 1))
    assert [path.order for path in found] == list(orders.ORDERS)
    assert all(path.scores[-1] >= 0.95 * path.full for path in found)
    assert all(max(path.decisions) <= len(material.train) for path in found)


def test_pairs_are_half_alike_and_half_not():
    labels = np.array([[1, 0], [1, 1], [0, 1], [0, 0], [0, 0]], dtype=np.float32)
    batches = list(setfit_baseline.pairs(labels, 0))
    assert len(batches) == setfit_baseline.STEPS
    alike_pairs = {(0, 1), (1, 2), (3, 4)}
    for left, right, alike in batches:
        assert alike.tolist() == [1.0] * 6 + [0.0] * 6
        assert [(pair in alike_pairs) for pair in zip(left.tolist(), right.tolist(), strict=True)] == (
            alike > 0
        ).tolist()


def test_tables_give_means_over_draws_and_leave_out_figures_that_do_not_exist(prepared):
    material, truth = prepared
    drawn = measure.draws(material, truth, ("2",), (), 2)
    rows = list(measure.rows(material, truth, {"MiniLM + LR": baselines.minilm}, drawn))
    head, line = tables.figures(rows)
    assert "coders" not in head, "one coder"
    assert line.startswith("2 (6)")
    assert f"{np.mean([row.figures['macro_f1'] for row in rows]):.3f}" in line
    written = json.loads(json.dumps(tables.as_json(rows, [], {"encoder": "letters"})))
    assert [row["seed"] for row in written["rows"]] == [1000, 1001]
    assert written["rows"][0]["figures"]["coder_kappa"] is None


def test_a_method_is_compared_with_each_coder(write_set, letters):
    labels = "id,code,coder\na1,PAPER,Ann\na1,PAPER,Bob\nb1,PAPER,Ann\nb2,TRUST,Ann\nb1,PAPER,Bob\nb2,PAPER,Bob\n"
    coded = read_folder(write_set(labels=labels))
    truth = truth_of(coded)
    material = material_of(coded, truth, letters)
    said = np.array(
        [[True, False], [False, True]]
    )  # as Ann: 1.0; Bob gives PAPER to both, which has no kappa by chance alone
    assert measure.beside_coders(truth, material.test, said) == pytest.approx(np.nanmean([1.0, 0.0]))
    scores = np.zeros((6, 2))
    scores[material.test] = said
    row = measure.row(material, truth, "told", lambda *_: Sure(scores), measure.Draw("full", 1, material.train))
    assert row.figures["coder_kappa"] == pytest.approx(np.nanmean([1.0, 0.0]))


def test_a_folder_that_is_none_is_told_at_the_door(tmp_path, capsys):
    assert door.main([str(tmp_path)]) == 1
    assert "has no file 'segments.csv'" in capsys.readouterr().err


def test_numbers_of_examples_are_checked(capsys):
    with pytest.raises(SystemExit):
        door.main(["folder", "--examples", "4,many"])
    assert "'many' is neither a number nor 'full'" in capsys.readouterr().err


def test_the_products_methods_are_found_where_there_are_any(tmp_path, monkeypatch):
    monkeypatch.setattr(methods, "OURS", "made_up_methods")
    assert methods.ours() == {}
    (tmp_path / "made_up_methods.py").write_text("METHODS = {'ours': print}\n", "utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    assert methods.ours() == {"ours": print}


def test_setfit_is_fitted_only_where_it_is_asked_for(prepared):
    material, truth = prepared
    drawn = measure.draws(material, truth, ("2", "3", "full"), (), 2)
    both = {"MiniLM + LR": baselines.minilm, "SetFit": baselines.minilm}
    found = measure.rows(material, truth, both, drawn, {"SetFit": ("3",)})
    assert [(row.draw, row.seed) for row in found if row.method == "SetFit"] == [("3", 1000)]


def test_settings_can_be_chosen_without_a_look_at_the_test_part():
    coded = made(sources=6)
    inside = inside_training(coded)
    assert {one.source for one in inside.talk} == {"s0", "s1", "s2", "s3"}, "s4 and s5 are the test part"
    assert len({one.source for one in inside.talk if one.split == "test"}) == 1
    assert {label.id for label in inside.labels} == {one.id for one in inside.talk} & {
        label.id for label in coded.labels
    }
