"""Training, measuring and exporting the detector that comes with the integration."""
