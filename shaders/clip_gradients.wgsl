// clip_gradients: gradients made smaller, together by their norm, one by one by their value (Pascanu et al. 2013).
//
// math     dw *= greatest_norm / norm where norm is given and norm > greatest_norm
//          dw = clamp(dw, -greatest_value, greatest_value) with the flag by_value
// reads    norm (1), optional
// updates  dw (Q)
// threads  Q / WIDTH, one per vec4 of gradients where Q is known to be a multiple of four, else one per gradient

#if ${VEC4}
alias Values = vec4f;
const WIDTH = 4u;
#else
alias Values = f32;
const WIDTH = 1u;
#endif

struct Dims {
  Q: u32,
  greatest_norm: f32,
  greatest_value: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
#if ${NORM}
@group(0) @binding(1) var<storage, read> norm: array<f32>;
#endif
@group(0) @binding(2) var<storage, read_write> dw: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q / WIDTH) {
    return;
  }
  var gradient = dw[q];
#if ${NORM}
  if (norm[0] > dims.greatest_norm) {
    gradient *= dims.greatest_norm / norm[0];
  }
#endif
#if ${BY_VALUE}
  gradient = clamp(gradient, Values(-dims.greatest_value), Values(dims.greatest_value));
#endif
  dw[q] = gradient;
}
