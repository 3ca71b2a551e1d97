"""What the tests ask of numpy, with the example that users have.

    exchange.py EXAMPLES forward WEIGHTS ROWS OUT     policy and values of the rows
    exchange.py EXAMPLES draw DESCRIPTION TYPE OUT    a file of weights, drawn here
"""
import json
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import mtrl_weights as mtrl


def forward(path, rows, out):
    weights, about = mtrl.load(path)
    rows, _ = mtrl.load(rows)
    tasks = rows["tasks"].reshape(-1)
    mean, log_std = mtrl.policy(weights, about, rows["observations"], tasks)
    result = {"mean": mean, "log_std": log_std}
    for part in ("critic", "target"):
        if any(name.startswith(part) for name in weights):
            result[part] = mtrl.values(weights, about, rows["actions"], rows["observations"], tasks, part)
    mtrl.save(out, result)
    print(f"read by {mtrl.READER}, numpy {np.__version__}")


def draw(description, kind, out):
    with open(description) as file:
        description = json.load(file)
    random = np.random.default_rng(7)
    arrays = {}
    for name, shape in description["arrays"].items():
        fan_in = shape[-2] if name.endswith("/kernel") else 10
        values = random.standard_normal(shape) / np.sqrt(fan_in)
        arrays[name] = (values + name.endswith("/scale")).astype(kind)
    mtrl.save(out, arrays, description["metadata"])


{"forward": forward, "draw": draw}[sys.argv[2]](*sys.argv[3:])
