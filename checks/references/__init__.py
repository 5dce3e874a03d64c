"""Section 2 of the checklist: references and citations."""
