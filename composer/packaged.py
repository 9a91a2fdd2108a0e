"""Where the files that travel with Composer are: the sample workspace and the default templates."""

from pathlib import Path

# Inside a wheel the sample workspace is packed under the package; in a checkout it is the repository itself.
_INSTALLED = Path(__file__).parent / "workspace"
SAMPLE = _INSTALLED if _INSTALLED.is_dir() else Path(__file__).parent.parent
TEMPLATES = SAMPLE / "templates"
CANIEMAIL = Path(__file__).parent / "caniemail" / "caniemail.json"
WORDS = Path(__file__).parent / "words"
