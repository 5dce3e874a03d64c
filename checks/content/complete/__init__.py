"""Item 1.1: the chapter content is complete and covers the topic in detail."""
