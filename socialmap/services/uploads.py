"""Files on their way in."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO

from django.db import transaction

from accounts.models import User
from socialmap.models import ImportUpload
from socialmap.services.importing import ImportFile, ImportPreview, apply_import

NAME_LENGTH = 120


@transaction.atomic
def store_upload(*, file: ImportFile, name: str, content: bytes, by: User, at: datetime) -> ImportUpload:
    """Keep a file until its owner says yes; throws away what was forgotten for a day."""
    ImportUpload.objects.forgotten(at=at).delete()
    return ImportUpload.objects.create(kind=file.value, name=name[:NAME_LENGTH], content=content, uploaded_by=by)


def upload_content(upload: ImportUpload) -> BytesIO:
    """The file as it was uploaded."""
    return BytesIO(bytes(upload.content))


@transaction.atomic
def apply_upload(*, upload: ImportUpload, by: User) -> ImportPreview:
    """Write the file and forget it. Raises SheetError or ImportRefusedError, and then keeps it."""
    preview = apply_import(file=ImportFile(upload.kind), content=upload_content(upload), by=by)
    upload.delete()
    return preview
