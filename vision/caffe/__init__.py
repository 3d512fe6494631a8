"""Weights that Caffe wrote, read without Caffe and without protobuf, and turned into Keras."""
