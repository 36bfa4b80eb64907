// dropout_forward: inverted dropout (Srivastava et al. 2014), its mask a function of an element's place.
//
// math     y[m, n] = 0 where uniform(seed, stream, step, p * N + n) < rate, else x[r, n] / (1 - rate)
//          r = p = rows[m] if given, else r = x_first + m and p = first + m
// reads    x (*, N)   rows (M), optional, each a row of x
// writes   y (M, N)
// threads  M * N, one per (m, n)

struct Dims {
  M: u32,
  N: u32,
  seed: u32,
  stream: u32,
  step: u32,
  x_first: u32,
  first: u32,
  rate: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<${X_FLOAT}>;
#if ${ROWS}
@group(0) @binding(2) var<storage, read> rows: array<u32>;
#endif
@group(0) @binding(3) var<storage, read_write> y: array<${Y_FLOAT}>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
${COUNTER_RANDOM}
${FINITE}
${STORE}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_index(id, groups, WORKGROUP);
  if (index >= dims.M * dims.N) {
    return;
  }
  let m = index / dims.N;
  let n = index % dims.N;
#if ${ROWS}
  let row = rows[m];
  let place = row;
#else
  let row = dims.x_first + m;
  let place = dims.first + m;
#endif
  let value = f32(x[row * dims.N + n]);
  // Dropping does not hide a value that is not finite.
  let dropped = counter_uniform(dims.seed, dims.stream, dims.step, place * dims.N + n) < dims.rate;
  y[index] = as_${Y_FLOAT}(select(value / (1.0 - dims.rate), 0.0, dropped && is_finite(value)));
}
