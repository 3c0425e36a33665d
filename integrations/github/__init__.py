"""GitHub Issues as a tracker: GitHub.com, Enterprise Cloud and Enterprise Server.

One repository is one tracker. PyGithub signs in and carries bytes (`client`); what they
mean is decided here (`answers`, `wire`), because its own objects hide requests and its
own retries create twice. For people: docs/github.md.
"""
