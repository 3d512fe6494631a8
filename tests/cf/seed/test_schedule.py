import pytest

from cf.errors import UnknownModel
from cf.seed import schedule


def test_the_ramp_stays_at_the_top_as_long_as_it_is_told():
    ramp = schedule.Ramp(start_lr=0.0, max_lr=1.0, min_lr=0.0, rampup_epochs=2, sustain_epochs=2)
    assert [ramp(epoch) for epoch in range(6)] == pytest.approx([0, 0.5, 1, 1, 1, 0.8])


def test_the_cosine_goes_from_end_to_end():
    wave = schedule.Cosine(start_lr=1.0, end_lr=0.2, epochs=3)
    assert [wave(epoch) for epoch in range(4)] == pytest.approx([1.0, 0.6, 0.2, 0.2])


def test_a_schedule_is_made_from_settings():
    assert schedule.make({}) == schedule.Ramp()
    assert schedule.make({"max_lr": 0.5}) == schedule.Ramp(max_lr=0.5)
    assert schedule.make({"kind": "constant", "lr": 0.5})(7) == 0.5


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"kind": "step"}, "'step' is not one of ramp, constant, cosine"),
        ({"kind": "cosine", "lr": 1.0}, "cosine has no setting"),
    ],
)
def test_what_is_no_schedule_is_refused(settings, told):
    with pytest.raises(UnknownModel, match=told):
        schedule.make(settings)
