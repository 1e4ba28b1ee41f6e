"""Stand-ins for two packages of Home Assistant's voice assistant that would have to be compiled.

Nothing here uses the voice assistant. But Home Assistant imports it to describe its actions, and without that
description no page of it loads in a browser. The folder goes on the path of its process.
"""
