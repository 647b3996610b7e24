"""Cases that show what it means."""

urlpatterns: list = []
