"""The whole loop on real folders of Markdown: crashes, races, growth."""
