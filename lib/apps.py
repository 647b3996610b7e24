from django.apps import AppConfig


class LibConfig(AppConfig):
    """No models: it is an app only so that its template tags are found."""

    name = "lib"
