"""What comes in and what goes out: streams, packets, frames, MP4. The only place that imports PyAV."""
