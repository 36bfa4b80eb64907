import type { softmaxLoss as op } from '../ops/softmax_loss.ts';
import type { Twin } from './twin.ts';

export const softmaxLoss: Twin<typeof op> = ({ M, V, first, scale }, { targets, mask, row_loss, scores }) => {
  for (let m = 0; m < M; m++) {
    const row = scores.subarray(m * V, (m + 1) * V);
    if ((mask[first + m] ?? 0) === 0) {
      row_loss[first + m] = 0;
      row.fill(0);
      continue;
    }
    const target = targets[first + m] ?? 0;
    let greatest = Number.NEGATIVE_INFINITY;
    for (let v = 0; v < V; v++) greatest = Math.max(greatest, row[v] ?? 0);
    const shifted = (row[target] ?? 0) - greatest;
    let total = 0;
    for (let v = 0; v < V; v++) total += Math.exp((row[v] ?? 0) - greatest);
    row_loss[first + m] = scale * (Math.log(total) - shifted);
    for (let v = 0; v < V; v++) {
      const probability = Math.exp((row[v] ?? 0) - greatest) / total;
      row[v] = scale * (v === target ? probability - 1 : probability);
    }
  }
};
