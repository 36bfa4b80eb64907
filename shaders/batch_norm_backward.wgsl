// batch_norm_backward: gradient of batch_norm_forward with respect to its input.
//
// math     z[n, p, c] = (x[n, p, c] - mean[c]) / sqrt(variance[c] + epsilon);  dy = 0 where z <= 0 with RELU
//          dx[n, p, c] = gain * (dy[n, p, c] - mean dy[:, :, c] - z[n, p, c] * mean of dy[:, :, c] * z[:, :, c])
//                        / sqrt(variance[c] + epsilon)
// reads    x (N, P, C)   statistics (2, C): mean, variance   dy (N, P, C)
// writes   dx (N, P, C)
// threads  one workgroup of SLICES per channel, or per vec4 of channels with VEC4

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

${LINEAR_INDEX}
${CHANNEL_MEAN}
fn gradient_at(i: u32, z: Values) -> Values {
#if ${RELU}
  return select(dy[i], Values(), z <= Values());
#else
  return dy[i];
#endif
}

@compute @workgroup_size(SLICES)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) slice: u32,
) {
  let channels = dims.C / WIDTH;
  let c = linear_index(group, groups, 1u);
  if (c >= channels) {
    return;
  }
  let rows = dims.N * dims.P;
  let mean = statistics[c];
  let scale = inverseSqrt(statistics[channels + c] + dims.epsilon);
  var own = Values();
  var own_along = Values();
  for (var m = slice; m < rows; m += SLICES) {
    let i = m * channels + c;
    let z = (x[i] - mean) * scale;
    let gradient = gradient_at(i, z);
    own += gradient;
    own_along += gradient * z;
  }
  let mean_gradient = sum_of_slices(own, slice) / f32(rows);
  let along = sum_of_slices(own_along, slice) / f32(rows);
  for (var m = slice; m < rows; m += SLICES) {
    let i = m * channels + c;
    let z = (x[i] - mean) * scale;
    dx[i] = dims.gain * scale * (gradient_at(i, z) - mean_gradient - z * along);
  }
}
