"""Terms: what is owed to whom, when and on what condition. One module a question; beside them

paragraphs  the accounting questions that a deal can raise, by paragraph, for `accounting-flags`
"""
