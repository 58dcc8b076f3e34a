"""Kendall's tau and the share of the worst that is seen first."""

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.ranking import kendall_tau, worst_seen

RANKS = st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), min_size=2, max_size=40)


@pytest.mark.parametrize(
    ("first", "second", "tau"),
    [
        ([1, 2, 3, 4, 5], [1, 2, 3, 4, 5], 1.0),
        ([1, 2, 3, 4, 5], [5, 4, 3, 2, 1], -1.0),
        ([1, 2, 3, 4], [1, 3, 2, 4], 4 / 6),
        # The example of scipy.stats.kendalltau, which says -0.47140452079103173.
        ([12, 2, 1, 12, 2], [1, 4, 7, 1, 0], -0.47140452079103173),
        # R: cor(c(1, 2, 2, 3), c(1, 3, 2, 4), method = "kendall") is 5 / sqrt(5 * 6).
        ([1, 2, 2, 3], [1, 3, 2, 4], 5 / math.sqrt(30)),
    ],
)
def test_tau_is_what_others_compute(first: list[float], second: list[float], tau: float) -> None:
    assert kendall_tau(first, second) == pytest.approx(tau)


@given(RANKS)
def test_tau_is_its_definition_over_all_pairs(ranks: list[tuple[int, int]]) -> None:
    products = [(a[0] - b[0]) * (a[1] - b[1]) for a, b in combinations(ranks, 2)]
    untied = [sum(a[side] != b[side] for a, b in combinations(ranks, 2)) for side in (0, 1)]
    tau = kendall_tau([one for one, _ in ranks], [other for _, other in ranks])
    if not all(untied):
        assert math.isnan(tau)
    else:
        signs = sum((product > 0) - (product < 0) for product in products)
        assert tau == pytest.approx(signs / math.sqrt(untied[0] * untied[1]))


@given(RANKS)
def test_tau_does_not_depend_on_which_comes_first_or_how_the_items_stand(ranks: list[tuple[int, int]]) -> None:
    first, second = [one for one, _ in ranks], [other for _, other in ranks]
    tau = kendall_tau(first, second)
    assert kendall_tau(second, first) == pytest.approx(tau, nan_ok=True)
    assert kendall_tau(first[::-1], second[::-1]) == pytest.approx(tau, nan_ok=True)
    assert kendall_tau(first, [-value for value in second]) == pytest.approx(-tau, nan_ok=True)


def test_rankings_of_different_length_are_refused() -> None:
    with pytest.raises(ValueError, match="shorter|longer"):
        kendall_tau([1, 2], [1])


def test_nothing_ranks_nothing() -> None:
    assert math.isnan(kendall_tau([], []))
    assert math.isnan(worst_seen([], []))


def test_a_perfect_order_sees_all_of_the_worst_and_a_reversed_one_none() -> None:
    quality = list(range(100))
    assert worst_seen([-value for value in quality], quality) == 1.0
    assert worst_seen(quality, quality) == 0.0


def test_an_order_of_equals_sees_as_many_as_chance() -> None:
    assert worst_seen([1.0] * 100, list(range(100))) == pytest.approx(0.2)


def test_half_of_the_worst_first_is_half_seen() -> None:
    urgency = [1, 0, 0, 0, 1, 0, 0, 0, 0, 0]
    assert worst_seen(urgency, list(range(10))) == pytest.approx(0.5)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=5, max_size=30))
def test_the_share_seen_does_not_depend_on_how_the_items_stand(items: list[tuple[int, int]]) -> None:
    seen = worst_seen([one for one, _ in items], [other for _, other in items])
    backwards = items[::-1]
    assert worst_seen([one for one, _ in backwards], [other for _, other in backwards]) == pytest.approx(seen)
    assert 0 <= seen <= 1 + 1e-9
