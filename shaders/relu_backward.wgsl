// relu_backward: gradient of what a ReLU was given, in place of the gradient of its result.
//
// math     dy[q] = dy[q] where y[q] > 0, else 0; where y[q] is NaN, dy[q] too
// reads    y (Q)
// updates  dy (Q)
// threads  Q, or a quarter with VEC4

${VALUES}
struct Dims {
  Q: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> y: array<Values>;
@group(0) @binding(2) var<storage, read_write> dy: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q / WIDTH) {
    return;
  }
  dy[q] = select(dy[q], Values(), y[q] <= Values());
}
