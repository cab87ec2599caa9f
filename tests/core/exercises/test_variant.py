"""What a candidate's variant promises: its own values, the same difficulty, a key that holds."""

import hashlib
import time

import numpy as np
import pytest

from trialpiece.core.exercises.issue import held_out
from trialpiece.core.exercises.variant import make_variant


def digest(variant):
    whole = hashlib.sha256()
    for name, table in sorted(variant.data.tables.items()):
        whole.update(name.encode() + table.to_csv())
    return whole.hexdigest()


def test_the_same_seed_gives_the_same_bytes(pack, variant):
    assert digest(make_variant(pack, 11)) == digest(variant)


def test_bytes_of_a_published_version_never_change(variant):
    """If this fails, generator or numpy changed: raise the pack's version, or issued data can no longer be made again."""
    assert digest(variant) == "60bf45d5b4b8decef76cc8a4ae74779283e6e88d5eb4902073a734cdc0484e73"


def test_another_seed_gives_other_customers_and_other_names(pack, variant):
    others = [make_variant(pack, seed) for seed in (12, 13)]
    for other in others:
        assert not set(other.data.tables["customers"]["customer_id"]) >= set(
            variant.data.tables["customers"]["customer_id"]
        )
    assert len({tuple(each.choices.values()) for each in (variant, *others)}) == 3


def test_data_is_made_in_two_seconds(pack):
    began = time.process_time()
    digest(make_variant(pack, 14))
    assert time.process_time() - began < 2


def test_a_negative_seed_is_refused(pack):
    with pytest.raises(ValueError, match="0 or more"):
        make_variant(pack, -1)


def test_the_keys_predicates_find_what_was_planted_and_nothing_else(variant):
    tables = variant.data.tables
    assert len(variant.key) == 9
    for defect in variant.key:
        found = defect.found_in(tables)
        assert defect.rows, defect.id
        if defect.planter == "label-noise":  # the audit is a sample
            assert found, defect.id
            assert found <= defect.rows, defect.id
        else:
            assert found == defect.rows, defect.id


def test_clean_data_gives_the_predicates_nothing_to_find(pack, variant):
    from trialpiece.core.exercises.dataset import streams
    from trialpiece.core.exercises.generators import GENERATORS

    rng = streams(slug=pack.slug, version=pack.version, seed=11, count=1)[0]
    clean = GENERATORS["subscriptions"](rng, 2000, dict(variant.choices)).tables
    for defect in variant.key:
        if defect.planter != "leaking-column":  # the column is not there at all
            assert not defect.found_in(clean), defect.id


def test_no_placeholder_of_the_key_is_left_unnamed(variant):
    for defect in variant.key:
        for text in (defect.what, defect.detect, defect.handling, defect.harm, defect.column, *defect.questions):
            assert "{" not in text


def test_the_data_has_the_difficulties_of_real_life(variant):
    truth, tickets = variant.data.hidden["truth"], variant.data.tables["tickets"]
    late = truth["held_out"] == 1
    assert truth["review_date"][late].min() > truth["review_date"][~late].max()
    assert 0.15 < truth["churned_60d"].mean() < 0.3
    unhappy = dict(zip(truth["customer_id"].tolist(), truth["chance"].tolist(), strict=True))
    chance = np.array([unhappy[each] for each in tickets["customer_id"].tolist()])
    missing = np.isnan(tickets["satisfaction"])
    assert chance[missing].mean() > chance[~missing].mean() + 0.01, "answers are missing at random"


@pytest.mark.parametrize("seed", [1, 2, 3, 5])
def test_sound_work_reaches_the_same_on_every_seed(pack, reference, as_read, seed):
    variant = make_variant(pack, seed)
    tables = as_read(variant)
    outcomes, truth = variant.data.hidden["outcomes"], variant.data.hidden["truth"]
    left = outcomes["churned_60d"].astype(float)
    ids, chance = reference.predict(tables)
    assert ids == outcomes["customer_id"].tolist()
    reached = reference.auc(left, chance)
    ceiling = reference.auc(left, truth["chance"][truth["held_out"] == 1])
    assert 0.72 < reached < 0.82
    assert 0.02 < ceiling - reached < 0.08


def test_the_leaking_column_promises_much_and_misleads(pack, variant, reference, as_read):
    tables, column = as_read(variant), variant.choices["leak_column"]
    known = {**tables, "to_score": tables["outcomes"]}
    recorded = np.array(tables["outcomes"]["churned_60d"], dtype=float)
    _, promised = reference.predict(known, with_column=column)
    _, chance = reference.predict(tables, with_column=column)
    left = variant.data.hidden["outcomes"]["churned_60d"].astype(float)
    assert reference.auc(recorded, promised) > reference.auc(left, chance) + 0.08
    assert chance.mean() < left.mean() - 0.03


def test_held_out_outcomes_are_those_of_the_customers_to_score(pack, variant):
    kept = held_out(pack, 11)
    assert kept["customer_id"].tolist() == variant.data.tables["to_score"]["customer_id"].tolist()
