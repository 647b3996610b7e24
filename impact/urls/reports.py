"""Reports on a campaign."""

urlpatterns: list = []
