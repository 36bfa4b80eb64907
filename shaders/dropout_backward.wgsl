// dropout_backward: the backward pass of dropout_forward, with the same mask, in place.
//
// math     dx[r, n] = 0 where uniform(seed, stream, step, r * N + n) < rate, else dx[r, n] / (1 - rate)
//          r = rows[m] if given, else m
// reads    rows (M), optional, each a row of dx
// updates  dx (*, N)
// threads  M * N, one per (m, n)

struct Dims {
  M: u32,
  N: u32,
  seed: u32,
  stream: u32,
  step: u32,
  rate: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
#if ${ROWS}
@group(0) @binding(1) var<storage, read> rows: array<u32>;
#endif
@group(0) @binding(2) var<storage, read_write> dx: array<f32>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
${COUNTER_RANDOM}
${FINITE}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_index(id, groups, WORKGROUP);
  if (index >= dims.M * dims.N) {
    return;
  }
#if ${ROWS}
  let at = rows[index / dims.N] * dims.N + index % dims.N;
#else
  let at = index;
#endif
  let value = dx[at];
  let dropped = counter_uniform(dims.seed, dims.stream, dims.step, at) < dims.rate;
  dx[at] = select(value / (1.0 - dims.rate), 0.0, dropped && is_finite(value));
}
