"""The public pages: for whoever has a link of a letter, from anywhere; no sign-in, no cookie, no script."""
