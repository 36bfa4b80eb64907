/** Adam (Kingma & Ba 2015) on numbers of the host, as PyTorch's defaults have it. */
export class Adam {
  readonly #rate: number;
  readonly #first: Float64Array;
  readonly #second: Float64Array;
  #steps = 0;

  constructor(length: number, rate: number) {
    this.#rate = rate;
    this.#first = new Float64Array(length);
    this.#second = new Float64Array(length);
  }

  /** One step down the gradient, in place. */
  step(values: Float32Array | Float64Array, gradient: ArrayLike<number>): void {
    const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];
    this.#steps++;
    const [whole1, whole2] = [1 - beta1 ** this.#steps, 1 - beta2 ** this.#steps];
    for (let i = 0; i < values.length; i++) {
      const slope = gradient[i] ?? 0;
      const first = beta1 * (this.#first[i] ?? 0) + (1 - beta1) * slope;
      const second = beta2 * (this.#second[i] ?? 0) + (1 - beta2) * slope * slope;
      this.#first[i] = first;
      this.#second[i] = second;
      values[i] = (values[i] ?? 0) - (this.#rate * first) / whole1 / (Math.sqrt(second / whole2) + epsilon);
    }
  }
}
