"""What every test may use; the product's own data goes to a folder that ends with the run."""

import os
import tempfile

import pytest

_DATA = tempfile.mkdtemp(prefix="trialpiece-test-")
os.environ["TRIALPIECE_DATA"] = _DATA
os.environ.setdefault("TRIALPIECE_SECRET", "only-for-tests-" + "x" * 50)


@pytest.fixture(autouse=True)
def _quick_and_contained(settings, tmp_path):
    """Weak password hashes, mail in memory, tasks that wait to be run, blobs in the test's own folder."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    settings.STORAGES = {
        **settings.STORAGES,
        "blobs": {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {"location": str(tmp_path / "blobs")},
        },
    }


@pytest.fixture
def client_as(client):
    """A function that signs a member (or user) in and gives the client."""

    def sign_in(who):
        client.force_login(getattr(who, "user", who))
        return client

    return sign_in
