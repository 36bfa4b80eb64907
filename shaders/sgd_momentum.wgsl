// sgd_momentum: one step of gradient descent with momentum (CS231n optim.sgd_momentum).
//
// math     v = momentum * v - rate * dw;  w += v
//          with faults none of this is stored, but faults = 0 where all of it is finite, |w| + |change| too, else NaN
// reads    dw (Q)   halted (1): nothing happens once it is 1
// writes   faults (Q), optional
// updates  w (Q)   v (Q)
// threads  Q / WIDTH, one per vec4 of parameters where Q is known to be a multiple of four, else one per parameter

#if ${VEC4}
alias Values = vec4f;
alias Bits = vec4u;
const WIDTH = 4u;
#else
alias Values = f32;
alias Bits = u32;
const WIDTH = 1u;
#endif

struct Dims {
  Q: u32,
  rate: f32,
  momentum: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> dw: array<Values>;
@group(0) @binding(2) var<storage, read> halted: array<u32>;
#if ${FAULTS}
@group(0) @binding(3) var<storage, read_write> faults: array<Values>;
#endif
@group(0) @binding(4) var<storage, read_write> w: array<Values>;
@group(0) @binding(5) var<storage, read_write> v: array<Values>;

override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
${FAULT}
@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q / WIDTH || halted[0] != 0u) {
    return;
  }
  let velocity = dims.momentum * v[q] - dims.rate * dw[q];
#if ${FAULTS}
  faults[q] = fault(abs(w[q]) + abs(velocity));
#else
  v[q] = velocity;
  w[q] += velocity;
#endif
}
