// softmax_loss: masked softmax loss of each row, with its gradient in place of the scores (CS231n temporal_softmax_loss).
//
// math     p = softmax(scores[m]), shifted by the row's maximum;  t = targets[first + m];  k = scale * mask[first + m]
//          row_loss[first + m] = -k * sum of q log p;  scores[m, v] = k * (p[v] - q[v]);  q[v] = v == t, and with the
//          flag smooth (1 - smoothing) * (v == t) + smoothing / V (Szegedy et al. 2016)
//          a row with a score that is not finite: NaN
// reads    targets (*), each below V   mask (*), 0 or 1
// writes   row_loss (*)
// updates  scores (*, V)
// threads  one workgroup of WORKGROUP per row; a thread takes every WORKGROUP-th column

struct Dims {
  M: u32,
  V: u32,
  first: u32,
  scale: f32,
  smoothing: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> targets: array<u32>;
@group(0) @binding(2) var<storage, read> mask: array<u32>;
@group(0) @binding(3) var<storage, read_write> row_loss: array<f32>;
@group(0) @binding(4) var<storage, read_write> scores: array<f32>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
${FINITE}
${REDUCE}
@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
  @builtin(num_workgroups) groups: vec3u,
  @builtin(local_invocation_index) thread: u32,
#if ${SUBGROUPS}
  @builtin(subgroup_invocation_id) lane: u32,
  @builtin(subgroup_size) lanes: u32,
#endif
) {
#if ${SUBGROUPS}
  let place = place_of(thread, lane, lanes);
#else
  let place = place_of(thread);
#endif
  let m = linear_index(group, groups, 1u);
  if (m >= dims.M) {
    return;
  }
  let row = m * dims.V;
  if (mask[dims.first + m] == 0u) {
    for (var v = thread; v < dims.V; v += WORKGROUP) {
      scores[row + v] = 0.0;
    }
    if (thread == 0u) {
      row_loss[dims.first + m] = 0.0;
    }
    return;
  }

  var greatest = scores[row + min(thread, dims.V - 1u)];
  // max may pass over NaN, and exp makes 0 of −∞.
  var magnitude = 0u;
  for (var v = thread; v < dims.V; v += WORKGROUP) {
    let score = scores[row + v];
    greatest = max(greatest, score);
    magnitude = max(magnitude, magnitude_bits(score));
  }
  greatest = greatest_of_all(greatest, place);

  let t = targets[dims.first + m];
  var target_shifted = 0.0;
  var total = 0.0;
#if ${SMOOTH}
  var shifted_total = 0.0;
#endif
  for (var v = thread; v < dims.V; v += WORKGROUP) {
    let shifted = scores[row + v] - greatest;
#if ${SMOOTH}
    shifted_total += shifted;
#endif
    if (v == t) {
      target_shifted = shifted;
    }
    let power = exp(shifted);
    scores[row + v] = power;
    total += power;
  }
  total = sum_of_all(unless_infinite(total, magnitude), place);

#if ${SMOOTH}
  let spread = dims.smoothing / f32(dims.V);
  let wanted = 1.0 - dims.smoothing + spread;
  shifted_total = sum_of_all(shifted_total, place);
  target_shifted = (1.0 - dims.smoothing) * target_shifted + spread * shifted_total;
#else
  let spread = 0.0;
  let wanted = 1.0;
#endif
  for (var v = thread; v < dims.V; v += WORKGROUP) {
    let probability = scores[row + v] / total;
    scores[row + v] = dims.scale * (probability - select(spread, wanted, v == t));
  }
  if (thread == t % WORKGROUP) {
    let loss = dims.scale * (log(total) - target_shifted);
    row_loss[dims.first + m] = unless_infinite(loss, magnitude_bits(total));
  }
}
