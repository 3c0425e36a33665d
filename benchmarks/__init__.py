"""What the loop costs: time, CPU and memory, and how they grow. `make bench`."""
