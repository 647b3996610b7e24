"""What the answers say together."""

urlpatterns: list = []
