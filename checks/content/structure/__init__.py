"""Item 1.4: the chapter follows a logical flow and structure."""
