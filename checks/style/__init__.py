"""Section 4 of the checklist: grammar and style, learned from the book itself. English only."""
