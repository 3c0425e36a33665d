"""The engine against trackers in this process: whole loops, faults and crashes."""
