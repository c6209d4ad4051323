"""How quick the pages are, as ratios to what this machine can do at all; `make bench`, `make bench-NAME`.

A benchmark is a module `bench_NAME.py` with `journeys(stand) -> list[Journey]`: it may fill the stand's installation first.
Real gunicorn processes on loopback, a throw-away database of each kind, and a closed loop of clients in this process.
"""
