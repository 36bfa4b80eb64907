// rmsprop: one step of RMSProp (CS231n optim.rmsprop).
//
// math     v = decay * v + (1 - decay) * dw^2;  w -= rate * dw / (sqrt(v) + epsilon)
//          with dw clipped by norm and value;  the first decaying w also lose the share weight_decay;  then dw = 0
//          with faults none of this is stored, but faults = 0 where all of it is finite, |w| + |change| too, else NaN
// reads    halted (1): once it is 1, dw becomes 0 and nothing else happens   norm (1), optional
// writes   faults (Q), optional
// updates  dw (Q)   w (Q)   v (Q)
// threads  Q / WIDTH, one per vec4 of parameters where Q and decaying are known to be multiples of four, else one each

struct Dims {
  Q: u32,
  decaying: u32,
  rate: f32,
  weight_decay: f32,
  greatest_norm: f32,
  greatest_value: f32,
  decay: f32,
  epsilon: f32,
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
@group(0) @binding(6) var<storage, read_write> v: array<Values>;

fn change_of(q: u32, gradient: Values) -> Values {
  let square = dims.decay * v[q] + (1.0 - dims.decay) * gradient * gradient;
  let root = sqrt(square);
  let change = dims.rate * gradient / (root + dims.epsilon);
#if ${FAULTS}
  return change + fault(root);
#else
  v[q] = square;
  return change;
#endif
}

${UPDATE}
