// tanh: hyperbolic tangent of every element.
//
// math     y = tanh(x), without overflow at any finite x
// reads    x (Q)
// writes   y (Q)
// threads  Q, one per element

struct Dims {
  Q: u32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> x: array<f32>;
@group(0) @binding(2) var<storage, read_write> y: array<f32>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
${FINITE}
${ACTIVATIONS}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q) {
    return;
  }
  y[q] = safe_tanh(x[q]);
}
