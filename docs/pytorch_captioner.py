"""The captioner in PyTorch, with weights exported by Fourgate (`saveForPyTorch`, or "Save for PyTorch" in the page).

    captioner = Captioner('fourgate-lstm-pytorch.safetensors')
    logits = captioner(features, captions)      # (N, D) floats, (N, T) word numbers -> (N, T, V)

Needs PyTorch only: the safetensors format is eight bytes with the length of a JSON header, the header, the numbers.
"""
import json
import torch
from torch import nn


def load(path):
    data = bytearray(open(path, 'rb').read())
    start = 8 + int.from_bytes(data[:8], 'little')
    header = json.loads(data[8:start])
    metadata = header.pop('__metadata__')
    types = {'F32': torch.float32, 'F64': torch.float64}
    read = lambda e: torch.frombuffer(data[start:][slice(*e['data_offsets'])], dtype=types[e['dtype']])
    return {name: read(e).reshape(e['shape']) for name, e in header.items()}, json.loads(metadata['vocabulary'])


class Captioner(nn.Module):
    def __init__(self, path):
        super().__init__()
        weights, self.vocabulary = load(path)
        (V, W), (H, D) = weights['embed.weight'].shape, weights['proj.weight'].shape
        self.cell = 'lstm' if 'lstm.weight_ih_l0' in weights else 'rnn'
        self.embed, self.proj, self.vocab = nn.Embedding(V, W), nn.Linear(D, H), nn.Linear(H, V)
        self.add_module(self.cell, (nn.LSTM if self.cell == 'lstm' else nn.RNN)(W, H, batch_first=True))
        self.to(weights['proj.weight'].dtype).load_state_dict(weights)

    def forward(self, features, captions):
        h0 = self.proj(features).unsqueeze(0)
        state = (h0, torch.zeros_like(h0)) if self.cell == 'lstm' else h0
        hidden, _ = getattr(self, self.cell)(self.embed(captions), state)
        return self.vocab(hidden)
