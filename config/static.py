"""What style sheets, scripts and fonts say to browsers: they pass by the middleware that says it for pages."""

POLICY = "default-src 'none'; style-src 'self'; img-src 'self'; font-src 'self'; frame-ancestors 'none'"


def guard(headers, path: str, url: str) -> None:
    """A picture opened by itself runs nothing, is not guessed to be something else, and serves no other site."""
    headers["Content-Security-Policy"] = POLICY
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"
    headers["Referrer-Policy"] = "same-origin"
