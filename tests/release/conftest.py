from pathlib import Path

import pytest

from analytics.release import Release, ReleaseInfo, open_release, publish
from tests.release import publications


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> ReleaseInfo:
    return publish(publications.view(), tmp_path_factory.mktemp("release"))


@pytest.fixture(scope="session")
def release_path(published: ReleaseInfo) -> Path:
    return published.folder.parent / "current"


@pytest.fixture(scope="session")
def release(release_path: Path) -> Release:
    return open_release(release_path)
