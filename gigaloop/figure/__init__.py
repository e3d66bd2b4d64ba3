"""Figures: Tables drawn as plain data, the same for page and report.

words    how numbers, parties and the page's words are written, in three scripts
"""
