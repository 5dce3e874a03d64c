"""Section 5 of the checklist, Collaboration: who approved, and whether earlier feedback was settled."""
