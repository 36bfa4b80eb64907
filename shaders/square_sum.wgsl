// square_sum: squares of a long vector, summed into a fixed number of partial sums.
//
// math     partials[p] = sum of x^2 over the p-th of as many equal runs of x as there are partials
// reads    x (Q)
// writes   partials (256)
// threads  one workgroup of WORKGROUP per partial; a thread takes every WORKGROUP-th element

struct Dims {
  Q: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

override WORKGROUP: u32 = 64;
override PARTIALS: u32 = 256;

${REDUCE}
@compute @workgroup_size(WORKGROUP)
fn main(
  @builtin(workgroup_id) group: vec3u,
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
  if (group.x >= PARTIALS) {
    return;
  }
  let share = (dims.Q + PARTIALS - 1u) / PARTIALS;
  let end = min(dims.Q, (group.x + 1u) * share);
  var total = 0.0;
  for (var q = group.x * share + thread; q < end; q += WORKGROUP) {
    total += x[q] * x[q];
  }
  total = sum_of_all(total, place);
  if (thread == 0u) {
    partials[group.x] = total;
  }
}
