// batch_norm_forward: each channel with mean 0 and one variance over all pictures and pixels.
//
// math     mean[c] = mean over n, p of x[n, p, c];  variance[c] = mean over n, p of (x[n, p, c] - mean[c])²
//          y[n, p, c] = gain * (x[n, p, c] - mean[c]) / sqrt(variance[c] + epsilon)  (0 below 0 with RELU)
// reads    x (N, P, C)
// writes   y (N, P, C)   statistics (2, C): mean, variance
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
@group(0) @binding(2) var<storage, read_write> y: array<Values>;
@group(0) @binding(3) var<storage, read_write> statistics: array<Values>;

${FINITE}
${LINEAR_INDEX}
${CHANNEL_MEAN}
#if ${VEC4}
alias Bits = vec4u;
#else
alias Bits = u32;
#endif

// NaN where the variance is not finite: 1 / sqrt of infinity is 0, and y would be too, as if nothing had happened.
fn scale_of(variance: Values) -> Values {
  let bits = bitcast<Bits>(variance);
  let nan = bitcast<Values>(bits | Bits(0x7fc00000u));
  return select(inverseSqrt(variance + dims.epsilon), nan, (bits & Bits(INFINITE)) == Bits(INFINITE));
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
  var own = Values();
  for (var m = slice; m < rows; m += SLICES) {
    own += x[m * channels + c];
  }
  let mean = sum_of_slices(own, slice) / f32(rows);
  own = Values();
  for (var m = slice; m < rows; m += SLICES) {
    let apart = x[m * channels + c] - mean;
    own += apart * apart;
  }
  let variance = sum_of_slices(own, slice) / f32(rows);
  let scale = scale_of(variance);
  for (var m = slice; m < rows; m += SLICES) {
    let z = (x[m * channels + c] - mean) * scale;
#if ${RELU}
    y[m * channels + c] = select(dims.gain * z, Values(), z < Values());
#else
    y[m * channels + c] = dims.gain * z;
#endif
  }
  if (slice == 0u) {
    statistics[c] = mean;
    statistics[channels + c] = variance;
  }
}
