import cv2
import keras
import numpy as np
import pytest

from vision.backbones.illustration2vec import Illustration2Vec
from vision.caffe import convert as module
from vision.caffe.convert import convert
from vision.errors import WeightsError

# Keras 3.15 saves TensorFlow's variables in a way that numpy 2 warns of.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


@pytest.fixture
def feature_net(make_net):
    return make_net("encode1")


@pytest.fixture
def write(tmp_path):
    def write(data, name="net.caffemodel"):
        path = tmp_path / name
        path.write_bytes(data)
        return path

    return write


@pytest.fixture(autouse=True)
def few_together(monkeypatch):
    """So that the small nets, too, have an encode1 in several layers, the last of them shorter."""
    monkeypatch.setattr(module, "OUTPUTS_TOGETHER", 5)


@pytest.mark.parametrize("v1", [False, True], ids=["current", "v1"])
@pytest.mark.parametrize("head", ["encode1", "conv6_4"])
def test_equals_opencv_own_reader(make_net, write, tmp_path, rng, head, v1):
    net = make_net(head)
    data = net.caffemodel(v1=v1)
    pixels = rng.normal(size=(2, 224, 224, 3)).astype(np.float32) * 60
    buffers = (np.frombuffer(part, np.uint8) for part in (net.prototxt, data))
    oracle = cv2.dnn.readNetFromCaffe(*buffers)
    oracle.setInput(pixels.transpose(0, 3, 1, 2))
    expected = oracle.forward().reshape(2, -1)

    target = tmp_path / "net.keras"
    made = convert(write(data), target)
    given = keras.saving.load_model(target).predict_on_batch(pixels)
    assert made.net == ("feature" if head == "encode1" else "tag")
    assert made.n_weights == sum(b.size for _, blobs in net.weights.values() for b in blobs)
    assert np.abs(given - expected).max() <= 1e-5 * np.abs(expected).max()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["net.caffemodel", "net.keras"]


def test_the_backbone_takes_what_was_converted(feature_net, write, tmp_path, noise):
    convert(write(feature_net.caffemodel()), tmp_path / "net.keras")
    backbone = Illustration2Vec(tmp_path / "net.keras")
    assert backbone.widths == (12,)
    assert backbone.encode(backbone.prepare(noise)[None]).shape == (1, 12)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"skip": ["conv3_2"]}, "layer conv3_2 is missing"),
        ({"skip": ["encode1"]}, "neither encode1 nor conv6_4"),
        ({"conv1_1": [np.zeros((4, 3, 5, 5)), np.zeros(4)]}, r"conv1_1 is \(4, 3, 5, 5\)"),
        ({"conv2_1": [np.zeros((6, 5, 3, 3)), np.zeros(6)]}, r"wanted is \(any, 4, 3, 3\)"),
        ({"conv2_1": [np.zeros((6, 4, 3, 3))]}, "has 1 blobs"),
        ({"conv2_1": [np.zeros((6, 4, 3, 3)), np.zeros(5)]}, "5 biases for 6 outputs"),
        ({"conv2_1": [np.full((6, 4, 3, 3), np.nan), np.zeros(6)]}, "NaN"),
        ({"encode1": [np.zeros((12, 7)), np.zeros(12)]}, "12 x 490 is wanted"),
    ],
)
def test_other_nets_are_refused(feature_net, write, tmp_path, changed, said):
    target = tmp_path / "net.keras"
    with pytest.raises(WeightsError, match=said):
        convert(write(feature_net.caffemodel(**changed)), target)
    assert not target.exists()


def test_a_failed_conversion_keeps_the_old_file(write, tmp_path):
    target = write(b"old", "net.keras")
    with pytest.raises(WeightsError):
        convert(write(b"\x00"), target)
    assert target.read_bytes() == b"old"


def test_target_must_be_a_keras_file(feature_net, write, tmp_path):
    with pytest.raises(WeightsError, match=r"net\.h5 does not end in \.keras"):
        convert(write(feature_net.caffemodel()), tmp_path / "net.h5")
    with pytest.raises(WeightsError, match="cannot be written"):
        convert(write(feature_net.caffemodel()), tmp_path / "absent" / "net.keras")
