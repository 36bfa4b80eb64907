"""Runs a command of the twin several times: `many_runs.py train '[["--data", …], …]'`; prints exit codes and outputs as JSON."""
import contextlib
import importlib
import io
import json
import sys

main = importlib.import_module(f"fourgate_torch.{sys.argv[1]}").main
ended = []
for arguments in json.loads(sys.argv[2]):
    out, err = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        code = main(arguments)
    ended.append({"code": code, "out": out.getvalue(), "err": err.getvalue()})
json.dump(ended, sys.stdout)
