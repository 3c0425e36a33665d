"""Everything that has to hold; mirrors the tree of the code it tests."""
