"""What is seen: motion, objects, and objects followed over time."""
