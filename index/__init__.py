"""The archive: articles read, split, embedded, stored and searched. Knows nothing of the LLM or the UI."""

import os

# Nothing phones home. onnxruntime has sent usage data from Linux since 1.29, and reads this when it is imported;
# chromadb and gradio have switches of their own. Here, because this package is imported before any of them.
os.environ.update(
    ORT_DISABLE_TELEMETRY="1",
    ANONYMIZED_TELEMETRY="False",
    GRADIO_ANALYTICS_ENABLED="False",
    HF_HUB_OFFLINE="1",
)
# OpenMP threads that wait must not spin for long: they would starve whatever else runs. A few microseconds pay:
# without them the local model writes half as fast on a quiet machine (docs/benchmarks.md).
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("GOMP_SPINCOUNT", "3000")
# The matrices of a search are small: a second BLAS thread makes it no faster, and spins while it waits, which doubles
# a question's processor time, and its waiting time when the other core is busy.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
