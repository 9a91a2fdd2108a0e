"""The desk: the manager's own pages, on this machine alone."""
