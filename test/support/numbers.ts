/** `count` evenly spaced numbers from `low` to `high`, as NumPy's linspace. */
export function linspace(low: number, high: number, count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => (count === 1 ? low : low + ((high - low) * i) / (count - 1)));
}
