"""Runs a command of the twin several times: `many_runs.py train '[["--data", …], …]'`. Exits with the first code that is not 0."""
import importlib
import json
import sys

main = importlib.import_module(f"fourgate_torch.{sys.argv[1]}").main
sys.exit(next((code for code in map(main, json.loads(sys.argv[2])) if code != 0), 0))
