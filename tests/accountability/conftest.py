import pytest


@pytest.fixture(autouse=True)
def reports_root(tmp_path, settings):
    settings.REPORTS_ROOT = tmp_path / "reports"
    return settings.REPORTS_ROOT
