"""Tests; those that need real servers start them with the modules in `scripts`."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).resolve().parent.parent / "scripts"))
