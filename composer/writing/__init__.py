"""The sole writer of issues/: what a form says goes into the YAML, and everything beside it stays as it was."""
