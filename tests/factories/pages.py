"""Reading pages as people do."""

import html
import re


def visible_text(response):
    """The words of a page, tags and white space aside; everything that is not a page as it is."""
    content = response.content.decode() if not response.streaming else ""
    if "html" not in response.get("Content-Type", ""):
        return content
    content = re.sub(r"<(script|style)\b.*?</\1>", " ", content, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content)))
