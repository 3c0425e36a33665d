"""What people read, as Jinja2 files.

Installed as `afteraction.templates`. There is no code here: `afteraction.rendering`
fills the files in, and a team may replace any of them by one of the same name.
"""
