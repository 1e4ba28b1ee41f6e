"""What is kept: recording, the folder of sealed clips, and how long they stay."""
