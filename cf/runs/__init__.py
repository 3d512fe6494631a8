"""Every training leaves a record: in MongoDB, and in MLflow or W&B where that is asked for."""
