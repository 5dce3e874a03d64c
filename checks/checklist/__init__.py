"""The form: reading the checklist out of any Markdown body, and which of the 25 items each of its boxes means."""

from checks.checklist.form import Box, Form, read_form
from checks.checklist.required import required_items

__all__ = ["Box", "Form", "read_form", "required_items"]
