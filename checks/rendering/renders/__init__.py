"""Item 3.2: all images, figures, and tables render properly without any glitches."""
