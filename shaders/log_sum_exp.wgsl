// log_sum_exp: the logarithm of the sum of the exponentials of each row, shifted by the row's maximum.
//
// math     total[m] = max x[m, :] + log sum_v exp(x[m, v] - max x[m, :]), NaN where some x[m, v] is not finite
//          magnitude[m] = max(magnitude[m], max |x[m, :]|), what is not finite being greater than all numbers
// reads    x (M, V)
// writes   total (M)
// updates  magnitude (M), optional, from 0 up
// threads  one workgroup of WORKGROUP per row; a lane takes every WORKGROUP-th column, lane 0 puts the lanes together

struct Dims {
  M: u32,
  V: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> total: array<f32>;
#if ${MAGNITUDE}
@group(0) @binding(3) var<storage, read_write> magnitude: array<f32>;
#endif

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
${FINITE}
var<workgroup> maxima: array<f32, WORKGROUP>;
var<workgroup> sums: array<f32, WORKGROUP>;
var<workgroup> magnitudes: array<u32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) lane: u32,
) {
  let m = linear_index(group, groups, 1u);
  if (m >= dims.M) {
    return;
  }
  let row = m * dims.V;
  // A lane without columns of its own has the last one's maximum and no sum.
  var greatest = x[row + min(lane, dims.V - 1u)];
  var bits = 0u;
  for (var v = lane; v < dims.V; v += WORKGROUP) {
    let value = x[row + v];
    greatest = max(greatest, value);
    bits = max(bits, magnitude_bits(value));
  }
  var sum = 0.0;
  for (var v = lane; v < dims.V; v += WORKGROUP) {
    sum += exp(x[row + v] - greatest);
  }
  maxima[lane] = greatest;
  sums[lane] = sum;
  magnitudes[lane] = bits;
  workgroupBarrier();
  if (lane != 0u) {
    return;
  }
  for (var other = 1u; other < WORKGROUP; other++) {
    greatest = max(greatest, maxima[other]);
    bits = max(bits, magnitudes[other]);
  }
  sum = 0.0;
  for (var other = 0u; other < WORKGROUP; other++) {
    sum += sums[other] * exp(maxima[other] - greatest);
  }
  total[m] = unless_infinite(greatest + log(sum), bits);
#if ${MAGNITUDE}
  magnitude[m] = bitcast<f32>(max(bits, magnitude_bits(magnitude[m])));
#endif
}
