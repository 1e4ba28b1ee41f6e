"""End to end: a real Home Assistant, a real RTSP server, the age command line and ffprobe."""
