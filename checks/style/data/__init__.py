"""Word lists. `README.md` beside this file says where each comes from and under which licence."""
