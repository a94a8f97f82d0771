"""One file per change of the store, in order."""
