// square_sum: squares of a long vector, summed into a fixed number of partial sums.
//
// math     partials[p] = sum of x^2 over the p-th of as many equal runs of x as there are partials
// reads    x (Q)
// writes   partials (256)
// threads  one workgroup of WORKGROUP per partial; a lane takes every WORKGROUP-th element, lane 0 adds the lanes up

struct Dims {
  Q: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> partials: array<f32>;

override WORKGROUP: u32 = 64;
override PARTIALS: u32 = 256;

var<workgroup> lanes: array<f32, WORKGROUP>;

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(workgroup_id) group: vec3u, @builtin(local_invocation_index) lane: u32) {
  if (group.x >= PARTIALS) {
    return;
  }
  let share = (dims.Q + PARTIALS - 1u) / PARTIALS;
  let end = min(dims.Q, (group.x + 1u) * share);
  var total = 0.0;
  for (var q = group.x * share + lane; q < end; q += WORKGROUP) {
    total += x[q] * x[q];
  }
  lanes[lane] = total;
  workgroupBarrier();
  if (lane != 0u) {
    return;
  }
  for (var other = 1u; other < WORKGROUP; other++) {
    total += lanes[other];
  }
  partials[group.x] = total;
}
