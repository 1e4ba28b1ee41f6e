"""A real Home Assistant with a real camera, for the end-to-end tests and the demo."""
