// average_pool_forward: mean of each channel over the pixels of a picture.
//
// math     y[n, c] = Σ_m x[n, m, c] / M
// reads    x (N, M, C)
// writes   y (N, C)
// threads  N * C, or a quarter with VEC4

${VALUES}
struct Dims {
  N: u32,
  M: u32,
  C: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<Values>;
@group(0) @binding(2) var<storage, read_write> y: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_index(id, groups, WORKGROUP);
  let channels = dims.C / WIDTH;
  if (index >= dims.N * channels) {
    return;
  }
  let first = index / channels * dims.M * channels + index % channels;
  var total = Values();
  for (var m = 0u; m < dims.M; m++) {
    total += x[first + m * channels];
  }
  y[index] = total / f32(dims.M);
}
