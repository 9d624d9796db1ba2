"""Makes `agreement`, which lies beside this file, importable: importlib mode puts no folder on the path."""

import importlib.util
import sys
from pathlib import Path

spec = importlib.util.spec_from_file_location("agreement", Path(__file__).with_name("agreement.py"))
agreement = importlib.util.module_from_spec(spec)
sys.modules["agreement"] = agreement
spec.loader.exec_module(agreement)
