// column_sum: sum over rows, such as a bias gradient; with N = 1 a plain sum.
//
// math     sum[n] = sum over m of x[first + m, n]  (+ sum[n] with ACCUMULATE)
// reads    x (*, N)
// updates  sum (N)
// threads  COLUMNS * SLICES a workgroup, a workgroup for COLUMNS columns

${VALUES}
struct Dims {
  M: u32,
  N: u32,
  first: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<Values>;
@group(0) @binding(2) var<storage, read_write> sum: array<Values>;

fn rows_and_columns() -> vec2u {
  return vec2u(dims.M, dims.N / WIDTH);
}

fn value_at(m: u32, n: u32) -> Values {
  return x[(dims.first + m) * (dims.N / WIDTH) + n];
}

fn put_sum(n: u32, total: Values) {
#if ${ACCUMULATE}
  sum[n] += total;
#else
  sum[n] = total;
#endif
}

${SUM_OVER_ROWS}
