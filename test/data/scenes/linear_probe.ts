/**
 * Share of held-out rows whose class a softmax regression names right, trained by plain gradient descent on rows of 512
 * numbers: what a linear layer can read from the features, and nothing more.
 */
export function heldOutAccuracy(
  train: Float32Array,
  trainLabels: readonly number[],
  test: Float32Array,
  testLabels: readonly number[],
  classes: number,
): number {
  const D = train.length / trainLabels.length;
  const weights = new Float64Array(D * classes);
  const scores = (rows: Float32Array, row: number) =>
    Array.from({ length: classes }, (_, k) => {
      let score = 0;
      for (let d = 0; d < D; d++) score += (rows[row * D + d] ?? 0) * (weights[d * classes + k] ?? 0);
      return score;
    });
  for (let step = 0; step < 40; step++) {
    const gradient = new Float64Array(weights.length);
    trainLabels.forEach((label, row) => {
      const logits = scores(train, row);
      const most = Math.max(...logits);
      const powers = logits.map((logit) => Math.exp(logit - most));
      const total = powers.reduce((sum, power) => sum + power, 0);
      powers.forEach((power, k) => {
        const error = (power / total - Number(k === label)) / trainLabels.length;
        for (let d = 0; d < D; d++) {
          const at = d * classes + k;
          gradient[at] = (gradient[at] ?? 0) + error * (train[row * D + d] ?? 0);
        }
      });
    });
    for (let at = 0; at < weights.length; at++) weights[at] = (weights[at] ?? 0) - 0.05 * (gradient[at] ?? 0);
  }
  const right = testLabels.filter((label, row) => {
    const logits = scores(test, row);
    return logits.indexOf(Math.max(...logits)) === label;
  });
  return right.length / testLabels.length;
}
