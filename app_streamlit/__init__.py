"""The two faces of sunledger: the public one over a release, the officer one over the store; never one process.

Streamlit puts the folder of the script it runs first on the import path, where `public.py` would hide the library of
that name which Ibis uses. Importing this package takes the folder off the path again.
"""

import sys
from pathlib import Path

_HERE = Path(__file__).parent.resolve()
sys.path[:] = [entry for entry in sys.path if Path(entry or ".").resolve() != _HERE]
