import pytest

from cf.commands.options import BadSetting, merged, settings_of


def test_dots_make_groups_and_values_are_yaml():
    told = settings_of(["components.als.n_factors=64", "weights.als=.5", "name=x"])
    assert told == {"components": {"als": {"n_factors": 64}}, "weights": {"als": 0.5}, "name": "x"}


@pytest.mark.parametrize("pairs", [["kept"], ["=3"], ["a=1", "a.b=2"]])
def test_what_is_no_setting_is_refused(pairs):
    with pytest.raises(BadSetting):
        settings_of(pairs)


def test_the_upper_settings_win_group_by_group():
    below = {"a": {"b": 1, "c": 2}, "d": 3}
    assert merged(below, {"a": {"b": 9}, "d": {"e": 1}}) == {"a": {"b": 9, "c": 2}, "d": {"e": 1}}
