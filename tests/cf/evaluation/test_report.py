import numpy as np

from cf.evaluation import report
from cf.evaluation.comparison import Figures

KEY = ("list", "under 30", "ndcg@10")


def _figures(model, mean, slices):
    values = {"ndcg@10": np.array([mean])}
    ends = {"ndcg@10": (0.1, 0.9)}
    return Figures(model, "holdout", "all titles", {"ndcg@10": mean}, ends, values, 1.0, slices)


ROWS = [_figures("ease", 0.5, {KEY: (0.4, 7)}), _figures("popularity", 0.2, {KEY: (0.1, 7)})]


def test_a_line_a_slice_and_a_column_a_model():
    assert [line.split() for line in report.slice_table(ROWS)] == [
        ["protocol", "of", "slice", "figure", "n", "ease", "popularity"],
        ["holdout", "list", "under", "30", "ndcg@10", "7", "0.4000", "0.1000"],
    ]


def test_without_slices_there_is_no_second_table():
    rows = [_figures("stack", 0.5, {})]
    assert report.slice_table(rows) == []
    assert report.markdown(rows).count("---") == len(report.HEADINGS) + 1


def test_everything_is_written(tmp_path):
    written = report.write(tmp_path, ROWS, {"seed": 1})
    assert [path.suffix for path in written] == [".json", ".md", ".png"]
    assert '"under 30"' in written[0].read_text()
    assert "| holdout | list | under 30 | ndcg@10 | 7 | 0.4000 | 0.1000 |" in written[1].read_text()
