"""4.1: slips of grammar, each kind a small reader of one run of words."""
