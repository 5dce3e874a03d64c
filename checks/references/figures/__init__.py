"""Item 2.3: all figures, tables and images have proper sources and are cited correctly."""
