"""`python -m assistant`: the `onrecord` command."""

import sys

from assistant.cli import main

sys.exit(main())
