// weight_decay: weights made smaller by a share of themselves, apart from the gradient (Loshchilov and Hutter 2019).
//
// math     w -= amount * w
// reads    halted (1): nothing happens once it is 1
// updates  w (Q)
// threads  Q / WIDTH, one per vec4 of weights where Q is known to be a multiple of four, else one per weight

#if ${VEC4}
alias Values = vec4f;
const WIDTH = 4u;
#else
alias Values = f32;
const WIDTH = 1u;
#endif

struct Dims {
  Q: u32,
  amount: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> halted: array<u32>;
@group(0) @binding(2) var<storage, read_write> w: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q / WIDTH || halted[0] != 0u) {
    return;
  }
  w[q] -= dims.amount * w[q];
}
