"""The crawler's errors.

CrawlerError
├── ArgumentError        an argument of the spider breaks its rule
├── ImageError           bytes that were to be a poster are not one
├── QueueLostError       Redis stayed away, or came back without the queue of a shared crawl
├── StoreAwayError       MongoDB stayed away longer than a write may wait
└── PageError            an answer of the site is not the page that was asked for
    ├── FieldError       a field that the page must show is missing or unreadable
    ├── CutPageError     the answer stops in the middle
    ├── GonePageError    the site says that there is no such page
    ├── MobilePageError  the layout for phones, which is not read
    └── UnavailablePageError  the site says that it cannot answer for a while
"""


class CrawlerError(Exception):
    """Anything the crawler refuses, with the value, the rule and the remedy."""


class ArgumentError(CrawlerError):
    """An argument of the spider breaks its rule."""


class ImageError(CrawlerError):
    """Bytes that were to be a poster are not an image we take.

    Attributes
    ----------
    reason
        Short name under which the refusal is counted: "not_an_image", "too_large", ...
    """

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


class QueueLostError(CrawlerError):
    """Redis stayed away too long, or came back without the queue of a shared crawl."""


class StoreAwayError(CrawlerError):
    """MongoDB stayed away longer than a write may wait."""


class PageError(CrawlerError):
    """An answer of the site is not the page that was asked for.

    Attributes
    ----------
    message, url
        What is wrong, and the address of the answer.
    reason
        Short name under which the failure is counted.
    """

    reason = "unreadable"

    # No call of Exception.__init__: its ``args`` stay what each class was made with, so that
    # pickle can make the error again in another process.
    def __init__(self, message: str, url: str) -> None:
        self.message = message
        self.url = url

    def __str__(self) -> str:
        return f"{self.url}: {self.message}"


class FieldError(PageError):
    """A field that the page must show is missing or unreadable.

    Attributes
    ----------
    field
        Name of the field in the document.
    """

    reason = "field"

    def __init__(self, field: str, problem: str, url: str) -> None:
        super().__init__(f"field {field!r} {problem}", url)
        self.field = field


class CutPageError(PageError):
    """The answer stops in the middle."""

    reason = "cut"


class GonePageError(PageError):
    """The site says that there is no such page."""

    reason = "gone"


class MobilePageError(PageError):
    """The layout for phones, which is not read."""

    reason = "mobile"


class UnavailablePageError(PageError):
    """The site says that it cannot answer for a while, whatever the status of the answer."""

    reason = "unavailable"
