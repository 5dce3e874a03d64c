"""Section 7 of the checklist, Final Steps: branch, title, description, labels and the people who should know."""
