"""From a question to titles with reasons."""
