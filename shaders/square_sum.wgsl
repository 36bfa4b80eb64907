// square_sum: squares of a long vector, summed into a fixed number of partial sums.
//
// math     partials[p] = sum of x^2 over the p-th of as many equal runs of x as there are partials
// reads    x (Q)
// writes   partials (512)
// threads  one workgroup of WORKGROUP per partial; a thread takes every WORKGROUP-th element, or vec4 of elements where Q is
//          known to be a multiple of four; runs beyond the workgroups are empty, and the first workgroup writes their zeros

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
  if (group.x >= PARTIALS) {
    return;
  }
  if (group.x == 0u) {
    for (var p = groups.x + thread; p < PARTIALS; p += WORKGROUP) {
      partials[p] = 0.0;
    }
  }
  let length = dims.Q / WIDTH;
  let share = (length + PARTIALS - 1u) / PARTIALS;
  let begin = group.x * share;
  if (begin >= length) {
    // Of a short vector most runs are empty, and their threads need not meet.
    if (thread == 0u) {
      partials[group.x] = 0.0;
    }
    return;
  }
  let end = min(length, begin + share);
  var squares = Values();
  for (var q = begin + thread; q < end; q += WORKGROUP) {
    squares += x[q] * x[q];
  }
  let total = sum_for_first(sum_of(squares), place, thread);
  if (thread == 0u) {
    partials[group.x] = total;
  }
}
