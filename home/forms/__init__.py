"""What editors fill in: places and what changes there, and a new zone."""

from home.forms.places import PlaceChangeForm, PlaceForm
from home.forms.wizard import STEPS, StepForm, blueprint_of, form_of, is_complete, summary_of

__all__ = ["STEPS", "PlaceChangeForm", "PlaceForm", "StepForm", "blueprint_of", "form_of", "is_complete", "summary_of"]
