package chat.duologue.examples.load;

/** One case of a comparison: pairs and window, or pairs and rate; the other of the two is 0. */
record LoadCase(int pairs, int window, int rate) {}
