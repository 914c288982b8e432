//! What the stories have in common: the real binary, a fresh directory, a server on a free port.
