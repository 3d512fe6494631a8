"""The audience: who liked what, learned by embeddings in TensorFlow, answered in numpy."""
