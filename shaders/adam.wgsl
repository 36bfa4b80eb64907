// adam: one step of Adam (CS231n optim.adam; Kingma and Ba 2015).
//
// math     m = beta1 * m + (1 - beta1) * dw;  v = beta2 * v + (1 - beta2) * dw^2
//          w -= rate * (m / correction1) / (sqrt(v / correction2) + epsilon)
//          with dw clipped by norm and value;  the first decaying w also lose the share weight_decay;  then dw = 0
//          with faults none of this is stored, but faults = 0 where all of it is finite, |w| + |change| too, else NaN
// reads    halted (1): once it is 1, dw becomes 0 and nothing else happens   norm (1), optional
// writes   faults (Q), optional
// updates  dw (Q)   w (Q)   m (Q)   v (Q)
// threads  Q / WIDTH, one per vec4 of parameters where Q and decaying are known to be multiples of four, else one each

struct Dims {
  Q: u32,
  decaying: u32,
  rate: f32,
  weight_decay: f32,
  greatest_norm: f32,
  greatest_value: f32,
  beta1: f32,
  beta2: f32,
  epsilon: f32,
  correction1: f32,
  correction2: f32,
}
@group(0) @binding(0) var<uniform> dims: Dims;
@group(0) @binding(1) var<storage, read> halted: array<u32>;
#if ${NORM}
@group(0) @binding(2) var<storage, read> norm: array<f32>;
#endif
#if ${FAULTS}
@group(0) @binding(3) var<storage, read_write> faults: array<Values>;
#endif
@group(0) @binding(4) var<storage, read_write> dw: array<Values>;
@group(0) @binding(5) var<storage, read_write> w: array<Values>;
@group(0) @binding(6) var<storage, read_write> m: array<Values>;
@group(0) @binding(7) var<storage, read_write> v: array<Values>;

fn change_of(q: u32, gradient: Values) -> Values {
  let mean = dims.beta1 * m[q] + (1.0 - dims.beta1) * gradient;
  let square = dims.beta2 * v[q] + (1.0 - dims.beta2) * gradient * gradient;
  let root = sqrt(square / dims.correction2);
  let change = dims.rate * (mean / dims.correction1) / (root + dims.epsilon);
#if ${FAULTS}
  return change + fault(root);
#else
  m[q] = mean;
  v[q] = square;
  return change;
#endif
}

${UPDATE}
