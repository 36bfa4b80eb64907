"""Holds docs/pytorch_captioner.py to the logits that write_check.ts wrote: within 1e-5, in float32 and float64."""
import json
import os
import sys
import torch

sys.path.insert(0, os.path.join(os.path.dirname(__file__), '../../docs'))
from pytorch_captioner import Captioner

worst = 0
for cell in ['lstm', 'rnn']:
    path = os.path.join(sys.argv[1], cell)
    check = json.load(open(path + '.json'))
    N, T = check['N'], check['T']
    captioner = Captioner(path + '.safetensors')
    captions = torch.tensor(check['captions']).reshape(N, T)
    logits = torch.tensor(check['logits'], dtype=torch.float64).reshape(N, T, -1)
    for dtype in [torch.float64, torch.float32]:
        features = torch.tensor(check['features'], dtype=dtype).reshape(N, -1)
        with torch.no_grad():
            difference = (captioner.to(dtype)(features, captions).double() - logits).abs().max().item()
        print(f'{cell} {dtype}: maximum difference {difference:.1e} of logits up to {logits.abs().max():.2f}')
        worst = max(worst, difference)
print(f'PyTorch {torch.__version__}')
sys.exit(worst > 1e-5)
