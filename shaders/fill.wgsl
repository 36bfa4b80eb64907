// fill: every element becomes the same value.
//
// math     x = value
// writes   x (Q)
// threads  Q / WIDTH, one per vec4 of elements where Q is known to be a multiple of four, else one per element

${VALUES}
struct Dims {
  Q: u32,
  value: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read_write> x: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q / WIDTH) {
    return;
  }
  x[q] = Values(dims.value);
}
