"""What the commands need besides Python's own library: looked for before anything else, so that an error can say what to do."""
from __future__ import annotations

import importlib
from typing import Tuple

from .errors import EnvironmentFault

#: The oldest PyTorch that has all that is used.
OLDEST_TORCH = (1, 13)

#: By the name that Python imports: what Debian and PyPI call it.
NEEDED = {
    "numpy": ("python3-numpy", "numpy"),
    "h5py": ("python3-h5py", "h5py"),
    "torch": ("python3-torch", "torch"),
}


def require_packages() -> None:
    """Raises EnvironmentFault naming the first package that is missing or too old."""
    for name, (debian, pypi) in NEEDED.items():
        remedy = f"Install it: apt-get install {debian}, or pip install {pypi}."
        try:
            package = importlib.import_module(name)
        except ImportError as cause:
            raise EnvironmentFault(f"Python package {name}", "to import it", str(cause), remedy) from cause
        if name == "torch" and version_of(package.__version__) < OLDEST_TORCH:
            oldest = ".".join(map(str, OLDEST_TORCH))
            raise EnvironmentFault("Python package torch", f"version {oldest} or newer", package.__version__, remedy)


def version_of(text: str) -> Tuple[int, ...]:
    """'1.13.0a0' → (1, 13)"""
    return tuple(int("".join(c for c in part if c.isdigit()) or 0) for part in text.split(".")[:2])
