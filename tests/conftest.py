"""One thread per process: sums are the same on every machine, and workers do not compete.

Messages are English unless a test says otherwise, whatever the machine speaks.
"""

import os

from hypothesis import settings

for _name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[_name] = "1"
os.environ["PLUMBLINE_LANG"] = "en"

settings.register_profile("plumbline", deadline=None, derandomize=True)
settings.load_profile("plumbline")
