"""The learner on plain arrays."""

import numpy as np
import pytest
from hypothesis import given as each
from hypothesis import settings
from hypothesis import strategies as st

from workbench.errors import ModelUnusable, WorkbenchError
from workbench.suggest.learned import Features, Talk, fit, load, report, save, uncertainty
from workbench.suggest.learned.calibrate import Calibration, calibrated
from workbench.suggest.learned.choose import gate, given, proposed
from workbench.suggest.learned.pool import row_weights, shift, thresholds
from workbench.suggest.learned.ridge import folds_of, ridge


def made(rows=120, dimensions=12, codes=3, sources=6, seed=0):
    """Rows around the mean of what they carry, in sources, some of them the codebook's."""
    chance = np.random.default_rng(seed)
    labels = (chance.random((rows, codes)) < 0.3).astype(np.float32)
    centres = chance.normal(size=(codes, dimensions))
    x = labels @ centres + chance.normal(size=(rows, dimensions))
    x /= np.linalg.norm(x, axis=1, keepdims=True)
    groups = ["" if row < codes else f"s{row % sources}" for row in range(rows)]
    return x.astype(np.float32), labels, groups


@pytest.mark.parametrize(("rows", "dimensions"), [(40, 90), (150, 12)])
def test_out_of_source_equals_refitting_without_the_source(rows, dimensions):
    x, y, groups = made(rows, dimensions)
    weight = np.random.default_rng(1).uniform(0.5, 2, rows).astype(np.float32)
    folds = folds_of(groups)
    whole = ridge(x, y, weight, folds, 0.7)
    for fold in range(folds.max() + 1):
        rest = folds != fold
        again = ridge(x[rest], y[rest], weight[rest], folds[rest], 0.7)
        assert whole.outside[~rest] == pytest.approx(x[~rest] @ again.weights + again.offset, abs=1e-5)
    own = folds == -1
    assert whole.outside[own] == pytest.approx(x[own] @ whole.weights + whole.offset, abs=1e-5)


@each(st.lists(st.sampled_from(["", *"abcdefghijklmnop"]), max_size=60), st.randoms())
def test_folds_keep_sources_together_in_whatever_order_they_come(groups, chance):
    folds = folds_of(groups)
    assert all(len({folds[row] for row, name in enumerate(groups) if name == one}) == 1 for one in set(groups))
    assert all((fold == -1) == (name == "") for fold, name in zip(folds, groups, strict=True))
    mixed = chance.sample(range(len(groups)), len(groups))
    assert [folds[row] for row in mixed] == list(folds_of([groups[row] for row in mixed]))
    several = len(set(groups) - {""})
    assert len(set(folds[folds >= 0])) == min(several, 10)


def test_it_learns():
    x, y, groups = made(300)
    fitted = fit(x[:200], y[:200], groups[:200])
    right = fitted.predict(x[200:]) == (y[200:] == 1)
    assert right.mean() > 0.8
    assert all(record["kappa"] > 0.4 for record in report(fitted, "abc").values())


@settings(max_examples=15, deadline=None)
@each(st.integers(0, 99), st.integers(0, 99))
def test_what_nobody_said_of_one_code_changes_nothing_for_the_others(seed, where):
    x, y, groups = made(seed=seed)
    less = y.copy()
    less[np.random.default_rng(where).random(len(y)) < 0.4, 1] = np.nan
    full, part = fit(x, y, groups), fit(x, less, groups)
    assert part.weights[:, [0, 2]] == pytest.approx(full.weights[:, [0, 2]], abs=1e-5)
    assert np.abs(part.weights[:, 1] - full.weights[:, 1]).max() > 1e-3


def test_a_row_about_which_nobody_said_anything_counts_for_nothing():
    x, y, groups = made()
    less = y.copy()
    less[7] = np.nan
    kept = np.arange(len(y)) != 7
    assert fit(x, less, groups).weights == pytest.approx(
        fit(x[kept], y[kept], [groups[row] for row in np.flatnonzero(kept)]).weights, abs=1e-5
    )


@settings(max_examples=10, deadline=None)
@each(st.permutations(range(60)))
def test_the_order_of_rows_changes_no_bit(order):
    x, y, groups = made(60)
    one, other = fit(x, y, groups), fit(x[order], y[order], [groups[row] for row in order])
    assert np.array_equal(one.weights, other.weights)
    assert np.array_equal(one.predict_proba(x), other.predict_proba(x))
    assert np.array_equal(one.outside[order], other.outside, equal_nan=True)


@settings(max_examples=30, deadline=None)
@each(st.integers(0, 999), st.floats(-3, 3), st.floats(-3, 3))
def test_more_score_never_means_less_probability(seed, bend, rivals):
    parts = np.random.default_rng(seed).normal(size=(3, 5))
    parts[:, 1] = np.abs(parts[:, 1])
    parts[1, 2:] = rivals, 0.3, bend
    line = np.tile(np.float32(0), (80, 4))
    line[:, 1] = np.linspace(-4, 4, 80)
    rising = Calibration(1.0, parts)(line)[:, 1]
    assert (np.diff(rising) >= -2e-6).all()
    assert 0 <= rising.min() <= rising.max() <= 1


def test_calibration_is_right_where_there_is_plenty():
    chance = np.random.default_rng(0)
    scores = chance.normal(size=(20_000, 2)).astype(np.float32)
    true = 1 / (1 + np.exp(-(2 * scores[:, :1] - 1)))
    labels = (chance.random(true.shape) < true).astype(np.float32)
    found = calibrated(scores, labels, np.ones(len(scores), np.float32))
    assert found(scores) == pytest.approx(true, abs=0.03)


def test_a_line_is_drawn_where_the_record_says():
    chance = np.random.default_rng(0)
    p = chance.random((900, 2)).astype(np.float32)
    y = (p > 0.6).astype(np.float32)
    y[3:, 1] = np.nan
    least = thresholds(p[:0], p, y)
    assert least == pytest.approx([0.6, 0.6], abs=0.03)  # three rows of its own: the second code borrows the line


def test_without_a_record_the_line_is_where_f1_is_expected_to_be_highest():
    p = np.repeat(np.array([[0.1], [0.3], [0.9]], np.float32), 100, axis=0)
    none = np.zeros((0, 1), np.float32)
    assert 0.3 < thresholds(p, none, none)[0] <= 0.9
    assert thresholds(p[:200], none, none)[0] <= 0.3


def test_rows_picked_less_often_than_they_occur_count_more():
    labels = np.array([[1, 0]] * 10 + [[0, 1]] * 10 + [[0, 0]] * 10, np.float32)
    everywhere = np.tile(np.array([0.8, 0.1], np.float32), (500, 1))
    weight = row_weights(labels, everywhere)
    assert weight[0] > weight[20] > weight[10]
    assert weight.mean() == pytest.approx(1, abs=0.01)


def test_rows_picked_at_random_are_left_as_they_are():
    chance = np.random.default_rng(0)
    p = chance.random((2000, 3)).astype(np.float32)
    labels = (chance.random(p.shape) < p).astype(np.float32)
    assert row_weights(labels, p) == pytest.approx(np.ones(2000), abs=0.06)
    assert shift(p, p, labels, np.ones(2000, np.float32)) == pytest.approx(np.zeros(3), abs=0.01)


def test_what_helps_is_used_and_what_does_not_is_left_out():
    x, y, groups = made(200, 12)
    noise = np.random.default_rng(5).normal(size=(200, 30)).astype(np.float32)
    wide = np.hstack([noise, x])
    assert not fit(wide, y, groups, optional=slice(0, 30)).weights[:30].any()
    assert fit(wide, y, groups, optional=slice(30, 42)).weights[30:].any()


@each(st.integers(0, 1000), st.integers(1, 4))
def test_at_most_top_and_no_parent_beside_its_child(seed, top):
    p = np.random.default_rng(seed).random((30, 6)).astype(np.float32)
    above = np.zeros((6, 6), bool)
    above[0, 1] = above[0, 2] = True
    least = np.full(6, 0.4, np.float32)
    chosen = proposed(p, p >= least, above, top)
    assert (chosen.sum(axis=1) <= top).all()
    assert (p[chosen] >= 0.4).all()
    assert not (chosen[:, 0] & ((p[:, 1] >= 0.4) | (p[:, 2] >= 0.4))).any()
    assert chosen[p.max(axis=1) >= 0.4].any(axis=1).all()


def test_with_one_source_there_is_no_record_across_sources():
    x, y, _ = made()
    record = report(fit(x, y, ["a"] * len(x)), "abc")["a"]
    assert record["kappa"] is None
    assert record["ask_me"]
    assert record["bands"] == []
    assert record["positives"] == int(y[:, 0].sum())


def test_without_judgements_the_codebook_speaks():
    x = np.eye(3, 8, dtype=np.float32)
    fitted = fit(x, np.eye(3, dtype=np.float32), ["", "", ""])
    assert (fitted.predict_proba(x).argmax(axis=1) == [0, 1, 2]).all()
    assert report(fitted, "abc")["a"]["positives"] == 0


def test_a_code_never_carried_is_hardly_likely():
    x, y, groups = made()
    y[:, 2] = 0
    fitted = fit(x, y, groups)
    assert fitted.predict_proba(x)[:, 2].max() < 0.2
    assert report(fitted, "abc")["c"]["ask_me"]


def test_labels_and_shapes_are_checked():
    x, y, groups = made()
    with pytest.raises(WorkbenchError, match="same rows"):
        fit(x, y, groups[1:])
    y[3, 1] = -1
    with pytest.raises(WorkbenchError, match="outside 0 to 1"):
        fit(x, y, groups)


def test_doubt_is_the_entropy_of_all_codes_of_a_row():
    p = np.array([[0.5, 0.5], [0.5, 0.0], [0.25, 0.25], [1.0, 0.0]], np.float32)
    assert uncertainty(p) == pytest.approx([2, 1, 2 * 0.8112781, 0], abs=1e-6)


def saved(folder):
    texts = ["the soup was cold", "the soup was hot", "we waited long", "we waited for the bus"]
    vectors = np.eye(4, dtype=np.float32)
    features = Features.of_all(Talk(texts, vectors, list("aabb")))
    x = features.of(Talk(texts, vectors, list("aabb")))
    learner = fit(x, np.array([[1, 0], [1, 0], [0, 1], [0, 1]], np.float32), list("aabb"))
    return x, learner, features, save(folder, learner, features)


def test_what_is_kept_says_the_same(tmp_path):
    x, learner, features, named = saved(tmp_path)
    again, maker = load(tmp_path)
    assert np.array_equal(again.predict_proba(x), learner.predict_proba(x))
    assert maker.words.known == features.words.known
    assert save(tmp_path / "again", again, maker) == named


def test_what_was_damaged_is_refused(tmp_path):
    _, learner, features, _ = saved(tmp_path)
    with pytest.raises(ModelUnusable):
        load(tmp_path / "nowhere")
    path = tmp_path / "arrays.npz"
    learner.offset[0] += 1
    save(tmp_path / "other", learner, features)
    path.write_bytes((tmp_path / "other" / "arrays.npz").read_bytes())
    with pytest.raises(ModelUnusable, match="not what was saved"):
        load(tmp_path)
    path.write_bytes(b"PK")
    with pytest.raises(ModelUnusable):
        load(tmp_path)


def test_calibration_ends_well_where_a_whole_step_would_overshoot():
    chance = np.random.default_rng(1)
    scores = np.vstack([chance.normal(-1, 0.02, (4000, 4)), chance.normal(9, 3, (40, 4))]).astype(np.float32)
    labels = np.zeros((4040, 3), np.float32)
    labels[4000:] = chance.random((40, 3)) < 0.8
    p = calibrated(scores, labels, np.ones(4040, np.float32))(scores)
    assert p[:4000].mean() == pytest.approx(0, abs=0.01)
    assert p[4000:].mean() == pytest.approx(0.8, abs=0.1)


def test_the_door_stands_where_coded_and_uncoded_talk_part():
    overall = np.linspace(0, 1, 100).astype(np.float32)
    assert gate(overall, (overall > 0.6).astype(np.float32)) == pytest.approx(0.6, abs=0.03)
    assert np.isnan(gate(overall, np.ones(100, np.float32)))
    p = np.array([[0.3, 0.1], [0.3, 0.9], [0.3, 0.8]], np.float32)
    least = np.array([0.5, 0.5], np.float32)
    flags = given(p, np.array([0.7, 0.5, 0.7], np.float32), least, 0.6)
    assert flags.tolist() == [[True, False], [False, False], [False, True]]
    assert given(p, np.zeros(3, np.float32), least, float("nan")).tolist() == (p >= 0.5).tolist()
