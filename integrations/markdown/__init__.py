"""A tracker that is a folder of Markdown files."""
