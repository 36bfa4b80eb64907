#!/usr/bin/env python3
"""PyTorch on the benchmark's problem: one LSTM captioning step (loss, gradients, Adam), float32.

    npx tsx bench/peers/write_problem.ts > problem.json
    python3 bench/peers/pytorch.py problem.json > pytorch.json

Runs on CUDA where there is one, on the CPU otherwise. Debian: `apt-get install --no-install-recommends python3-torch
libopenblas0` (without the latter, products run on the slow reference BLAS).

As PyTorch's documentation advises: `nn.LSTM`, which is one cuDNN call for all time steps; model and minibatch on the
device before the first step; `zero_grad(set_to_none=True)`; Adam fused on CUDA; padding either computed and masked by
`ignore_index` ("dense") or left out of the work by `pack_padded_sequence` ("packed"). On CUDA each is timed with TF32
off and on. A step ends when the device is done and its loss has been read, as it does with every peer.

On CUDA the dense step, TF32 off, is also captured in a CUDA graph: what the card can do when no launch has to be waited
for. Its replays follow one another, as Fourgate's steps in flight do; one time is the mean over GROUP of them. A card is
under load for LOAD seconds before anything is timed. Without CUDA there is no graph, and none is timed.

Prints a JSON list of {peer, losses, cold, warm}: the first two losses, times in milliseconds. A summary goes to the
standard error. A peer whose losses are not the float64 reference's ends the program with status 1: its times would mean
nothing.
"""

import argparse
import base64
import json
import statistics
import sys
import time

import torch
from torch import nn
from torch.nn.functional import cross_entropy
from torch.nn.utils.rnn import pack_padded_sequence

NULL = 0
# Seconds in which an idle card reaches the clock that it keeps.
LOAD = 2
# Replays of a graph that are timed together, and how often.
GROUP, GROUPS = 100, 20
# Steps before a capture, as PyTorch's documentation advises: cuDNN and cuBLAS make their workspaces in them.
BEFORE_CAPTURE = 3


def floats(packed, shape):
    """Little-endian float32 in base64, as a tensor."""
    return torch.frombuffer(bytearray(base64.b64decode(packed)), dtype=torch.float32).reshape(shape)


def pytorch_gates(weights):
    """Columns i, f, o, g of CS231n as the rows i, f, g, o of PyTorch."""
    i, f, o, g = weights.t().chunk(4)
    return torch.cat([i, f, g, o])


class Captioner(nn.Module):
    """CS231n's captioning LSTM: feature → first hidden state, words → hidden states → scores → loss."""

    def __init__(self, sizes, parameters):
        super().__init__()
        D, W, H, V = (sizes[letter] for letter in "DWHV")
        p = {name: floats(entry["data"], entry["shape"]) for name, entry in parameters.items()}
        self.project, self.embed = nn.Linear(D, H), nn.Embedding(V, W)
        self.lstm, self.vocabulary = nn.LSTM(W, H), nn.Linear(H, V)
        # PyTorch has a second bias, which CS231n has not: it stays 0.
        self.lstm.bias_hh_l0.requires_grad_(False)
        own = {
            self.embed.weight: p["W_embed"],
            self.project.weight: p["W_proj"].t(),
            self.project.bias: p["b_proj"],
            self.lstm.weight_ih_l0: pytorch_gates(p["Wx"]),
            self.lstm.weight_hh_l0: pytorch_gates(p["Wh"]),
            self.lstm.bias_ih_l0: pytorch_gates(p["b"].reshape(1, -1)).reshape(-1),
            self.lstm.bias_hh_l0: torch.zeros(4 * H),
            self.vocabulary.weight: p["W_vocab"].t(),
            self.vocabulary.bias: p["b_vocab"],
        }
        with torch.no_grad():
            for parameter, value in own.items():
                parameter.copy_(value)

    def forward(self, features, inputs, targets, lengths):
        """Mean loss a caption; inputs and targets (T, N); `lengths` packs the captions, None computes all T steps."""
        h0 = self.project(features).unsqueeze(0)
        words = self.embed(inputs)
        if lengths is not None:
            words = pack_padded_sequence(words, lengths, enforce_sorted=False)
            targets = pack_padded_sequence(targets, lengths, enforce_sorted=False).data
        states, _ = self.lstm(words, (h0, torch.zeros_like(h0)))
        states = states.flatten(0, 1) if lengths is None else states.data
        scores = self.vocabulary(states)
        return cross_entropy(scores, targets.flatten(), ignore_index=NULL, reduction="sum") / len(features)


def prepare(problem, device, way, **adam_options):
    """The model on the device, its optimizer, and a function that gives the loss of the minibatch."""
    sizes, adam = problem["sizes"], problem["adam"]
    N, T, D = (sizes[letter] for letter in "NTD")
    captions = torch.tensor(problem["captions"]).reshape(N, T + 1)
    targets = captions[:, 1:].t().contiguous()
    batch = [floats(problem["features"], (N, D)), captions[:, :-1].t().contiguous(), targets]
    # The problem's captions have <NULL> at the end only.
    lengths = (targets != NULL).sum(0) if way == "packed" else None
    model = Captioner(sizes, problem["parameters"]).to(device)
    batch = [tensor.to(device) for tensor in batch]
    optimizer = torch.optim.Adam(
        [parameter for parameter in model.parameters() if parameter.requires_grad],
        lr=adam["learningRate"], betas=(adam["beta1"], adam["beta2"]), eps=adam["epsilon"], **adam_options,
    )
    return model, optimizer, lambda: model(*batch, lengths)


def under_load(step):
    """Runs steps, which wait for the device, for LOAD seconds."""
    end = time.perf_counter() + LOAD
    while time.perf_counter() < end:
        step()


def measure(problem, device, way, steps):
    """The first two losses, the time of the first step with its preparation, and the times of `steps` later ones."""
    start = time.perf_counter()
    _, optimizer, loss_of = prepare(problem, device, way, **({"fused": True} if device == "cuda" else {}))

    def step():
        optimizer.zero_grad(set_to_none=True)
        loss = loss_of()
        loss.backward()
        optimizer.step()
        if device == "cuda":
            torch.cuda.synchronize()
        return loss.item()

    losses, warm = [step()], []
    cold = time.perf_counter() - start
    losses.append(step())
    if device == "cuda":
        under_load(step)
    for _ in range(steps):
        start = time.perf_counter()
        step()
        warm.append(1000 * (time.perf_counter() - start))
    return {"losses": losses, "cold": 1000 * cold, "warm": warm}


def measure_graph(problem):
    """As `measure`, of forward, backward and Adam captured in one CUDA graph, whose replays follow one another."""
    start = time.perf_counter()
    model, optimizer, loss_of = prepare(problem, "cuda", "dense", fused=True, capturable=True)
    initial = [parameter.detach().clone() for parameter in model.parameters()]

    def step():
        loss = loss_of()
        loss.backward()
        optimizer.step()
        return loss

    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _ in range(BEFORE_CAPTURE):
            optimizer.zero_grad(set_to_none=True)
            step()
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    # Gradients are allocated anew inside the graph, from its own memory: none has to be cleared.
    optimizer.zero_grad(set_to_none=True)
    with torch.cuda.graph(graph):
        loss = step()
    # The capture computes nothing; the steps before it moved parameters and moments, which begin again.
    with torch.no_grad():
        for parameter, value in zip(model.parameters(), initial):
            parameter.copy_(value)
        for state in optimizer.state.values():
            for value in state.values():
                value.zero_()

    def replay():
        graph.replay()
        torch.cuda.synchronize()
        return loss.item()

    losses = [replay()]
    cold = time.perf_counter() - start
    losses.append(replay())
    under_load(replay)
    warm = []
    for _ in range(GROUPS):
        start = time.perf_counter()
        for _ in range(GROUP):
            graph.replay()
        torch.cuda.synchronize()
        warm.append(1000 * (time.perf_counter() - start) / GROUP)
    return {"losses": losses, "cold": 1000 * cold, "warm": warm}


def check(peer, losses, expected, tolerance):
    """Ends the program where a loss is not the reference's; the second has Adam's sign-like first update before it."""
    for step, (found, loss) in enumerate(zip(losses, expected)):
        allowed = (tolerance if step == 0 else 1e-2) * loss
        if not abs(found - loss) <= allowed:
            sys.exit(f"{peer}: loss of step {step + 1}: expected {loss} ± {allowed}, found {found}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("problem", help="what write_problem.ts wrote")
    parser.add_argument("--steps", type=int, default=10, help="timed steps after the first")
    parser.add_argument("--threads", type=int, help="CPU threads; default: PyTorch's own choice")
    parser.add_argument("--device", choices=["cpu", "cuda"], default="cuda" if torch.cuda.is_available() else "cpu")
    options = parser.parse_args()
    if options.steps < 1:
        parser.error("--steps: expected a positive integer")
    if options.threads:
        torch.set_num_threads(options.threads)
    with open(options.problem, encoding="utf-8") as file:
        problem = json.load(file)
    where = torch.cuda.get_device_name() if options.device == "cuda" else f"CPU, threads: {torch.get_num_threads()}"
    results = []

    def report(name, measured, tolerance):
        peer = f"PyTorch {torch.__version__} ({name}, {where})"
        check(peer, measured["losses"], problem["referenceLosses"], tolerance)
        warm = measured["warm"]
        print(f"{peer}: {statistics.median(warm):.3g} ms a step ({min(warm):.3g} – {max(warm):.3g}), "
              f"first step {measured['cold']:.3g} ms, first loss {measured['losses'][0]:.4f}", file=sys.stderr)
        results.append({"peer": peer, **measured})

    for tf32 in [False, True] if options.device == "cuda" else [None]:
        if tf32 is not None:
            torch.backends.cuda.matmul.allow_tf32 = torch.backends.cudnn.allow_tf32 = tf32
        precision = "" if tf32 is None else f", TF32 {'on' if tf32 else 'off'}"
        for way in ["dense", "packed"]:
            # TF32 has ten bits of mantissa.
            measured = measure(problem, options.device, way, options.steps)
            report(f"eager, {way}{precision}", measured, 1e-3 if tf32 else 1e-4)
        if tf32 is False:
            report(f"CUDA graph, dense{precision}", measure_graph(problem), 1e-4)
    if options.device != "cuda":
        print("no CUDA: no graph was timed", file=sys.stderr)
    json.dump(results, sys.stdout, indent=2)
    print()


if __name__ == "__main__":
    main()
