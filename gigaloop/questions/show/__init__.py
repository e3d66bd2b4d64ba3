"""Show: one party, deal or source; what is written of a deal; what is overdue or old."""
