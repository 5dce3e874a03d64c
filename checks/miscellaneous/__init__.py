"""Section 6 of the checklist, Miscellaneous: links, credited resources, permissions."""
