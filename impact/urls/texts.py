"""Reading what people wrote, before others may."""

urlpatterns: list = []
