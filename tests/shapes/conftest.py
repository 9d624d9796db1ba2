"""Makes `clinic`, which lies beside this file, importable: importlib mode puts no folder on the path."""

import importlib.util
import sys
from pathlib import Path

spec = importlib.util.spec_from_file_location("clinic", Path(__file__).with_name("clinic.py"))
clinic = importlib.util.module_from_spec(spec)
sys.modules["clinic"] = clinic
spec.loader.exec_module(clinic)
