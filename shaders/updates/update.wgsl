// One step of an update rule for WIDTH weights a thread, in one pass over gradient, weights and moments. The shader that takes
// it in supplies
//
//   fn change_of(q: u32, gradient: Values) -> Values   what w[q] loses by its clipped gradient. It stores the rule's moments;
//                                                      with faults it does not, but adds the fault of what they need

${VALUES}
override WORKGROUP: u32 = 64;

${LINEAR_INDEX}
fn clipped(gradient: Values) -> Values {
  var result = gradient;
#if ${NORM}
  if (norm[0] > dims.greatest_norm) {
    result *= dims.greatest_norm / norm[0];
  }
#endif
#if ${BY_VALUE}
  result = clamp(result, Values(-dims.greatest_value), Values(dims.greatest_value));
#endif
  return result;
}
#if ${FAULTS}
#if ${VEC4}
alias Bits = vec4u;
#else
alias Bits = u32;
#endif

// 0 where x is finite, else NaN.
fn fault(x: Values) -> Values {
  let bits = bitcast<Bits>(x);
  let finite = (bits & Bits(0x7f800000u)) != Bits(0x7f800000u);
  return select(bitcast<Values>(bits | Bits(0x7fc00000u)), Values(), finite);
}
#endif

@compute @workgroup_size(WORKGROUP)
fn main(@builtin(global_invocation_id) id: vec3u, @builtin(num_workgroups) groups: vec3u) {
  let q = linear_index(id, groups, WORKGROUP);
  if (q >= dims.Q / WIDTH) {
    return;
  }
  let gradient = dw[q];
  let weight = w[q];
#if ${FAULTS}
  if (halted[0] == 0u) {
    faults[q] = fault(abs(weight) + abs(change_of(q, clipped(gradient))));
  }
#else
  dw[q] = Values();
  if (halted[0] == 0u) {
    let decay = select(0.0, dims.weight_decay, q < dims.decaying / WIDTH);
    w[q] = weight - decay * weight - change_of(q, clipped(gradient));
  }
#endif
}
