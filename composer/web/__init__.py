"""The web app: three trust levels, each with a route table of its own."""
