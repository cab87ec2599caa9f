"""The product's settings with the suite's own data folder, weak hashes and mail in memory."""

import atexit
import os
import shutil
import tempfile

_data = tempfile.mkdtemp(prefix="trialpiece-test-")
atexit.register(shutil.rmtree, _data, ignore_errors=True)
os.makedirs(os.path.join(_data, "static"))  # noqa: PTH103, PTH118 (WhiteNoise warns where it is missing)
os.environ["TRIALPIECE_DATA"] = _data
os.environ["TRIALPIECE_SECRET"] = "only-for-tests-" + "x" * 50

from trialpiece.web.settings import *  # noqa: E402, F403 (the environment must be set first)

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):  # noqa: F405 (from the product's settings)
    # a file, so that worker processes and the browser's server see the same database as the test
    DATABASES["default"]["TEST"] = {"NAME": f"{_data}/test.sqlite3"}  # noqa: F405 (as above)
    DATABASES["default"]["OPTIONS"]["init_command"] += " PRAGMA synchronous=OFF;"  # noqa: F405 (as above)
