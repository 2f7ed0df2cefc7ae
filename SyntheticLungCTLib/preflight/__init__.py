"""Whether this computer can do the work, asked before the work, with advice where it cannot."""
