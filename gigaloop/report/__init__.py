"""Tables and Figures -> one document."""
