// softmax_loss: masked softmax loss of each row, with its gradient in place of the scores (CS231n temporal_softmax_loss).
//
// math     p = softmax(scores[m]), shifted by the row's maximum;  t = targets[first + m];  k = scale * mask[first + m]
//          row_loss[first + m] = -k * sum of q log p;  scores[m, v] = k * (p[v] - q[v]);  q[v] = v == t, and with the
//          flag smooth (1 - smoothing) * (v == t) + smoothing / V (Szegedy et al. 2016)
//          a row with a score that is not finite: NaN
// reads    targets (*), each below V   mask (*), 0 or 1
// writes   row_loss (*)
// updates  scores (*, V)
// threads  one workgroup of WORKGROUP per row; a thread takes every WORKGROUP-th column, or vec4 of columns where V is known
//          to be a multiple of four, in TURNS turns. Where these are known and few it keeps the columns in registers, and
//          memory is read once and written once; else it keeps them where the scores were

${VALUES}
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
@group(0) @binding(4) var<storage, read_write> scores: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
${FINITE}
${REDUCE}
#if ${KEPT}
var<private> kept: array<Values, ${TURNS}>;

fn first_look(turn: u32, at: u32) -> Values {
  kept[turn] = scores[at];
  return kept[turn];
}

fn look(turn: u32, at: u32) -> Values {
  return kept[turn];
}

fn keep(turn: u32, at: u32, value: Values) {
  kept[turn] = value;
}
#else
fn first_look(turn: u32, at: u32) -> Values {
  return scores[at];
}

fn look(turn: u32, at: u32) -> Values {
  return scores[at];
}

fn keep(turn: u32, at: u32, value: Values) {
  scores[at] = value;
}
#endif

#if ${VEC4}
fn magnitude_of(x: vec4f) -> u32 {
  return max(max(magnitude_bits(x.x), magnitude_bits(x.y)), max(magnitude_bits(x.z), magnitude_bits(x.w)));
}

// `wanted` in the place of column t, among those of column `v` of vec4s, `others` in all the rest.
fn where_target(v: u32, t: u32, wanted: Values, others: Values) -> Values {
  return select(others, wanted, 4u * v + vec4u(0u, 1u, 2u, 3u) == vec4u(t));
}
#else
fn magnitude_of(x: f32) -> u32 {
  return magnitude_bits(x);
}

fn where_target(v: u32, t: u32, wanted: Values, others: Values) -> Values {
  return select(others, wanted, v == t);
}
#endif

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
  let columns = dims.V / WIDTH;
  let row = m * columns;
  if (mask[dims.first + m] == 0u) {
    for (var v = thread; v < columns; v += WORKGROUP) {
      scores[row + v] = Values();
    }
    if (thread == 0u) {
      row_loss[dims.first + m] = 0.0;
    }
    return;
  }
#if ${KEPT}
  let turns = ${TURNS}u;
#else
  let turns = (columns + WORKGROUP - 1u) / WORKGROUP;
#endif

  var greatest = greatest_of(scores[row + min(thread, columns - 1u)]);
  // max may pass over NaN, and exp makes 0 of −∞.
  var magnitude = 0u;
  for (var turn = 0u; turn < turns; turn++) {
    let v = turn * WORKGROUP + thread;
    if (v < columns) {
      let score = first_look(turn, row + v);
      greatest = max(greatest, greatest_of(score));
      magnitude = max(magnitude, magnitude_of(score));
    }
  }
  greatest = greatest_of_all(greatest, place);

  let t = targets[dims.first + m];
  var target_shifted = 0.0;
  var total = 0.0;
#if ${SMOOTH}
  var shifted_total = 0.0;
#endif
  for (var turn = 0u; turn < turns; turn++) {
    let v = turn * WORKGROUP + thread;
    if (v < columns) {
      let shifted = look(turn, row + v) - greatest;
#if ${SMOOTH}
      shifted_total += sum_of(shifted);
#endif
      target_shifted += sum_of(where_target(v, t, shifted, Values()));
      let power = exp(shifted);
      keep(turn, row + v, power);
      total += sum_of(power);
    }
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
  for (var turn = 0u; turn < turns; turn++) {
    let v = turn * WORKGROUP + thread;
    if (v < columns) {
      let probability = look(turn, row + v) / total;
      scores[row + v] = dims.scale * (probability - where_target(v, t, Values(wanted), Values(spread)));
    }
  }
  if (thread == t / WIDTH % WORKGROUP) {
    let loss = dims.scale * (log(total) - target_shifted);
    row_loss[dims.first + m] = unless_infinite(loss, magnitude_bits(total));
  }
}
