"""Terms: what is owed to whom, when and on what condition. One module a question; beside them paragraphs.csv, the
accounting questions that a deal can raise, by paragraph, for `accounting-flags`."""
