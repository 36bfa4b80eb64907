"""Fourgate's captioner on PyTorch.

    torchrun --nproc_per_node 2 -m fourgate_torch.train --data DIR --checkpoints RUN
    python -m fourgate_torch.evaluate --checkpoint RUN/latest.safetensors --data DIR

Letters of shapes: N captions of a minibatch, T time steps, D image feature, W word vector, H hidden units, V words, G = 4H
(LSTM) or H (RNN), M computed rows.
"""
__version__ = "0.1.0"
