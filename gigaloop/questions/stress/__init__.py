"""Stress: who is hurt, when and by how much. One module a question."""
