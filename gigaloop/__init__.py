"""gigaloop: the open counterparty book and stress engine for AI compute."""
