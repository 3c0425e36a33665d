"""Shapes of charts: in proportion, side by side, and inside of the drawing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from afteraction.charts import FULL, LEAST, Bar, Share, Tick, bars, columns, nice

counts = st.lists(st.integers(min_value=0, max_value=10_000), max_size=8)


def shares(*numbers: int) -> list[Share]:
    return [Share("abcdefgh"[at], number) for at, number in enumerate(numbers)]


class TestBars:
    def test_the_longest_is_as_wide_as_the_drawing(self) -> None:
        first, second = bars([("Ada", shares(3, 0, 1)), ("Lin", shares(0, 2))])
        assert [(part.name, part.x, part.width) for part in first.segments] == [
            ("a", 0, 75),
            ("c", 75, 25),
        ]
        assert [(part.name, part.x, part.width) for part in second.segments] == [
            ("b", 0, 50)
        ]
        assert (first.total, second.total) == (4, 2)
        assert first.segments[1].middle == 87.5

    def test_of_nothing(self) -> None:
        assert bars([]) == ()
        assert bars([("Ada", shares(0, 0)), ("Lin", [])]) == (
            Bar("Ada", 0, ()),
            Bar("Lin", 0, ()),
        )

    def test_a_number_stands_where_it_fits(self) -> None:
        (bar,) = bars([("Ada", shares(9_000, 400, 1))])
        assert [part.labelled for part in bar.segments] == [True, False, False]

    @given(st.lists(counts, max_size=6))
    def test_parts_lie_side_by_side_and_can_be_seen(
        self, rows: list[list[int]]
    ) -> None:
        for bar in bars(("x", shares(*row)) for row in rows):
            end = 0.0
            for part in bar.segments:
                assert part.x == pytest.approx(end, abs=0.011)
                assert part.width >= LEAST * 0.9
                end = part.x + part.width
            assert end <= FULL + 0.02


class TestColumns:
    def test_stacked_from_the_bottom(self) -> None:
        made = columns([("1 Nov", shares(1, 2)), ("8 Nov", shares(4))], height=100)
        first, second = made.columns
        assert [(part.y, part.height) for part in first.blocks] == [(75, 25), (25, 50)]
        assert [(part.y, part.height) for part in second.blocks] == [(0, 100)]
        assert made.ticks == (Tick(0, 100), Tick(2, 50), Tick(4, 0))

    def test_of_nothing(self) -> None:
        assert columns([]).columns == ()
        assert columns([("1 Nov", shares(0))]).columns[0].blocks == ()

    @pytest.mark.parametrize(
        ("many", "named"),
        [(1, [0]), (3, [0, 1, 2]), (8, [1, 3, 5, 7]), (26, [1, 5, 9, 13, 17, 21, 25])],
    )
    def test_labels_do_not_run_into_each_other(
        self, many: int, named: list[int]
    ) -> None:
        made = columns((f"{at}", shares(1)) for at in range(many))
        assert [at for at, each in enumerate(made.columns) if each.named] == named

    @given(st.lists(counts, min_size=1, max_size=30))
    def test_all_of_it_lies_inside(self, rows: list[list[int]]) -> None:
        made = columns([("x", shares(*row)) for row in rows], height=120)
        right = 0.0
        for column in made.columns:
            assert column.x >= right - 0.02
            right = column.x + column.width
            assert right <= FULL + 0.02
            for block in column.blocks:
                assert -0.02 <= block.y <= block.y + block.height <= 120.02


@pytest.mark.parametrize(
    ("most", "end"),
    [
        (0, 1),
        (1, 1),
        (7, 8),
        (9, 10),
        (11, 12),
        (13, 16),
        (17, 20),
        (160, 160),
        (161, 200),
        (81_000, 100_000),
    ],
)
def test_scales_end_at_numbers_people_read(most: int, end: int) -> None:
    assert nice(most) == end
