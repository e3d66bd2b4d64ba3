"""Terms: what is owed to whom, when and on what condition. One module a question."""
