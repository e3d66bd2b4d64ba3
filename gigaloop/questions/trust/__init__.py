"""Trust: what the answers rest on, and how they fared. One module a question."""
