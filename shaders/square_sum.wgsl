// square_sum: squares of a long vector, summed into a fixed number of partial sums.
//
// math     partials[p] = sum of x^2 over the p-th of as many equal runs of x as there are partials
// reads    x (Q)
// writes   partials (512)
// threads  one workgroup of WORKGROUP per partial; a thread takes every WORKGROUP-th element, or vec4 of elements where Q is
//          known to be a multiple of four

${VALUES}
struct Dims {
  Q: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<Values>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

override WORKGROUP: u32 = 64;
override PARTIALS: u32 = 512;

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
  let length = dims.Q / WIDTH;
  let share = (length + PARTIALS - 1u) / PARTIALS;
  let end = min(length, (group.x + 1u) * share);
  var squares = Values();
  for (var q = group.x * share + thread; q < end; q += WORKGROUP) {
    squares += x[q] * x[q];
  }
  let total = sum_of_all(sum_of(squares), place);
  if (thread == 0u) {
    partials[group.x] = total;
  }
}
