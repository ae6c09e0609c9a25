"""PDF: its pages in a new document, without whatever could act, hide, or tell of its author.

Only the pages are carried over. What one typed into the fields of a form and wrote in the margin is drawn onto them;
scripts, attachments, forms, links, layers of markup, titles and authors stay behind.
"""

import re
from io import BytesIO

import pikepdf

from balairung.kernel.files.copies import Copy, Fault, Unfit

_TAIL = 2048  # bytes in which the end is looked for; some programs write a little after it
_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
PAGE_KEYS = {"/Type", "/Parent", "/Contents", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/Group", "/UserUnit"}
NEVER = (
    "/A",
    "/AA",
    "/AF",
    "/EF",
    "/JS",
    "/Metadata",
    "/OpenAction",
    "/PieceInfo",
    "/LastModified",
    "/OPI",
    "/Alternates",
)


def clean(content: bytes) -> Copy:
    """The document without its secrets; it is refused when it is damaged or locked with a password."""
    if not _is_whole(content):
        raise Unfit(Fault.DAMAGED)
    try:
        source = pikepdf.open(BytesIO(content))
    except pikepdf.PasswordError as error:
        raise Unfit(Fault.LOCKED) from error
    with source, pikepdf.new() as target:
        source.generate_appearance_streams()
        source.flatten_annotations("screen")
        target.pages.extend(source.pages)
        _strip(target)
        copy = BytesIO()
        target.save(copy, deterministic_id=True, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return Copy("application/pdf", copy.getvalue())


def _strip(document: pikepdf.Pdf) -> None:
    if not len(document.pages):
        raise Unfit(Fault.DAMAGED)
    for page in document.pages:
        for key in set(page.obj.keys()) - PAGE_KEYS:
            del page.obj[key]
    for thing in document.objects:
        for key in NEVER if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream) else ():
            if key in thing:
                del thing[key]


def _is_whole(content: bytes) -> bool:
    """It begins as a PDF, and its end points back to a table of contents within it."""
    ends = _END.findall(content, max(0, len(content) - _TAIL))
    return content.startswith(b"%PDF-") and bool(ends) and int(ends[-1]) < len(content)
