// running_average: mean of what differs from step to step, the last steps weighing most.
//
// math     average[q] += share * (x[q] - average[q]), unless halted
// reads    x (Q)   halted (1) 0 or 1
// updates  average (Q)
// threads  Q, or a quarter with VEC4

${VALUES}
struct Dims {
  Q: u32,
  share: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<Values>;
@group(0) @binding(2) var<storage, read> halted: array<u32>;
@group(0) @binding(3) var<storage, read_write> average: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q / WIDTH || halted[0] == 1u) {
    return;
  }
  average[q] += dims.share * (x[q] - average[q]);
}
