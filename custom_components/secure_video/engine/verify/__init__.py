"""Checks and opens clips on any computer, without Home Assistant: Python and `cryptography` are all it needs.

Reading order: `ledger` (what the log says), `sightings` (what the folder holds), `judgement` (how the two agree),
`folder`; then `clip`, `bundle`, `opening`, `sharing`; `command` is what a person types.
"""
