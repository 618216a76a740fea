"""Import and export in the Wagtail admin: choose a file, see the difference, say yes."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from accounts.models import User
from core.spreadsheets import CSV_TYPE, XLSX_TYPE
from socialmap.forms import ImportForm
from socialmap.models import ImportUpload
from socialmap.permissions import may_import
from socialmap.services import ImportFile, SheetError, export_csv, export_xlsx
from socialmap.services.importing import ImportPreview, ImportRefusedError, doubles_of, preview_import
from socialmap.services.uploads import apply_upload, store_upload, upload_content

ROWS_SHOWN = 100
EXTENSIONS = ("csv", "xlsx")


@require_http_methods(["GET", "POST"])
def choose_file(request: HttpRequest) -> HttpResponse:
    """Choose a file to import, or download what there is."""
    user = _require_permission(request)
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file, upload = ImportFile(form.cleaned_data["kind"]), form.cleaned_data["file"]
        try:
            preview_import(file=file, content=upload)
        except SheetError as error:
            form.add_error("file", str(error))
        else:
            upload.seek(0)
            stored = store_upload(file=file, name=upload.name, content=upload.read(), by=user, at=timezone.now())
            return redirect("socialmap-import-preview", stored.pk)
    return _page(request, "socialmap/admin/import.html", {"form": form})


@require_GET
def show_difference(request: HttpRequest, pk: int) -> HttpResponse:
    """What the file would change, or what is wrong with it, row by row."""
    _require_permission(request)
    stored = get_object_or_404(ImportUpload, pk=pk, uploaded_by=request.user)
    try:
        preview = preview_import(file=ImportFile(stored.kind), content=upload_content(stored))
    except SheetError as error:
        messages.error(request, str(error))
        return redirect("socialmap-import")
    return _page(request, "socialmap/admin/import_preview.html", {"upload": stored, **_shown(preview), "doubles": doubles_of(preview)})


@require_POST
def apply_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Say yes: write all rows, or none."""
    user = _require_permission(request)
    stored = get_object_or_404(ImportUpload, pk=pk, uploaded_by=user)
    try:
        preview = apply_upload(upload=stored, by=user)
    except (ImportRefusedError, SheetError) as error:
        messages.error(request, " ".join(error.messages[:3]) if isinstance(error, ImportRefusedError) else str(error))
        return redirect("socialmap-import-preview", pk)
    messages.success(
        request,
        _("Klaar. %(new)s nieuw, %(changed)s gewijzigd, %(same)s waren al goed.")
        % {"new": len(preview.new), "changed": len(preview.changed), "same": len(preview.same)},
    )
    return redirect("socialmap-import")


@require_GET
def download(request: HttpRequest, kind: str, extension: str) -> HttpResponseBase:
    """Everything in one file, with the columns that the import reads."""
    _require_permission(request)
    if kind not in [file.value for file in ImportFile] or extension not in EXTENSIONS:
        raise Http404
    file = ImportFile(kind)
    name = f"sociale-kaart-{kind}-{timezone.localdate():%Y-%m-%d}.{extension}"
    response: HttpResponseBase
    if extension == "xlsx":
        response = HttpResponse(export_xlsx(file=file), content_type=XLSX_TYPE)
    else:
        response = StreamingHttpResponse(export_csv(file=file), content_type=CSV_TYPE)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    return response


def _shown(preview: ImportPreview) -> dict[str, Any]:
    return {
        "problems": preview.problems,
        "problem_count": preview.problem_count,
        "new": preview.new[:ROWS_SHOWN],
        "changed": preview.changed[:ROWS_SHOWN],
        "counts": {"new": len(preview.new), "changed": len(preview.changed), "same": len(preview.same)},
        "can_apply": not preview.problems and bool(preview.new or preview.changed),
    }


def _page(request: HttpRequest, template: str, context: dict[str, Any]) -> TemplateResponse:
    frame = {
        "page_title": _("Importeren en exporteren"),
        "header_title": _("Importeren en exporteren"),
        "header_icon": "upload",
        "import_url": reverse("socialmap-import"),
        "media": forms.Media(),
    }
    return TemplateResponse(request, template, frame | context)


def _require_permission(request: HttpRequest) -> User:
    if not request.user.is_authenticated or not may_import(request.user):
        raise PermissionDenied
    return request.user
