"""A team on Jira, GitHub and Markdown at once: over both fakes, with one clock."""
