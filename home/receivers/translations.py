"""Gives the tree of a language the second readers of the Dutch one; who writes in it are the central editors, for every zone."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page, WorkflowPage
from wagtail.signals import copy_for_translation_done

from sites.services import FRONT_DOOR_DEPTH


@receiver(copy_for_translation_done)
def tree_translated(sender: type[Any], source_obj: Any, target_obj: Any, **kwargs: Any) -> None:
    """The front page of a tree has another language: who reads what is submitted below the Dutch one reads it here too."""
    if not isinstance(target_obj, Page) or target_obj.depth != FRONT_DOOR_DEPTH:
        return
    if (asked := WorkflowPage.objects.filter(page=source_obj.pk).first()) and not WorkflowPage.objects.filter(page=target_obj.pk).exists():
        WorkflowPage.objects.create(page_id=target_obj.pk, workflow=asked.workflow)
