import { firstNonFinite } from '../finite.ts';
import type { softmaxLoss as op } from '../ops/softmax_loss.ts';
import type { Twin } from './twin.ts';

export const softmaxLoss: Twin<typeof op> = (
  { M, V, first, scale, smoothing },
  { targets, mask, row_loss, scores },
  flags,
) => {
  const spread = flags.includes('smooth') ? smoothing : 0;
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
    // e^−∞ is 0, as if a score were only very low.
    if (firstNonFinite(row) >= 0) greatest = Number.NaN;
    const shifted = (row[target] ?? 0) - greatest;
    let total = 0;
    let sum = 0;
    for (let v = 0; v < V; v++) {
      total += Math.exp((row[v] ?? 0) - greatest);
      sum += (row[v] ?? 0) - greatest;
    }
    row_loss[first + m] = scale * (Math.log(total) - (1 - spread) * shifted - (spread * sum) / V);
    for (let v = 0; v < V; v++) {
      const wanted = (v === target ? 1 - spread : 0) + spread / V;
      row[v] = scale * (Math.exp((row[v] ?? 0) - greatest) / total - wanted);
    }
  }
};
