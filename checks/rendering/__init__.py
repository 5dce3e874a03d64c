"""Section 3 of the checklist: rendering with Quarto."""
