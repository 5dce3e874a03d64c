"""4.2: the chapter is written like the rest of the book."""
