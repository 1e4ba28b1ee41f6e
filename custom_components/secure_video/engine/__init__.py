"""From a camera's stream to sealed clips, without Home Assistant.

Read in this order: `video` comes in, `vision` understands it, `incidents` decide, `clips` keep, the `vault` seals;
`pipeline` joins them for one camera. `model` holds the words, `errors` what can go wrong.
"""
