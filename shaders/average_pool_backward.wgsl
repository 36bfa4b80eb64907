// average_pool_backward: each pixel's share of the gradient of the mean.
//
// math     dx[n, m, c] = dy[n, c] / M
// reads    dy (N, C)
// writes   dx (N, M, C)
// threads  N * M * C, or a quarter with VEC4

${VALUES}
struct Dims {
  N: u32,
  M: u32,
  C: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> dy: array<Values>;
@group(0) @binding(2) var<storage, read_write> dx: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_index(id, groups, WORKGROUP);
  let channels = dims.C / WIDTH;
  if (index >= dims.N * dims.M * channels) {
    return;
  }
  dx[index] = dy[index / (dims.M * channels) * channels + index % channels] / f32(dims.M);
}
