// convolution_backward_bias: gradient of a two-dimensional convolution with respect to its bias.
//
// math     db[f] = sum over n, p, q of dy[n, p, q, f_first + f]  (+ db[f] with ACCUMULATE)
// reads    dy (N, P, Q, G)
// updates  db (F)
// threads  COLUMNS * SLICES a workgroup, a workgroup for COLUMNS channels

${VALUES}
struct Dims {
  N: u32,
  P: u32,
  Q: u32,
  F: u32,
  G: u32,
  f_first: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> dy: array<Values>;
@group(0) @binding(2) var<storage, read_write> db: array<Values>;

fn rows_and_columns() -> vec2u {
  return vec2u(dims.N * dims.P * dims.Q, dims.F / WIDTH);
}

fn value_at(m: u32, f: u32) -> Values {
  return dy[(m * dims.G + dims.f_first) / WIDTH + f];
}

fn put_sum(f: u32, total: Values) {
#if ${ACCUMULATE}
  db[f] += total;
#else
  db[f] = total;
#endif
}

${SUM_OVER_ROWS}
