"""Intake: from spreadsheets as people keep them to rows of people, with everything odd about them told."""
