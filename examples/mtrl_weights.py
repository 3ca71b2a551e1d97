#!/usr/bin/env python3
"""Weights of mtrl in Python: reads and writes their safetensors files, and computes policy and critics in numpy.

    ./mtrl export RUN weights.safetensors
    python3 examples/mtrl_weights.py weights.safetensors

prints what the file holds and the policy's answer to an observation of zeros in each task. Needs numpy; the package
safetensors is used where it is installed. Names, shapes and formulas: docs/weights.md.
"""
import json
import struct
import sys

import numpy as np

try:
    from safetensors import safe_open
    from safetensors.numpy import save_file
except ImportError:
    safe_open = None

READER = "safetensors" if safe_open else "its own reader"
TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "U8": "u1"}


def load(path):
    """Arrays by name, and the file's metadata."""
    if safe_open:
        with safe_open(path, framework="numpy") as file:
            return {name: file.get_tensor(name) for name in file.keys()}, dict(file.metadata() or {})
    # The format: the header's length in 8 bytes, the header as JSON, the arrays' bytes.
    with open(path, "rb") as file:
        header = json.loads(file.read(struct.unpack("<Q", file.read(8))[0]))
        data = file.read()
    metadata = header.pop("__metadata__", {})
    return {
        name: np.frombuffer(data[slice(*entry["data_offsets"])], TYPES[entry["dtype"]]).reshape(entry["shape"])
        for name, entry in header.items()
    }, metadata


def save(path, arrays, metadata=None):
    """Writes what load reads. An agent needs the arrays actor/... and critic/...; target/... and log_alpha may be left out."""
    arrays = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    if safe_open:
        save_file(arrays, path, metadata)
        return
    names = {np.dtype(kind): name for name, kind in TYPES.items()}
    header, end = {"__metadata__": metadata} if metadata else {}, 0
    for name, array in arrays.items():
        header[name] = {"dtype": names[array.dtype], "shape": array.shape, "data_offsets": [end, end + array.nbytes]}
        end += array.nbytes
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text)
        for array in arrays.values():
            file.write(array.tobytes())


class Network:
    """One network (of an ensemble one member), in float64."""

    def __init__(self, arrays, settings):
        self.arrays, self.settings = arrays, settings

    def __call__(self, rows, tasks):
        """Outputs [n, outputs] of rows [n, numbers without the one-hot], each of its task [n]."""
        tasks = np.asarray(tasks)
        forward = getattr(self, self.settings["architecture"].replace("-", "_"))
        return forward(np.asarray(rows, np.float64), tasks)

    # ---- architectures ----

    def multi_head(self, rows, tasks):
        return self.dense(self.torso("", one_hot_behind(rows, tasks, self["layer_0/kernel"]), skips=True), "head", tasks)

    def mlp(self, rows, tasks):
        return self.dense(self.torso("", one_hot_behind(rows, tasks, self["layer_0/kernel"]), skips=True), "head")

    def soft_modules(self, rows, tasks):
        observation = self.mlp_block("encoder", rows)
        z = self["task/kernel"][tasks] + self["task/bias"]
        embedding = self.mlp_block("routing", self.act(z * observation))
        x, weights = self.act(observation)[None], []
        for i in range(self.count("modules_{}/kernel")):
            gated = embedding * self.dense(np.concatenate(weights, 1), f"gate_{i}") if i else embedding
            modules = len(self[f"modules_{i}/kernel"])
            mixing = softmax(self.dense(self.act(gated), f"logits_{i}").reshape(len(rows), -1, modules))
            weights.append(mixing.reshape(len(rows), -1))
            if i:
                x = self.norm(x, f"norm_{i - 1}")
            y = self.act(np.einsum("nij,jno->ino", mixing, self.dense(x, f"modules_{i}")))
            if self.settings["skip"] and x.shape[-1] == y.shape[-1]:
                y = y + np.einsum("nij,jno->ino", mixing, np.broadcast_to(x, (modules, *x.shape[1:])))
            x = y
        return self.dense(self.norm(x[0], f"norm_{i}"), "head")

    def paco(self, rows, tasks):
        weights = self["composition/kernel"][tasks] + self["composition/bias"]
        sets = [f"{layer}/{part}" for layer in [*(f"layer_{i}" for i in range(self.count("layer_{}/kernel"))), "head"] for part in ("kernel", "bias")]
        own = {name: np.einsum("nk,k...->n...", weights, self[name]) for name in sets}
        depth = self.count("layer_{}/kernel")
        for i in range(depth):
            if i:
                rows = self.norm(rows, f"norm_{i - 1}")
            kernel, vector = own[f"layer_{i}/kernel"], self.arrays.get(f"layer_{i}/left_singular")
            kernel = kernel if vector is None else spectral(kernel, vector[tasks])
            rows = self.skip(self.act(np.einsum("ni,nio->no", rows, kernel) + own[f"layer_{i}/bias"]), rows)
        return np.einsum("ni,nio->no", self.norm(rows, f"norm_{depth - 1}"), own["head/kernel"]) + own["head/bias"]

    def care(self, rows, tasks):
        z = self.mlp_block("task", self.act(self["embedding"][tasks]))
        attention = softmax(self.mlp_block("attention", z) / self.settings["attention_temperature"])
        experts = self.mlp_block("experts", rows[None])
        return self.mlp_block("torso", np.concatenate([np.einsum("ne,eno->no", attention, experts), z], 1), skips=True)

    def film(self, rows, tasks):
        z = self.act(self["embedding"][tasks])
        layers = self.count("encoder/layer_{}/kernel")
        modulation = self.mlp_block("film", z).reshape(len(rows), layers, 2)
        for i in range(layers):
            rows = self.dense(rows, f"encoder/layer_{i}")
            rows = modulation[:, i, :1] * (self.act(rows) if i < layers - 1 else rows) + modulation[:, i, 1:]
        return self.mlp_block("torso", np.concatenate([rows, z], 1), skips=True)

    def moore(self, rows, tasks):
        made = []
        for rest in self.mlp_block("experts", rows[None], skips=True):
            for unit in list(made):
                rest = rest - (rest * unit).sum(1, keepdims=True) * unit
            made.append(rest / (np.linalg.norm(rest, axis=1, keepdims=True) + 1e-8))
        feature = np.tanh(np.einsum("ne,eno->no", self["combination/kernel"][tasks], np.array(made)))
        return self.dense(self.norm(feature, "norm"), "head", tasks)

    def bro(self, rows, tasks):
        x = self.act(self.norm(self.dense(one_hot_behind(rows, tasks, self["input/kernel"]), "input"), "input_norm"))
        for i in range(self.count("block_{}/layer_0/kernel")):
            hidden = self.act(self.norm(self.dense(x, f"block_{i}/layer_0"), f"block_{i}/norm_0"))
            x = x + self.norm(self.dense(hidden, f"block_{i}/layer_1"), f"block_{i}/norm_1")
        return self.head(x)

    def simba(self, rows, tasks):
        x = self.dense(one_hot_behind(rows, tasks, self["input/kernel"]), "input")
        for i in range(self.count("block_{}/layer_0/kernel")):
            hidden = self.act(self.dense(self.norm(x, f"block_{i}/norm"), f"block_{i}/layer_0"))
            x = x + self.dense(hidden, f"block_{i}/layer_1")
        return self.head(self.norm(x, "norm"))

    # ---- parts ----

    def __getitem__(self, name):
        return self.arrays[name]

    def count(self, pattern):
        return next(i for i in range(len(self.arrays) + 1) if pattern.format(i) not in self.arrays)

    def act(self, x):
        """ReLU, or the concatenated one."""
        crelu = self.settings.get("activation") == "crelu"
        return np.maximum(np.concatenate([x, -x], -1) if crelu else x, 0)

    def dense(self, x, name, tasks=None):
        kernel, bias = self[f"{name}/kernel"], self[f"{name}/bias"]
        if f"{name}/left_singular" in self.arrays:
            kernel = spectral(kernel, self[f"{name}/left_singular"])
        if tasks is not None:
            return np.einsum("ni,nio->no", x, kernel[tasks]) + bias[tasks]
        return x @ kernel + (bias if kernel.ndim == 2 else bias[:, None])

    def norm(self, x, name):
        """Layer norm; nothing where the network has none of this name."""
        if f"{name}/scale" not in self.arrays:
            return x
        scale, shift = self[f"{name}/scale"], self[f"{name}/shift"]
        if scale.ndim == 2:
            scale, shift = scale[:, None], shift[:, None]
        return (x - x.mean(-1, keepdims=True)) / np.sqrt(x.var(-1, keepdims=True) + 1e-6) * scale + shift

    def skip(self, y, x):
        return y + x if self.settings["skip"] and x.shape[-1] == y.shape[-1] else y

    def torso(self, prefix, x, skips=False):
        """Dense ReLU layers, up to the norm behind the last."""
        for i in range(self.count(prefix + "layer_{}/kernel")):
            y = self.act(self.dense(x, f"{prefix}layer_{i}"))
            x = self.norm(self.skip(y, x) if skips else y, f"{prefix}norm_{i}")
        return x

    def mlp_block(self, name, x, skips=False):
        return self.dense(self.torso(f"{name}/", x, skips), f"{name}/output")

    def head(self, x):
        if "head/kernel" in self.arrays:
            return self.dense(x, "head")
        low, high = self.settings["log_std_min"], self.settings["log_std_max"]
        log_std = low + (high - low) / 2 * (1 + np.tanh(self.dense(x, "log_std")))
        return np.concatenate([self.dense(x, "mean"), log_std], 1)


def softmax(x):
    x = np.exp(x - x.max(-1, keepdims=True))
    return x / x.sum(-1, keepdims=True)


def one_hot_behind(rows, tasks, kernel):
    """Rows with the one-hot of their task behind them, where the kernel has room for it."""
    size = kernel.shape[0] - rows.shape[1]
    return np.concatenate([rows, np.eye(size)[tasks]], 1) if size else rows


def spectral(kernel, vector):
    """Kernels [..., in, out] divided by their spectral norms, estimated from vectors [..., in]."""
    return kernel * np.linalg.norm(vector, axis=-1)[..., None, None] / np.linalg.norm(vector[..., None, :] @ kernel, axis=-1)[..., None]


def task_embedding(arrays, metadata, part):
    """The name of the task embedding that a network's rows end in, or None."""
    name = f"{'target' if part == 'target' else 'critic'}/embedding"
    return name if metadata.get("task_embedding", "0") != "0" and name in arrays else None


def with_embedding(rows, arrays, name, tasks):
    """Rows with their tasks' vectors behind them, at length 1."""
    if not name:
        return rows
    table = arrays[name].astype(np.float64)
    return np.concatenate([rows, (table / np.linalg.norm(table, axis=1, keepdims=True))[tasks]], 1)


def network(arrays, metadata, part, member=None):
    """The network actor, critic or target; of critic and target one member of the ensemble."""
    settings = json.loads(metadata["actor" if part == "actor" else "critic"])
    return Network(
        {
            name[len(part) + 1:]: np.asarray(array if member is None else array[member], np.float64)
            for name, array in arrays.items() if name.startswith(f"{part}/") and name != task_embedding(arrays, metadata, part)
        },
        settings,
    )


def policy(arrays, metadata, observations, tasks):
    """Mean and log standard deviation [n, actions]; the deterministic action is tanh(mean)."""
    output = network(arrays, metadata, "actor")(with_embedding(observations, arrays, task_embedding(arrays, metadata, "actor"), tasks), tasks)
    settings, size = json.loads(metadata["actor"]), output.shape[1] // 2
    return output[:, :size], output[:, size:].clip(settings["log_std_min"], settings["log_std_max"])


def values(arrays, metadata, actions, observations, tasks, part="critic"):
    """Values [members, n, 1] of actions, or the logits [members, n, bins] of categorical critics."""
    rows = with_embedding(np.concatenate([actions, observations], 1), arrays, task_embedding(arrays, metadata, part), tasks)
    members = json.loads(metadata["critic"])["count"]
    return np.stack([network(arrays, metadata, part, member)(rows, tasks) for member in range(members)])


if __name__ == "__main__":
    weights, about = load(sys.argv[1])
    for name, array in weights.items():
        print(f"{name:32} {array.dtype} {list(array.shape)}")
    names = json.loads(about["tasks"])
    mean, log_std = policy(weights, about, np.zeros((len(names), 39)), np.arange(len(names)))
    for task, action in zip(names, np.tanh(mean)):
        print(f"{task:32} {action.round(4)}")
