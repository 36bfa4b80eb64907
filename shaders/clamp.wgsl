// clamp: keeps every element within bounds.
//
// math     x = the number nearest to x from −greatest to greatest; NaN stays
// updates  x (Q)
// threads  Q, or a quarter with VEC4

${VALUES}
struct Dims {
  Q: u32,
  greatest: f32,
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
  // Not clamp, which may turn NaN into a bound.
  let greatest = Values(dims.greatest);
  x[q] = select(x[q], sign(x[q]) * greatest, abs(x[q]) > greatest);
}
