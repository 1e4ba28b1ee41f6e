"""Run this folder: `python custom_components/secure_video/engine/verify --help`.

Needs `cryptography`, and no Home Assistant: the integration around the engine, which would import it, is left out.
"""

import sys
from importlib import import_module
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

_ENGINE = "secure_video_engine"


def _load_engine() -> None:
    """Make the engine importable under a name of its own, without the package around it."""
    folder = Path(__file__).resolve().parents[1]
    spec = spec_from_file_location(_ENGINE, folder / "__init__.py", submodule_search_locations=[str(folder)])
    if spec is None or spec.loader is None:
        raise ImportError(f"There is no engine in {folder}.")
    sys.modules[_ENGINE] = engine = module_from_spec(spec)
    spec.loader.exec_module(engine)


if __name__ == "__main__":
    if sys.version_info < (3, 14):  # noqa: UP036 - on a computer of one's own, any Python may be the first on the path
        sys.exit("Python 3.14 or newer is needed.")
    _load_engine()
    sys.exit(import_module(f"{_ENGINE}.verify.command").main())
