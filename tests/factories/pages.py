"""Reading pages and papers as people do."""

import html
import io
import re

import pypdf


def visible_text(response):
    """The words of a page, tags and white space aside; everything that is not a page as it is."""
    content = response.content.decode() if not response.streaming else ""
    if "html" not in response.get("Content-Type", ""):
        return content
    content = re.sub(r"<(script|style)\b.*?</\1>", " ", content, flags=re.DOTALL)
    return html.unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content)))


def text_of_pdf(content):
    """The words of a PDF, white space aside; where a long word was broken, it is whole again."""
    pages = pypdf.PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in pages).replace("\u200b", ""))
