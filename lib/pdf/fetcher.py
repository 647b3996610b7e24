"""The only way out of a document that is being rendered, and it is closed.

WeasyPrint's own fetcher opens http, ftp and file addresses: text from a form would be enough to put a file of the
server into a PDF. Ours knows two schemes: `data:` and `asset:` for the shipped fonts. It must be a subclass: WeasyPrint
reads attributes of it when something fails, and a plain function that raises stops the rendering.
"""

from weasyprint.urls import URLFetcher, URLFetcherResponse

from . import assets


class LockedFetcher(URLFetcher):
    """Serves `data:` addresses and shipped fonts; raises ValueError for everything else."""

    def __init__(self):
        super().__init__(allowed_protocols={"data"}, allow_redirects=False, fail_on_errors=False)

    def fetch(self, url, headers=None):
        """The content behind `url`. Raises ValueError unless it is a `data:` address or one of our fonts."""
        scheme, _, rest = url.partition(":")
        if scheme.lower() == "data":
            return super().fetch(url, headers)
        if scheme == assets.SCHEME:
            try:
                content = assets.font(rest.removeprefix("///"))
            except KeyError:
                raise ValueError(f"not one of the shipped files: {url}") from None
            return URLFetcherResponse(url, content, {"Content-Type": "font/ttf"})
        raise ValueError(f"a document may not fetch {scheme}: addresses")
