"""Lists: the networks' own lists, changed whole or not at all, and never without a trace."""
