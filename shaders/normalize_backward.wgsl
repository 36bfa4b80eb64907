// normalize_backward: gradient of normalize_forward with respect to its input.
//
// math     dx[n, p, c] = gain * dy[n, p, c] / sqrt(variance[c] + epsilon)  (0 where x[n, p, c] <= mean[c] with RELU)
// reads    x (N, P, C)   statistics (2, C): mean, variance   dy (N, P, C)
// writes   dx (N, P, C)
// threads  N * P * C, or a quarter with VEC4

${VALUES}
struct Dims {
  N: u32,
  P: u32,
  C: u32,
  epsilon: f32,
  gain: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<Values>;
@group(0) @binding(2) var<storage, read> statistics: array<Values>;
@group(0) @binding(3) var<storage, read> dy: array<Values>;
@group(0) @binding(4) var<storage, read_write> dx: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let index = linear_index(id, groups, WORKGROUP);
  let channels = dims.C / WIDTH;
  if (index >= dims.N * dims.P * channels) {
    return;
  }
  let c = index % channels;
  let scale = inverseSqrt(statistics[channels + c] + dims.epsilon);
  let gradient = dims.gain * scale * dy[index];
#if ${RELU}
  dx[index] = select(gradient, Values(), x[index] <= statistics[c]);
#else
  dx[index] = gradient;
#endif
}
