"""Item 1.3: any code snippets or algorithms are well-documented and tested."""
