"""The ledger's parts by themselves; what it promises as a whole is in contracts."""
