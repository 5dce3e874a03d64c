"""4.1: the chapter is proofread: spelling, doubled words, grammar and typography."""
