/** Names of the captioner's parameters, as in CS231n. */
export const PARAMETER_NAMES = ['W_embed', 'W_proj', 'b_proj', 'Wx', 'Wh', 'b', 'W_vocab', 'b_vocab'] as const;

/**
 * Those of the layers of an encoder, which a captioner with one also has: `W_conv1 (3, 3, C, F)`, and `statistics_conv1
 * (2, F)`, the mean and the variance of each channel, which training averages and no gradient changes; or `b_conv1 (F)`,
 * where the layers have biases and no normalisation.
 */
export type EncoderParameterName = `W_conv${number}` | `b_conv${number}` | `statistics_conv${number}`;

export type CaptionerParameterName = (typeof PARAMETER_NAMES)[number];
export type ParameterName = CaptionerParameterName | EncoderParameterName;

/** One value for every parameter. */
export type PerParameter<T> = Readonly<Record<CaptionerParameterName, T>> & {
  readonly [name: EncoderParameterName]: T;
};

export const weightOfLayer = (number: number) => `W_conv${number}` as const;

export const biasOfLayer = (number: number) => `b_conv${number}` as const;

export const statisticsOfLayer = (number: number) => `statistics_conv${number}` as const;

/** Whether a parameter is the captioner's own, not its encoder's. */
export const isOfCaptioner = (name: string): name is CaptionerParameterName =>
  (PARAMETER_NAMES as readonly string[]).includes(name);

/** Whether a parameter is a matrix or a convolution: what decays, and may have halves. */
export const isMatrix = (name: string): boolean => name.startsWith('W');

/** All names of a captioner's parameters. */
export function parameterNames({
  encoder,
}: {
  readonly encoder: { readonly parameters: ReadonlyMap<EncoderParameterName, unknown> } | undefined;
}): readonly ParameterName[] {
  return [...PARAMETER_NAMES, ...(encoder?.parameters.keys() ?? [])];
}

/** A value for every name of a list that has all of a captioner. */
export function perParameter<T>(names: readonly ParameterName[], make: (name: ParameterName) => T): PerParameter<T> {
  return Object.fromEntries(names.map((name) => [name, make(name)])) as PerParameter<T>;
}

/** What `make` makes of every value. */
export function mapParameters<A, B>(
  values: PerParameter<A>,
  make: (value: A, name: ParameterName) => B,
): PerParameter<B> {
  const entries = Object.entries(values) as [ParameterName, A][];
  return Object.fromEntries(entries.map(([name, value]) => [name, make(value, name)])) as PerParameter<B>;
}

/** The order in which parameters lie on the device: matrices first, so that the matrices, which decay, are one piece. */
export function deviceOrder(names: readonly ParameterName[]): ParameterName[] {
  return [...names].sort((a, b) => Number(isMatrix(b)) - Number(isMatrix(a)));
}

/** The value of a parameter that a table was made for. */
export function entryOf<T>(values: PerParameter<T>, name: ParameterName): T {
  return values[name] as T;
}
