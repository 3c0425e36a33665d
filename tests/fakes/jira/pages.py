"""Pages in HTML that Jira, Tomcat and proxies send where a client waits for JSON."""

from __future__ import annotations

UNAUTHORIZED = (
    b"<!DOCTYPE html><html><head><title>Unauthorized (401)</title></head><body>"
    b"<h1>Unauthorized (401)</h1><p>Encountered a <code>&quot;401 - Unauthorized&quot;"
    b"</code> error while loading this page.</p></body></html>"
)
# As users saw it: https://github.com/floralvikings/jira-connector/issues/250
CLOUD_TOO_MANY = (
    b'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8">'
    b"<title>Oops - an error has occurred</title></head>"
    b'<body class=" error-page error429"><h1>Rate limited</h1></body></html>'
)
# As users saw it: https://github.com/ahungry/org-jira/issues/365
TOMCAT_TOO_MANY = (
    '<!doctype html><html lang="en"><head>'
    "<title>HTTP Status 429 \u2013 Too Many Requests</title></head>"
    "<body><h1>HTTP Status 429 \u2013 Too Many Requests</h1>"
    "<p><b>Message</b> Rate limit exceeded.</p><h3>Apache Tomcat/9.0.95</h3></body>"
    "</html>"
).encode()
UNAVAILABLE = b"<html><head><title>503 Service Unavailable</title></head></html>"
SIGN_IN = b"<html><head><title>Log in</title></head><body>Please log in.</body></html>"
