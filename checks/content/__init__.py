"""Section 1 of the checklist: content."""
