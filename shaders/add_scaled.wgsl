// add_scaled: adds a multiple of one vector to another.
//
// math     y += scale · x
// reads    x (Q)
// updates  y (Q)
// threads  Q, or a quarter with VEC4

${VALUES}
struct Dims {
  Q: u32,
  scale: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<Values>;
@group(0) @binding(2) var<storage, read_write> y: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q / WIDTH) {
    return;
  }
  y[q] += dims.scale * x[q];
}
